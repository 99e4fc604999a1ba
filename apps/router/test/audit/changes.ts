import { buildOrganisation } from "@pointsman/demo/organisation";
import { demoRuleSet } from "@pointsman/demo/rule-set";

import { HOOK, QUEUE, REP, toForm, type Things } from "../access/rows.ts";
import { toSubmission } from "../submission.ts";
import { START_MS } from "../test-service.ts";

/** A call that changes something, and a table that an entry of it must be about; or why it leaves none. */
export type Change =
  | {
      readonly entity: string;
      /** Is called with the same first. */
      readonly behind?: string;
      readonly input: (things: Things) => object | undefined;
    }
  | { readonly leavesNone: string };

const { reps, pools, partners, territories, accounts } = buildOrganisation(START_MS);
const renamed = <T extends { readonly name: string }>(list: readonly T[]) =>
  list.slice(0, 1).map((item) => ({ ...item, name: `${item.name} & Co` }));
const jordan = reps.filter(({ id }) => id === REP);

const lead = ({ leadId }: Things) => ({ leadId });
const endpoint = ({ endpointId }: Things) => ({ endpointId });
const timeOff = { kind: "pto", firstDay: "2031-02-01", lastDay: "2031-02-01" } as const;
const email = "jane@company.example";
const NEW = {
  queue: { id: "queue_new", name: "New", ownerRepId: REP },
  pool: { id: "pool_new", name: "New", selection: "fair_share", members: [{ repId: REP, weight: 100 }] },
} as const;

