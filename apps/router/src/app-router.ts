import { accountProcedures, contactProcedures } from "./procedures/accounts.ts";
import { healthProcedures } from "./procedures/health.ts";
import { importProcedures } from "./procedures/imports.ts";
import { leadProcedures } from "./procedures/leads.ts";
import {
  partnerProcedures,
  poolProcedures,
  queueProcedures,
  repProcedures,
  territoryProcedures,
} from "./procedures/organisation.ts";
import { ruleSetProcedures } from "./procedures/rule-sets.ts";
import { router } from "./trpc.ts";

/** Everything that the routing service does for others. */
export const appRouter = router({
  health: healthProcedures,
  leads: leadProcedures,
  ruleSets: ruleSetProcedures,
  reps: repProcedures,
  pools: poolProcedures,
  territories: territoryProcedures,
  partners: partnerProcedures,
  queues: queueProcedures,
  accounts: accountProcedures,
  contacts: contactProcedures,
  imports: importProcedures,
});

/** What other apps import, as a type: `createTRPCClient<AppRouter>(…)`. */
export type AppRouter = typeof appRouter;
