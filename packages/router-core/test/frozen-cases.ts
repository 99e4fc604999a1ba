import type { RepId } from "@pointsman/contracts/id";
import type { Rep } from "@pointsman/contracts/organisation";
import type { Condition, Facts, RuleSet, Stage } from "@pointsman/contracts/rule-set";

import { awayUntil, buildRep, RULES, toInputs, WEST_LEAD, type Given } from "../src/decide.fixture.ts";
import type { DecisionInputs } from "../src/decide.ts";

/** A decision worth keeping for ever: one file of `src/replay/frozen`. */
export interface FrozenCase {
  /** Of the file. */
  readonly name: string;
  readonly ruleSet: RuleSet;
  readonly inputs: DecisionInputs;
}

const MONDAY = "2026-11-23T08:00:00.000Z";
const ann = buildRep("ann", { skills: ["revops"], backupRepId: "rep_bea" });
const bea = buildRep("bea", { backupRepId: "rep_cid" });
const cid = buildRep("cid", { backupRepId: "rep_ann" });
const dora = buildRep("dora");
const boss = buildRep("boss");
const TEAM = [ann, bea, cid, dora, boss];

const TIER_1: Facts = { ...WEST_LEAD, "lead.score": 90 };
const LOST: Facts = { ...WEST_LEAD, "account.status": "closed_lost", "account.formerOwnerId": "rep_dora" };

function teamWith(name: string, change: Partial<Rep>): readonly Rep[] {
  return TEAM.map((rep) => (rep.id === `rep_${name}` ? { ...rep, ...change } : rep));
}

/** The rules of the fixture with another stage in place of theirs. */
function rulesWith(stage: Stage, change: Partial<RuleSet> = {}): RuleSet {
  return { ...RULES, stages: [stage], ...change };
}

interface Ledger {
  readonly seq: number;
  readonly members: {
    readonly [Id in RepId]?: readonly [creditMicro: number, lastSeq: number | null, weight?: number];
  };
}

/** The inputs as they are in the middle of a history: credits, places in the order, weights. */
function withLedger(inputs: DecisionInputs, { seq, members }: Ledger): DecisionInputs {
  const pool = inputs.snapshot.pools["pool_west-mid"];
  if (pool === undefined) throw new Error("the lead goes to the West pool");
  const moved = pool.members.map((member) => {
    const [creditMicro = 0, lastAssignedSeq = null, weight = 100] = members[member.repId] ?? [];
    return { repId: member.repId, weight, creditMicro, lastAssignedSeq };
  });
  return {
    ...inputs,
    snapshot: { ...inputs.snapshot, pools: { "pool_west-mid": { ...pool, seq, members: moved } } },
  };
}

const fixed = { selection: "fixed", pool: ["ann", "dora"] } as const;
const annAway = teamWith("ann", awayUntil(MONDAY));

const NIGHT_SHIFT = { workingHours: [{ days: ["mon", "fri"], from: "22:00", until: "02:00" }] } satisfies Partial<Rep>;

/** Each is refused for the reason that he is called by; the last can take the lead. */
const REFUSED: readonly Rep[] = [
  buildRep("night", NIGHT_SHIFT),
  buildRep("busy", {
    busy: [{ kind: "busy", from: "2026-11-20T09:00:00.000Z", until: "2026-11-20T15:00:00.000Z" }],
  }),
  buildRep("day", { maxPerDay: 0 }),
  buildRep("week", { maxPerDay: 5, maxPerWeek: 0 }),
  buildRep("month", { maxPerMonth: 0 }),
  buildRep("learning", { rampPct: 0, rampSteps: [{ from: "2026-12-01", pct: 25 }] }),
  buildRep("unskilled", { skills: ["plg"] }),
  buildRep("able", {
    skills: ["german", "plg"],
    workingHours: [{ days: ["fri"], from: "03:00", until: "12:00" }],
    rampPct: 0,
    rampSteps: [{ from: "2026-11-01", pct: 50 }],
    maxPerWeek: 7,
  }),
];
const REFUSED_POOL = REFUSED.map(({ id }) => id.slice("rep_".length));

