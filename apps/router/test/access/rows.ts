import { ROLE_SCOPES } from "@pointsman/contracts/access";
import type { Scope } from "@pointsman/contracts/api";
import type { ApiKeyId, CalendarId, DraftId, EndpointId, LeadId, TimeOffId } from "@pointsman/contracts/id";
import { buildOrganisation } from "@pointsman/demo/organisation";
import { demoRuleSet } from "@pointsman/demo/rule-set";

import { toSubmission } from "../submission.ts";
import { START_MS } from "../test-service.ts";

/**
 * How a procedure minds whom its caller may touch, with what the two sides of the table see of Jordan's things.
 *
 * - `everybody`: no manager and no rep may call it
 * - `theirs`: the input names something of Jordan's; his manager and he may, others may not
 * - `filtered`: all may; Jordan is in the answer to his manager and himself, and not in that to others
 * - `common`: all may, and there is nothing of a rep, a lead or a pool in it
 */
export type RowReach = "everybody" | "theirs" | "filtered" | "common";

/** Things that are there for one call. */
export interface Things {
  /** A lead that Jordan has and has not touched. */
  readonly leadId: LeadId;
  /** The key of a machine. */
  readonly keyId: ApiKeyId;
  /** A rule set in the making, at revision 1. */
  readonly draftId: DraftId;
  readonly formId: string;
  readonly endpointId: EndpointId;
  /** Time off of Jordan's, on a day years from now that is this one's alone. */
  readonly timeOffId: TimeOffId;
  readonly dayOff: string;
  /** Of Jordan's. */
  readonly calendarId: CalendarId;
}

/** A procedure: the scopes it asks for, how it minds reach, and an input that goes through. */
export type Row = readonly [
  scopes: Scope | readonly Scope[],
  reach: RowReach,
  input?: object | ((things: Things) => object),
];

export const REP = "rep_jordan-k";
/** Jordan's. */
export const QUEUE = "queue_jordan";
const ACCOUNT = "acct_apex-corp";
const POOL = "pool_west-mid-market";
const TERRITORY = "terr_west";
const PARTNER = "part_lanternway";
const { reps, pools, territories, partners, queues, accounts } = buildOrganisation(START_MS);
const jordan = reps.filter(({ id }) => id === REP);
const apex = accounts.filter(({ id }) => id === ACCOUNT);

const lead = ({ leadId }: Things) => ({ leadId });
const submission = ({ leadId }: Things) => ({ submissions: [toSubmission(`again-${leadId}`)] });
export const toForm = (id: string) => ({ id, label: "Demo", thankYou: "Thank you." });
const emailOf = ({ leadId }: Things) => `${leadId.slice("lead_".length)}@prismanalytics.example`;
const form = ({ formId }: Things) => ({ formId });
const draft = ({ draftId }: Things) => ({ draftId, revision: 1 });
const endpoint = ({ endpointId }: Things) => ({ endpointId });
const calendar = ({ calendarId }: Things) => ({ calendarId });
const changedTimeOff = ({ timeOffId: id, dayOff: day }: Things) => ({
  id,
  timeOff: { kind: "pto", day, half: "morning" },
});
const timeOff = { kind: "pto", firstDay: "2030-02-01", lastDay: "2030-02-01" } as const;
const email = "jane@company.example";
const person = { id: "person_new", name: "Jane", email, role: "read_only" };

/** A webhook, but for its name. */
export const HOOK = { kind: "webhook", url: "https://hooks.example/leads", ownerRepId: REP, types: [] } as const;