/** Every mutation of the service, in an order in which each has something to change. Who adds one adds its row. */
export const CHANGES: Readonly<Record<string, Change>> = {
  "leads.accept": { entity: "assignment", input: lead },
  "leads.touch": { entity: "assignment", input: lead },
  "leads.reject": { entity: "rejection", input: ({ leadId }) => ({ leadId, reason: "not_a_fit", comment: "no" }) },
  "leads.reroute": { entity: "reroute", input: ({ leadId }) => ({ leadId, reason: "other" }) },
  "leads.disqualify": { entity: "disqualification", input: ({ leadId }) => ({ leadId, reason: "spam" }) },
  "leads.convert": { entity: "conversion", input: lead },
  "leads.submit": {
    entity: "outbox",
    input: ({ leadId }) => ({ submissions: [toSubmission(`submitted-${leadId}`)] }),
  },
  "leads.import": { entity: "outbox", input: ({ leadId }) => ({ submissions: [toSubmission(`imported-${leadId}`)] }) },
  "reps.upsert": { entity: "rep", input: () => ({ reps: renamed(jordan) }) },
  "pools.upsert": { entity: "pool", input: () => ({ pools: [...renamed(pools), NEW.pool] }) },
  "pools.correctCredit": {
    entity: "credit_correction",
    input: () => ({
      poolId: "pool_west-mid-market",
      corrections: [
        { repId: REP, deltaMicro: 5 },
        { repId: "rep_diego-r", deltaMicro: -5 },
      ],
      comment: "agreed",
    }),
  },
  "pools.remove": { entity: "pool", input: () => ({ poolId: "pool_new" }) },
  "territories.upsert": {
    entity: "territory",
    input: () => ({ territories: [...renamed(territories), ...territories.slice(0, 1).map(toNew("terr_new"))] }),
  },
  "territories.remove": { entity: "territory", input: () => ({ territoryId: "terr_new" }) },
  "partners.upsert": {
    entity: "partner",
    input: () => ({
      partners: [
        ...renamed(partners),
        ...partners.slice(0, 1).map((one) => ({ ...one, id: "part_new", code: "NEWCODE" })),
      ],
    }),
  },
  "partners.remove": { entity: "partner", input: () => ({ partnerId: "part_new" }) },
  "queues.upsert": {
    entity: "queue",
    input: () => ({ queues: [{ id: QUEUE, name: "His", ownerRepId: REP }, NEW.queue] }),
  },
  "queues.remove": { entity: "queue", input: () => ({ queueId: "queue_new" }) },
  "accounts.upsert": { entity: "account", input: () => ({ accounts: renamed(accounts) }) },
  "contacts.upsert": {
    entity: "account_contact",
    input: () => ({ contacts: [{ accountId: "acct_apex-corp", email, role: null }] }),
  },
  "contacts.remove": { entity: "account_contact", input: () => ({ email }) },
  "forms.upsert": { entity: "form", input: () => ({ forms: [toForm("audited-form")] }) },
  "forms.remove": { entity: "form", input: ({ formId }) => ({ formId }) },
  "ruleSets.drafts.save": {
    entity: "rule_set_draft",
    input: ({ draftId }) => ({ draftId, revision: 1, name: "Again", ruleSet: demoRuleSet }),
  },
  "ruleSets.drafts.remove": { entity: "rule_set_draft", input: ({ draftId }) => ({ draftId, revision: 1 }) },
  "ruleSets.drafts.publish": { entity: "rule_set_version", input: ({ draftId }) => ({ draftId, revision: 1 }) },
  "ruleSets.publish": {
    entity: "rule_set_version",
    input: () => ({ ruleSet: { ...demoRuleSet, name: "Another" } }),
  },
  "ruleSets.rollBack": { entity: "org_state", input: () => ({ toVersion: 1 }) },
  "endpoints.create": { entity: "endpoint", input: () => ({ ...HOOK, name: "Another" }) },
  "endpoints.update": { entity: "endpoint", input: (things) => ({ ...endpoint(things), name: "Renamed" }) },
  "endpoints.rotateSecret": { entity: "endpoint", input: endpoint },
  "endpoints.disable": { entity: "endpoint", input: endpoint },
  "endpoints.enable": { entity: "endpoint", behind: "endpoints.disable", input: endpoint },
  "endpoints.remove": { entity: "endpoint", input: endpoint },
  "notifications.setPreferences": { entity: "rep_preference", input: () => ({ repId: REP }) },
  "notifications.setTemplate": {
    entity: "message_template",
    input: () => ({ kind: "assigned", template: { subject: "New", body: "A lead." } }),
  },
  "availability.addTimeOff": { entity: "time_off", input: () => ({ entries: [{ repId: REP, timeOff }] }) },
  "availability.changeTimeOff": {
    entity: "time_off",
    input: ({ timeOffId: id }) => ({ id, timeOff: { ...timeOff, lastDay: "2031-02-03" } }),
  },
  "availability.removeTimeOff": { entity: "time_off", input: ({ timeOffId }) => ({ ids: [timeOffId] }) },
  "availability.connectCalendar": {
    entity: "rep_calendar",
    input: () => ({ repId: REP, kind: "ics", address: "https://calendars.example/audited.ics" }),
  },
  "availability.disconnectCalendar": { entity: "rep_calendar", input: ({ calendarId }) => ({ calendarId }) },
  "availability.setPolicy": { entity: "availability_policy", input: () => ({ longBusyMinutes: 300 }) },
  "imports.csv": {
    entity: "account",
    input: () => ({ kind: "accounts", text: "id,name,status,domains\nacct_csv,Csv,prospect,csv.example" }),
  },
  "imports.saveRows": {
    entity: "account",
    input: () => ({
      kind: "accounts",
      rows: [{ row: 2, values: { id: "acct_row", name: "Row", status: "prospect", domains: ["row.example"] } }],
    }),
  },
  "keys.create": { entity: "api_key", input: () => ({ name: "machine", scopes: ["keys:manage"] }) },
  "keys.rotate": { entity: "api_key", input: ({ keyId }) => ({ keyId }) },
  "keys.revoke": { entity: "api_key", input: ({ keyId }) => ({ keyId }) },
  "people.upsert": {
    entity: "person",
    input: () => ({ people: [{ id: "person_new", name: "Jane", email, role: "read_only" }] }),
  },
  "teams.upsert": { entity: "team", input: () => ({ teams: [{ id: "west", name: "The West" }] }) },
  "privacy.erase": { entity: "erasure", input: lead },
  // Qualification is part of the rules, so that it and what comes behind it are last.
  "leads.qualify": {
    entity: "lead",
    input: () => ({ leadId: "lead_unqualified", details: { score: 40, message: "Call me" } }),
  },
  "reps.depart": { entity: "rep", input: () => ({ repId: REP }) },
  "leads.findByEmail": { leavesNone: "reads; the address must not stand in a URL" },
  "contacts.get": { leavesNone: "reads; the address must not stand in a URL" },
  "imports.leadsOnFile": { leavesNone: "reads; its keys fit no URL" },
  "ruleSets.check": { leavesNone: "reads; a rule set fits no URL" },
  "audit.checkpoint": { leavesNone: "signs the chain" },
  "endpoints.test": { leavesNone: "sends a message; endpoints.deliveries has it" },
  "endpoints.redeliver": { leavesNone: "sends messages again; endpoints.deliveries has them" },
  "availability.syncCalendar": { leavesNone: "reads a calendar earlier than it would be" },
};

function toNew(id: `terr_${string}`) {
  return <T extends { readonly id: string; readonly name: string }>(item: T) => ({ ...item, id, name: "New" });
}