const GIVEN: { readonly [name: string]: Given } = {
  "assigned-to-the-specialist": { reps: TEAM, pool: ["dora", "ann"] },
  "assigned-without-a-specialist": { reps: TEAM, pool: ["bea", "cid"] },
  "assigned-fixed": { reps: TEAM, ...fixed },
  "assigned-least-loaded": {
    reps: TEAM,
    selection: "least_loaded",
    pool: ["bea", "cid", "dora"],
    openLeads: { bea: 7, cid: 3, dora: 3 },
  },
  "assigned-fair-share-above-the-soft-limit": {
    reps: TEAM,
    pool: ["bea", "cid", "dora"],
    openLeads: { bea: 25, cid: 16, dora: 29 },
  },
  "assigned-weighted": { reps: TEAM, selection: "weighted", pool: ["bea", "cid", "dora"] },
  "assigned-balanced-value": {
    reps: TEAM,
    selection: "balanced_value",
    pool: ["bea", "cid", "dora"],
    poolOverrides: { value: { fact: "lead.employees", otherwise: 100 } },
  },
  "assigned-balanced-value-of-a-lead-of-unknown-worth": {
    reps: TEAM,
    selection: "balanced_value",
    pool: ["bea", "cid"],
    poolOverrides: { value: { fact: "lead.score", otherwise: 50 } },
  },
  "assigned-account-sticky-for-the-first-time": { reps: TEAM, selection: "account_sticky", pool: ["bea", "dora"] },
  "assigned-past-each-refusal": {
    reps: REFUSED,
    pool: REFUSED_POOL,
    poolOverrides: { requiredSkills: ["german"] },
  },
  "assigned-to-who-is-available-within-hours": {
    reps: REFUSED,
    pool: ["night", "busy"],
    poolOverrides: { availableWithinHours: 3 },
  },
  "assigned-to-the-specialist-for-a-text-as-typed": {
    reps: TEAM,
    pool: ["dora", "ann"],
    facts: { ...WEST_LEAD, "lead.vertical": " RevOps " },
  },
  "held-until-his-shift": { reps: [buildRep("late", NIGHT_SHIFT)], pool: ["late"] },
  "parked-because-who-comes-back-lacks-the-skill": {
    reps: annAway,
    pool: ["ann"],
    poolOverrides: { requiredSkills: ["german"] },
  },
  "assigned-to-the-backup": { reps: annAway, ...fixed, facts: TIER_1 },
  "assigned-to-the-backup-of-the-backup": { reps: annAway, ...fixed, facts: TIER_1, openLeads: { bea: 30 } },
  "assigned-after-a-circle-of-backups": { reps: annAway, ...fixed, facts: TIER_1, openLeads: { bea: 30, cid: 30 } },
  "assigned-because-the-hold-would-be-too-long": {
    reps: teamWith("ann", awayUntil("2026-12-04T08:00:00.000Z")),
    ...fixed,
  },
  "assigned-without-the-excluded-rep": {
    reps: TEAM,
    pool: ["ann", "dora"],
    request: { excludedRepIds: ["rep_ann"], epoch: 2 },
  },
  "assigned-by-hand": { reps: TEAM, pool: ["ann"], request: { assignTo: "rep_cid", epoch: 3 } },
  "assigned-to-the-account-owner-with-a-co-owner": {
    reps: TEAM,
    pool: ["ann"],
    facts: { ...WEST_LEAD, "account.ownerId": "rep_dora", "account.csmId": "rep_cid" },
  },
  "assigned-to-the-former-owner-with-a-note": {
    reps: TEAM,
    facts: { ...LOST, "account.name": "Ärzte & Söhne “Zürich” GmbH {account.status}" },
  },
  "assigned-to-the-former-owner-of-an-account-without-a-name": { reps: TEAM, facts: LOST },
  "assigned-past-a-departed-former-owner": {
    reps: teamWith("dora", { status: "departed" }),
    pool: ["ann"],
    facts: LOST,
  },
  "assigned-among-names-of-all-scripts": {
    reps: [
      buildRep("lucja", { name: "Łucja Żółć | *bold*" }),
      buildRep("li", { name: "李小龍" }),
      buildRep("omar", { name: "عمر 💡\nnext line", ...awayUntil(MONDAY) }),
    ],
    pool: ["lucja", "li", "omar"],
    facts: { "lead.region": " ca ", "lead.employees": 200, "lead.vertical": "Ｒｅｖｏｐｓ" },
  },
  "held-until-he-is-back": { reps: annAway, ...fixed },
  "held-over-adjoining-time-off": {
    reps: teamWith("ann", {
      timeOff: [{ kind: "leave", from: MONDAY, until: "2026-11-24T08:00:00.000Z" }, ...awayUntil(MONDAY).timeOff],
    }),
    ...fixed,
  },
  "parked-because-everybody-is-full": {
    reps: TEAM,
    pool: ["ann", "dora"],
    openLeads: { ann: 30, bea: 31, cid: 1_000, dora: 30 },
  },
  "parked-because-nobody-is-ramped-up": { reps: [buildRep("ann", { rampPct: 0 }), boss], pool: ["ann"] },
  "parked-because-nobody-covers-it": { reps: TEAM, pool: ["ann"], facts: { ...WEST_LEAD, "lead.employees": 20 } },
  "parked-because-the-pool-is-empty": { reps: TEAM, pool: [] },
  "parked-because-nobody-is-on-file": { reps: [], pool: ["ghost"] },
  "parked-with-facts-that-make-no-sense": {
    reps: TEAM,
    facts: { "lead.employees": -1e21, "lead.region": "x".repeat(500), "lead.country": null, "__proto__.x": ["a", ""] },
  },
  "attached-to-an-open-lead": {
    reps: TEAM,
    pool: ["ann"],
    request: { duplicateOf: { leadId: "lead_0", repId: "rep_ann" } },
  },
  "attached-to-a-lead-that-nobody-has": {
    reps: TEAM,
    pool: ["ann"],
    request: { duplicateOf: { leadId: "lead_0", repId: null } },
  },
};