/** Every procedure that needs a key with a scope. Who adds one adds its row. */
export const ROWS: Readonly<Record<string, Row>> = {
  "leads.submit": ["leads:submit", "everybody", submission],
  "leads.import": ["leads:submit", "everybody", submission],
  "leads.get": ["leads:read", "theirs", lead],
  "leads.explain": ["leads:read", "theirs", lead],
  "leads.list": ["leads:read", "filtered", {}],
  "leads.findByEmail": ["leads:read", "filtered", (things) => ({ email: emailOf(things) })],
  "leads.replay": ["leads:read", "theirs", lead],
  "leads.live": ["leads:read", "theirs", { repId: REP }],
  "holds.list": ["leads:read", "filtered"],
  "slas.list": ["leads:read", "filtered"],
  "notifications.list": ["notifications:read", "filtered"],
  "notifications.preferences": ["notifications:read", "theirs", { repId: REP }],
  "notifications.setPreferences": ["notifications:write", "theirs", { repId: REP }],
  "notifications.templates": ["notifications:read", "common"],
  "notifications.setTemplate": ["notifications:write", "everybody", { kind: "assigned", template: null }],
  "notifications.previewTemplate": ["notifications:read", "common", { kind: "assigned" }],
  "endpoints.create": ["notifications:write", "everybody", { ...HOOK, name: "Another" }],
  "endpoints.list": ["notifications:read", "everybody"],
  "endpoints.update": ["notifications:write", "everybody", (things) => ({ ...endpoint(things), name: "Renamed" })],
  "endpoints.rotateSecret": ["notifications:write", "everybody", endpoint],
  "endpoints.test": ["notifications:write", "everybody", endpoint],
  "endpoints.disable": ["notifications:write", "everybody", endpoint],
  "endpoints.enable": ["notifications:write", "everybody", endpoint],
  "endpoints.remove": ["notifications:write", "everybody", endpoint],
  "endpoints.deliveries": ["notifications:read", "everybody", endpoint],
  "endpoints.redeliver": [
    "notifications:write",
    "everybody",
    (things) => ({ ...endpoint(things), what: { failedSince: "2026-11-20T00:00:00.000Z" } }),
  ],
  "availability.get": ["availability:read", "theirs", { repId: REP }],
  "availability.listTimeOff": ["availability:read", "theirs", { repId: REP }],
  "availability.addTimeOff": ["availability:write", "theirs", { entries: [{ repId: REP, timeOff }] }],
  "availability.changeTimeOff": ["availability:write", "theirs", changedTimeOff],
  "availability.removeTimeOff": ["availability:write", "theirs", ({ timeOffId }) => ({ ids: [timeOffId] })],
  "availability.listCalendars": ["availability:read", "theirs", { repId: REP }],
  "availability.connectCalendar": [
    "availability:write",
    "theirs",
    { repId: REP, kind: "ics", address: "https://calendars.example/jordan.ics" },
  ],
  "availability.syncCalendar": ["availability:write", "theirs", calendar],
  "availability.disconnectCalendar": ["availability:write", "theirs", calendar],
  "availability.getPolicy": ["availability:read", "common"],
  "availability.setPolicy": ["availability:write", "everybody", {}],
  "leads.qualify": ["leads:write", "theirs", ({ leadId }) => ({ leadId, details: { score: 90 } })],
  "leads.accept": ["leads:write", "theirs", lead],
  "leads.touch": ["leads:write", "theirs", lead],
  "leads.reject": ["leads:write", "theirs", ({ leadId }) => ({ leadId, reason: "not_a_fit" })],
  "leads.reroute": ["leads:write", "theirs", ({ leadId }) => ({ leadId, reason: "other" })],
  "leads.disqualify": ["leads:write", "theirs", ({ leadId }) => ({ leadId, reason: "spam" })],
  "leads.convert": ["leads:write", "theirs", lead],
  "ruleSets.active": ["config:read", "common"],
  "ruleSets.get": ["config:read", "common", { version: 1 }],
  "ruleSets.list": ["config:read", "common"],
  "ruleSets.diff": ["config:read", "common", { from: 1, to: 2 }],
  "ruleSets.rollBack": ["config:write", "everybody", { toVersion: 1 }],
  "ruleSets.drafts.list": ["config:read", "common"],
  "ruleSets.drafts.get": ["config:read", "common", draft],
  "ruleSets.drafts.save": [
    "config:write",
    "everybody",
    (things) => ({ ...draft(things), name: "Again", ruleSet: demoRuleSet }),
  ],
  "ruleSets.drafts.remove": ["config:write", "everybody", draft],
  "ruleSets.drafts.publish": ["config:write", "everybody", draft],
  "ruleSets.check": ["config:read", "common", { ruleSet: demoRuleSet }],
  "ruleSets.publish": ["config:write", "everybody", { ruleSet: demoRuleSet }],
  "reps.list": ["config:read", "filtered"],
  "reps.get": ["config:read", "theirs", { repId: REP }],
  "reps.upsert": ["config:write", "theirs", { reps: jordan }],
  "reps.depart": [["config:write", "leads:write"], "everybody", { repId: REP, preview: true }],
  "reps.digest": ["leads:read", "theirs", { repId: REP }],
  "pools.list": ["config:read", "filtered"],
  "pools.get": ["config:read", "theirs", { poolId: POOL }],
  "pools.decisions": ["config:read", "theirs", { poolId: POOL }],
  "pools.remove": ["config:write", "everybody", { poolId: POOL }],
  "pools.upsert": ["config:write", "theirs", { pools: pools.filter(({ id }) => id === POOL) }],
  "pools.correctCredit": [
    "config:write",
    "theirs",
    {
      poolId: POOL,
      corrections: [
        { repId: REP, deltaMicro: 5 },
        { repId: "rep_diego-r", deltaMicro: -5 },
      ],
      comment: "agreed",
    },
  ],
  "pools.corrections": ["config:read", "theirs", { poolId: POOL }],
  "territories.list": ["config:read", "common"],
  "territories.get": ["config:read", "common", { territoryId: TERRITORY }],
  "territories.remove": ["config:write", "everybody", { territoryId: TERRITORY }],
  "territories.upsert": ["config:write", "everybody", { territories }],
  "partners.list": ["config:read", "common"],
  "partners.get": ["config:read", "common", { partnerId: PARTNER }],
  "partners.remove": ["config:write", "everybody", { partnerId: PARTNER }],
  "partners.upsert": ["config:write", "everybody", { partners }],
  "queues.list": ["config:read", "common"],
  "queues.get": ["config:read", "common", { queueId: QUEUE }],
  "queues.leads": ["leads:read", "theirs", { queueId: QUEUE }],
  "queues.remove": ["config:write", "everybody", { queueId: "queue_unplaced" }],
  "queues.upsert": ["config:write", "everybody", { queues }],
  "accounts.list": ["config:read", "common", {}],
  "accounts.get": ["config:read", "common", { accountId: ACCOUNT }],
  "accounts.upsert": ["config:write", "everybody", { accounts: apex }],
  "contacts.list": ["config:read", "common", { accountId: ACCOUNT }],
  "contacts.get": ["config:read", "common", { email }],
  "contacts.upsert": ["config:write", "everybody", { contacts: [{ accountId: ACCOUNT, email, role: null }] }],
  "contacts.remove": ["config:write", "everybody", { email }],
  "forms.list": ["config:read", "common"],
  "forms.get": ["config:read", "common", form],
  "forms.sources": ["config:read", "everybody"],
  "forms.upsert": ["config:write", "everybody", { forms: [toForm("another-form")] }],
  "forms.remove": ["config:write", "everybody", form],
  "audit.list": ["audit:read", "everybody", {}],
  "audit.verify": ["audit:read", "everybody", {}],
  "audit.checkpoint": ["audit:read", "everybody"],
  "audit.export": ["audit:read", "everybody", {}],
  "privacy.erase": ["privacy:erase", "everybody", { email: "nobody@example.com", dryRun: true }],
  "imports.saveRows": ["config:write", "everybody", { kind: "reps", rows: [{ row: 2, values: {} }], dryRun: true }],
  "imports.csv": ["config:write", "everybody", { kind: "reps", text: "Email,Name\n", dryRun: true }],
  "imports.exportCsv": ["config:read", "everybody", { kind: "reps" }],
  "imports.leadsOnFile": ["leads:read", "everybody", { keys: [{ source: "demo-form", idempotencyKey: "none" }] }],
  "keys.create": ["keys:manage", "everybody", { name: "machine", scopes: ["keys:manage"] }],
  "keys.list": ["keys:manage", "everybody"],
  "keys.rotate": ["keys:manage", "everybody", ({ keyId }) => ({ keyId })],
  "keys.revoke": ["keys:manage", "everybody", ({ keyId }) => ({ keyId })],
  "people.list": ["keys:manage", "everybody"],
  "people.upsert": [["keys:manage", ...ROLE_SCOPES.read_only], "everybody", { people: [person] }],
  "teams.list": ["config:read", "common"],
  "teams.upsert": ["config:write", "everybody", { teams: [{ id: "west", name: "West" }] }],
};

/** Procedures that need no key, and those that need one, whatever it may do. */
export const OPEN: readonly string[] = ["health.check"];
export const ANY_KEY: readonly string[] = ["keys.self"];
