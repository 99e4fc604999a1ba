import { accountProcedures, contactProcedures } from "./procedures/accounts.ts";
import { auditProcedures, privacyProcedures } from "./procedures/audit.ts";
import { availabilityProcedures } from "./procedures/availability.ts";
import { endpointProcedures } from "./procedures/endpoints.ts";
import { formProcedures } from "./procedures/forms.ts";
import { healthProcedures } from "./procedures/health.ts";
import { importProcedures } from "./procedures/imports.ts";
import { leadProcedures } from "./procedures/leads.ts";
import { notificationProcedures } from "./procedures/notifications.ts";
import {
  partnerProcedures,
  poolProcedures,
  queueProcedures,
  repProcedures,
  territoryProcedures,
} from "./procedures/organisation.ts";
import { keyProcedures, personProcedures, teamProcedures } from "./procedures/people.ts";
import { ruleSetProcedures } from "./procedures/rule-sets.ts";
import { holdProcedures, slaProcedures } from "./procedures/waiting.ts";
import { router } from "./trpc.ts";

/** Everything that the routing service does for others. */
export const appRouter = router({
  health: healthProcedures,
  leads: leadProcedures,
  holds: holdProcedures,
  slas: slaProcedures,
  ruleSets: ruleSetProcedures,
  reps: repProcedures,
  pools: poolProcedures,
  territories: territoryProcedures,
  partners: partnerProcedures,
  queues: queueProcedures,
  accounts: accountProcedures,
  contacts: contactProcedures,
  availability: availabilityProcedures,
  endpoints: endpointProcedures,
  notifications: notificationProcedures,
  forms: formProcedures,
  keys: keyProcedures,
  people: personProcedures,
  teams: teamProcedures,
  imports: importProcedures,
  audit: auditProcedures,
  privacy: privacyProcedures,
});

/** What other apps import, as a type: `createTRPCClient<AppRouter>(…)`. */
export type AppRouter = typeof appRouter;