const PARK_BY_RULE: Stage = {
  id: "spam",
  name: "Spam",
  kind: "claim",
  rules: [
    {
      id: "free-mail",
      name: "Free mail without a company",
      when: {
        all: [
          { fact: "lead.isFreeMail", op: "eq", value: true },
          { fact: "lead.company", op: "missing" },
        ],
      },
      target: { kind: "queue", queueId: "queue_fallback" },
    },
  ],
};

/** A condition that holds for the lead of `CONDITION_FACTS`, with every operator in it. */
const EVERY_OPERATOR: Condition = {
  all: [
    { fact: "lead.country", op: "eq", value: "us" },
    { fact: "lead.country", op: "ne", value: "CA" },
    { fact: "lead.score", op: "lt", value: 51 },
    { fact: "lead.score", op: "lte", value: 50 },
    { fact: "lead.score", op: "gt", value: 49 },
    { fact: "lead.score", op: "gte", value: 50 },
    { fact: "lead.vertical", op: "in", value: ["retail", "RevOps"] },
    { fact: "lead.vertical", op: "not_in", value: ["fintech"] },
    { fact: "lead.employees", op: "between", value: [200, 500] },
    { fact: "lead.postcode", op: "prefix", value: "94" },
    { fact: "lead.emailDomain", op: "suffix", value: ".example" },
    { fact: "lead.jobTitle", op: "contains", value: "revenue" },
    { fact: "lead.receivedAt", op: "before", value: "2027-01-01T00:00:00Z" },
    { fact: "lead.receivedAt", op: "after", value: "2026-01-01T00:00:00Z" },
    { fact: "account.ownerName", op: "eq_fact", value: "partner.name" },
    { fact: "account.division", op: "ne_fact", value: "lead.country" },
    { fact: "lead.source", op: "exists" },
    { not: { any: [{ fact: "lead.partnerCode", op: "exists" }, { not: { fact: "lead.region", op: "missing" } }] } },
  ],
};

const CONDITION_FACTS: Facts = {
  "lead.country": "US",
  "lead.score": 50,
  "lead.vertical": "revops ",
  "lead.employees": 500,
  "lead.postcode": "94107",
  "lead.emailDomain": "acme.example",
  "lead.jobTitle": "VP REVENUE Operations",
  "lead.receivedAt": "2026-11-20T11:59:59.999Z",
  "account.ownerName": "Ann",
  "partner.name": "ann",
  "account.division": "emea",
  "lead.source": "demo-form",
};

const REP_BY_RULE: Stage = {
  id: "everything",
  name: "Everything at once",
  kind: "claim",
  rules: [
    {
      id: "all-operators",
      name: "All operators",
      when: EVERY_OPERATOR,
      target: { kind: "rep", repId: "rep_bea" },
      coOwners: [{ kind: "rep", repId: "rep_cid" }],
      copy: [{ kind: "rep", repId: "rep_dora" }, { kind: "partner_manager" }],
      note: "{account.division:upper} asks for {lead.vertical}; nothing known of {lead.region}",
    },
  ],
};

/** The rules of the fixture, with a line that leads must reach and weights. */
const QUALIFYING: RuleSet = {
  ...RULES,
  qualification: {
    all: [
      {
        any: [
          { fact: "lead.score", op: "gte", value: 50 },
          { fact: "lead.employees", op: "gt", value: 1_000 },
        ],
      },
      { not: { fact: "lead.isFreeMail", op: "eq", value: true } },
    ],
  },
  workUnits: { default: 1, byTier: { tier1: 3 } },
};

const ANN_BY_NAME: Stage = {
  id: "ann",
  name: "Ann",
  kind: "claim",
  rules: [
    {
      id: "all",
      name: "All",
      when: { all: [] },
      target: { kind: "rep", repId: "rep_ann" },
      coOwners: [
        { kind: "rep", repId: "rep_cid" },
        { kind: "rep", repId: "rep_cid" },
      ],
      copy: [{ kind: "rep", repId: "rep_cid" }],
    },
  ],
};

/** The inputs of a lead whose account's last one the rep had. */
function ofAccountRep(inputs: DecisionInputs, accountRepId: RepId): DecisionInputs {
  return { ...inputs, snapshot: { ...inputs.snapshot, accountRepId } };
}

/** One frozen record a case. Add cases; those that have a file never change. */
export const FROZEN_CASES: readonly FrozenCase[] = [
  ...Object.entries(GIVEN).map(([name, given]) => ({ name, ruleSet: RULES, inputs: toInputs(given) })),
  {
    name: "assigned-fair-share-in-the-middle-of-a-history",
    ruleSet: RULES,
    inputs: withLedger(toInputs({ reps: TEAM, pool: ["bea", "cid", "dora"] }), {
      seq: 41,
      members: { rep_bea: [-420_000, 41], rep_cid: [213_333, 39], rep_dora: [206_667, 40] },
    }),
  },
  {
    name: "assigned-fair-share-by-weight-ramp-and-load",
    ruleSet: RULES,
    inputs: withLedger(
      toInputs({
        reps: teamWith("cid", { rampPct: 25 }),
        pool: ["bea", "cid", "dora"],
        openLeads: { bea: 22, dora: 29 },
      }),
      { seq: 6, members: { rep_bea: [-1, 6, 100], rep_cid: [0, null, 100], rep_dora: [1, 5, 300] } },
    ),
  },
  {
    name: "assigned-by-a-rule-with-every-operator",
    ruleSet: rulesWith(REP_BY_RULE),
    inputs: toInputs({ reps: TEAM, facts: CONDITION_FACTS, ruleSet: rulesWith(REP_BY_RULE) }),
  },
  {
    name: "unqualified-below-the-line",
    ruleSet: QUALIFYING,
    inputs: toInputs({ reps: TEAM, pool: ["ann"], facts: { ...WEST_LEAD, "lead.score": 30 }, ruleSet: QUALIFYING }),
  },
  {
    name: "assigned-as-qualified-with-its-weight",
    ruleSet: QUALIFYING,
    inputs: toInputs({
      reps: TEAM,
      pool: ["bea", "cid", "dora"],
      openLeads: { bea: 28 },
      facts: { ...TIER_1, "lead.isFreeMail": true },
      request: { qualified: true },
      ruleSet: QUALIFYING,
    }),
  },
  {
    name: "assigned-account-sticky-to-who-had-the-account",
    ruleSet: RULES,
    inputs: ofAccountRep(toInputs({ reps: TEAM, selection: "account_sticky", pool: ["bea", "dora"] }), "rep_dora"),
  },
  {
    name: "assigned-to-the-backup-of-a-departed-rep-by-name",
    ruleSet: rulesWith(ANN_BY_NAME),
    inputs: toInputs({ reps: teamWith("ann", { status: "departed" }), ruleSet: rulesWith(ANN_BY_NAME) }),
  },
  {
    name: "parked-by-a-rule",
    ruleSet: rulesWith(PARK_BY_RULE),
    inputs: toInputs({ reps: TEAM, facts: { "lead.isFreeMail": true }, ruleSet: rulesWith(PARK_BY_RULE) }),
  },
];
