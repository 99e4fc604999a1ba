import { Decision } from "@pointsman/contracts/decision";
import type { Rep } from "@pointsman/contracts/organisation";
import type { RoutingRule, RuleSet, Stage } from "@pointsman/contracts/rule-set";
import { describe, expect, test } from "vitest";

import { compileRuleSet } from "./compile/compile-rule-set.ts";
import {
  awayUntil,
  buildRep,
  decideGiven,
  namesOf,
  NOW,
  RULES,
  toInputs,
  WEST_LEAD,
  type Given,
} from "./decide.fixture.ts";
import { decide } from "./decide.ts";
import { renderText } from "./explain/render-text.ts";
import { planRouting } from "./plan.ts";
import { replay } from "./replay.ts";
import { parseRecord, toRecord } from "./replay/decision-record.ts";

const MONDAY = "2026-11-23T08:00:00.000Z";
const ann = buildRep("ann", { skills: ["revops"], backupRepId: "rep_bea" });
const bea = buildRep("bea", { backupRepId: "rep_cid" });
const cid = buildRep("cid", { backupRepId: "rep_ann" });
const dora = buildRep("dora");
const boss = buildRep("boss");
const TEAM = [ann, bea, cid, dora, boss];

function outcomeOf(given: Given) {
  return decideGiven(given).decision.outcome;
}

function textOf(given: Given): readonly string[] {
  const inputs = toInputs(given);
  return renderText(decide(given.ruleSet ?? RULES, inputs).decision, namesOf(inputs.snapshot));
}

/** Of whoever is away nothing is tried. */
function withoutNextInPool(stage: Stage): Stage {
  if (stage.kind === "refine") return stage;
  return { ...stage, rules: stage.rules.map((rule) => ({ ...rule, onUnavailable: { default: [] } })) };
}

/** Every lead is for Ann, by name. */
function rulesForAnn(change: Partial<RoutingRule> = {}): RuleSet {
  const rule = { id: "ann", name: "Ann", when: { all: [] }, target: { kind: "rep", repId: "rep_ann" } } as const;
  return { ...RULES, stages: [{ id: "all", name: "All", kind: "claim", rules: [{ ...rule, ...change }] }] };
}

describe("a pool stage", () => {
  test.each(["revops", "RevOps", " revops ", "REVOPS", "ｒｅｖｏｐｓ"])("finds the specialist for %j", (vertical) => {
    const given: Given = { reps: TEAM, pool: ["dora", "ann"], facts: { ...WEST_LEAD, "lead.vertical": vertical } };
    const { outcome, trace } = decideGiven(given).decision;
    expect(outcome).toMatchObject({ repId: "rep_ann" });
    expect(trace.steps[2]).toMatchObject({ finding: "preferred", skill: vertical });
  });

  test("finds the specialist for a text of several words", () => {
    const reps = [dora, buildRep("eve", { skills: ["rev-ops"] })];
    const facts = { ...WEST_LEAD, "lead.vertical": "Rev  Ops" };
    expect(outcomeOf({ reps, pool: ["dora", "eve"], facts })).toMatchObject({ repId: "rep_eve" });
  });

  test("gives the lead to the specialist among the pool and counts the criteria", () => {
    expect(textOf({ reps: TEAM, pool: ["dora", "ann"] })).toEqual([
      "1. Existing account: none",
      "2. Territory: West 200–500 → Ann (available)",
      "3. Vertical specialist: revops → Ann (specialist)",
      "Assigned to Ann; matched 2/3 criteria",
    ]);
  });

  test("leaves the pool as it is where nobody is a specialist, and counts the criterion as unmet", () => {
    expect(textOf({ reps: TEAM, pool: ["bea", "cid"] })).toEqual([
      "1. Existing account: none",
      "2. Territory: West 200–500 → Bea (available)",
      "3. Vertical specialist: revops → no specialist available; not required",
      "Assigned to Bea; matched 1/3 criteria",
    ]);
  });

  test("moves the ledger of the pool it chose from: one lead further, credits at a sum of zero", () => {
    const { decision, pool } = decideGiven({ reps: TEAM, pool: ["bea", "cid"] });
    expect(decision.trace.selection).toEqual({ poolId: "pool_west-mid", policy: "fair_share", seq: 1 });
    expect(pool?.members).toEqual([
      { repId: "rep_bea", weight: 100, creditMicro: -500_000, lastAssignedSeq: 1 },
      { repId: "rep_cid", weight: 100, creditMicro: 500_000, lastAssignedSeq: null },
    ]);
  });

  test("is passed over where the territory has no pool for the segment", () => {
    const given = { reps: TEAM, pool: ["ann"], facts: { ...WEST_LEAD, "lead.employees": 20 } };
    expect(outcomeOf(given)).toEqual({
      kind: "parked",
      queueId: "queue_fallback",
      ownerRepId: "rep_boss",
      reason: "no_coverage",
    });
    expect(textOf(given)[1]).toBe("2. Territory: Territory and segment, but there is nobody it names");
  });
});

describe("when the wanted rep is away", () => {
  const away = TEAM.map((rep) => (rep === ann ? { ...ann, ...awayUntil(MONDAY) } : rep));

  test("a tier 1 lead goes to his backup, and the reason names both", () => {
    const given: Given = {
      reps: away,
      selection: "fixed",
      pool: ["ann", "dora"],
      facts: { ...WEST_LEAD, "lead.score": 90 },
    };
    expect(outcomeOf(given)).toMatchObject({
      kind: "assigned",
      repId: "rep_bea",
      via: "backup",
      insteadOfRepId: "rep_ann",
      poolId: null,
    });
    expect(textOf(given).slice(1)).toEqual([
      "2. Territory: West 200–500 → Bea (available); not Ann (out of office until 2026-11-23T08:00:00.000Z)",
      "3. Vertical specialist: revops → no specialist available; not required",
      "Assigned to Bea as backup of Ann; matched 1/3 criteria",
    ]);
  });

  test("a tier 2 lead is held for him until he is back", () => {
    const given: Given = { reps: away, selection: "fixed", pool: ["ann", "dora"] };
    expect(outcomeOf(given)).toEqual({ kind: "held", forRepId: "rep_ann", until: MONDAY, reason: "out_of_office" });
  });

  test("but not longer than the longest hold: then the pool has its turn", () => {
    const long = away.map((rep) => (rep.id === ann.id ? { ...ann, ...awayUntil("2026-12-04T08:00:00.000Z") } : rep));
    expect(outcomeOf({ reps: long, selection: "fixed", pool: ["ann", "dora"] })).toMatchObject({
      repId: "rep_dora",
      via: "next_in_pool",
    });
  });

  test("time off that adjoins or overlaps counts as one", () => {
    const twice = {
      ...ann,
      timeOff: [
        { kind: "pto" as const, from: MONDAY, until: "2026-11-24T08:00:00.000Z" },
        ...awayUntil(MONDAY).timeOff,
      ],
    };
    const reps = away.map((rep) => (rep.id === ann.id ? twice : rep));
    expect(outcomeOf({ reps, selection: "fixed", pool: ["ann"] })).toMatchObject({
      kind: "held",
      until: "2026-11-24T08:00:00.000Z",
    });
  });

  test("backups are followed one after the other and never in a circle", () => {
    const full = { bea: 30, cid: 30, dora: 30 };
    const given: Given = {
      reps: away,
      selection: "fixed",
      pool: ["ann", "dora"],
      facts: { ...WEST_LEAD, "lead.score": 90 },
    };
    expect(outcomeOf({ ...given, openLeads: { bea: 30 } })).toMatchObject({
      repId: "rep_cid",
      insteadOfRepId: "rep_ann",
    });
    expect(outcomeOf({ ...given, openLeads: { bea: 30, cid: 30 } })).toMatchObject({
      repId: "rep_dora",
      via: "next_in_pool",
    });
    expect(outcomeOf({ ...given, openLeads: full })).toMatchObject({ kind: "parked", reason: "nobody_available" });
  });

  test.each([
    ["lacks a required skill", { skills: [] }, { requiredSkills: ["german"] }],
    ["is at 0 % of his ramp", { skills: ["german"], rampPct: 0 }, {}],
  ] as const)("nobody is held for who %s while somebody else will be back", (_, change, poolOverrides) => {
    const bob = buildRep("bob", { skills: ["german"], ...awayUntil("2026-11-24T08:00:00.000Z") });
    const reps = [buildRep("ann", { ...awayUntil(MONDAY), ...change }), bob];
    expect(outcomeOf({ reps, pool: ["ann", "bob"], poolOverrides })).toMatchObject({
      kind: "held",
      forRepId: "rep_bob",
    });
  });

  test("nobody at all is held for who lacks a required skill", () => {
    const given: Given = { reps: away, pool: ["ann"], poolOverrides: { requiredSkills: ["german"] } };
    expect(outcomeOf(given)).toMatchObject({ kind: "parked", reason: "nobody_available" });
  });

  test("in a fixed pool without next_in_pool nobody but the first is asked", () => {
    const given: Given = { reps: away, selection: "fixed", pool: ["ann", "dora"] };
    const ruleSet = { ...RULES, stages: RULES.stages.map(withoutNextInPool) };
    expect(outcomeOf({ ...given, ruleSet })).toMatchObject({ kind: "parked", reason: "nobody_available" });
  });

  test("at the very instant of his return he takes leads again", () => {
    const back = TEAM.map((rep) => (rep === ann ? { ...ann, ...awayUntil(NOW) } : rep));
    expect(outcomeOf({ reps: back, selection: "fixed", pool: ["ann"] })).toMatchObject({
      kind: "assigned",
      repId: "rep_ann",
    });
  });
});

describe("the hard cap", () => {
  test("is reached at 150 % of capacity: 29 of 20 still takes, 30 does not", () => {
    const given: Given = { reps: TEAM, pool: ["bea"], facts: { ...WEST_LEAD, "lead.score": 90 } };
    expect(outcomeOf({ ...given, openLeads: { bea: 29 } })).toMatchObject({ repId: "rep_bea", via: "target" });
    expect(outcomeOf({ ...given, openLeads: { bea: 30 } })).toMatchObject({ repId: "rep_cid", via: "backup" });
  });
});

describe("outside working hours", () => {
  // Friday noon in UTC: four in the morning in California.
  const early = buildRep("ann", {
    workingHours: [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", until: "17:00" }],
  });

  test("a lead worth waiting is held until the morning, with the reason", () => {
    const given: Given = { reps: [early], pool: ["ann"] };
    expect(outcomeOf(given)).toEqual({
      kind: "held",
      forRepId: "rep_ann",
      until: "2026-11-20T17:00:00.000Z",
      reason: "outside_hours",
    });
    expect(textOf(given)[1]).toBe(
      "2. Territory: West 200–500 → Ann (outside working hours until 2026-11-20T17:00:00.000Z)",
    );
  });

  test("a pool that is content with somebody within five hours gives it to him now", () => {
    const given: Given = { reps: [early], pool: ["ann"], poolOverrides: { availableWithinHours: 5 } };
    expect(outcomeOf(given)).toMatchObject({ kind: "assigned", repId: "rep_ann", via: "target" });
  });
});

describe("required skills", () => {
  test("of a pool: who lacks one takes nothing, and the trace says so", () => {
    const given: Given = { reps: TEAM, pool: ["bea", "ann"], poolOverrides: { requiredSkills: ["revops"] } };
    expect(outcomeOf(given)).toMatchObject({ repId: "rep_ann" });
    const { candidates } = decideGiven(given).decision.trace.steps[1]!;
    expect(candidates.find(({ repId }) => repId === "rep_bea")?.refusal).toBe("lacks_skill");
  });

  test("of a rule: backups included", () => {
    const [account, territory, vertical] = RULES.stages;
    if (territory?.kind !== "pool") throw new Error("the fixture's second stage is a pool");
    const rules = territory.rules.map((rule) => ({ ...rule, requiredSkills: ["legal"] }));
    const ruleSet = { ...RULES, stages: [account!, { ...territory, rules }, vertical!] };
    const facts = { ...WEST_LEAD, "lead.score": 90 };
    expect(outcomeOf({ reps: TEAM, pool: ["ann"], facts, ruleSet })).toMatchObject({ kind: "parked" });
    const skilled = TEAM.map((rep) => (rep === cid ? { ...cid, skills: ["legal"] } : rep));
    expect(outcomeOf({ reps: skilled, pool: ["ann"], facts, ruleSet })).toMatchObject({
      repId: "rep_cid",
      via: "backup",
    });
  });
});

describe("a pool that keeps accounts", () => {
  const given: Given = { reps: TEAM, pool: ["bea", "dora"], selection: "account_sticky" };
  const decideFor = (accountRepId: "rep_dora" | "rep_bea" | "rep_cid", more: Partial<Given> = {}) => {
    const inputs = toInputs({ ...given, ...more });
    return decide(RULES, { ...inputs, snapshot: { ...inputs.snapshot, accountRepId } });
  };

  test("gives the lead to whoever had the account's last one, outside the ledger", () => {
    const { decision, pool } = decideFor("rep_dora");
    expect(decision.outcome).toMatchObject({ repId: "rep_dora", poolId: "pool_west-mid" });
    expect(pool?.members.map(({ creditMicro }) => creditMicro)).toEqual([0, 0]);
  });

  test("shares fairly where he is not in the pool, cannot take it, or there is none", () => {
    expect(decideFor("rep_cid").decision.outcome).toMatchObject({ repId: "rep_bea" });
    expect(decideFor("rep_dora", { openLeads: { dora: 30 } }).decision.outcome).toMatchObject({ repId: "rep_bea" });
    expect(outcomeOf(given)).toMatchObject({ repId: "rep_bea" });
  });
});

describe("a claim stage", () => {
  test("gives the account's owner the lead, with the CSM as co-owner", () => {
    const facts = { ...WEST_LEAD, "account.ownerId": "rep_dora", "account.csmId": "rep_cid" };
    expect(outcomeOf({ reps: TEAM, pool: ["ann"], facts })).toMatchObject({
      repId: "rep_dora",
      coOwnerRepIds: ["rep_cid"],
      poolId: null,
    });
  });

  test("a departed former owner is named in the trace, and the territory has its turn", () => {
    const gone = TEAM.map((rep) => (rep === dora ? { ...dora, status: "departed" as const } : rep));
    const facts = { ...WEST_LEAD, "account.status": "closed_lost", "account.formerOwnerId": "rep_dora" };
    expect(textOf({ reps: gone, pool: ["ann"], facts }).slice(0, 2)).toEqual([
      "1. Existing account: Former owner → Dora (has left the company)",
      "2. Territory: West 200–500 → Ann (available)",
    ]);
  });

  test("fills the note with facts, and says so where one is not known", () => {
    const facts = { ...WEST_LEAD, "account.status": "closed_lost", "account.formerOwnerId": "rep_dora" };
    expect(outcomeOf({ reps: TEAM, facts: { ...facts, "account.name": "Apex" } })).toMatchObject({
      note: "Apex was lost before",
    });
    expect(outcomeOf({ reps: TEAM, facts })).toMatchObject({ note: "unknown was lost before" });
  });
});

describe("a rep whom the rule names", () => {
  test.each([
    ["has left", { reps: TEAM.map((rep) => (rep === ann ? { ...ann, status: "departed" as const } : rep)) }],
    ["lost the lead", { reps: TEAM, request: { excludedRepIds: ["rep_ann" as const] } }],
  ])("and who %s is replaced by his backup", (_, given) => {
    expect(outcomeOf({ ...given, ruleSet: rulesForAnn() })).toMatchObject({
      repId: "rep_bea",
      via: "backup",
      insteadOfRepId: "rep_ann",
    });
  });

  test("and whom it excludes as well is passed over, as a backup too", () => {
    const ruleSet = rulesForAnn({ exclude: [{ kind: "account_owner" }, { kind: "rep", repId: "rep_bea" }] });
    const facts = { "account.ownerId": "rep_ann" };
    const { outcome, trace } = decideGiven({ reps: TEAM, ruleSet, facts }).decision;
    expect(outcome).toMatchObject({ repId: "rep_cid", via: "backup" });
    expect(trace.steps[0]?.candidates.map(({ refusal }) => refusal)).toEqual(["excluded", "excluded", null]);
    expect(planRouting(ruleSet, facts, () => undefined)).toEqual(compileRuleSet(ruleSet).plan(facts, () => undefined));
    expect(outcomeOf({ reps: TEAM, ruleSet })).toMatchObject({ repId: "rep_ann" });
  });

  test("counts as there where the rule is content with somebody within so many hours", () => {
    const reps = [buildRep("ann", awayUntil("2026-11-20T17:00:00.000Z")), bea];
    const within = (availableWithinHours: number) =>
      outcomeOf({ reps, ruleSet: rulesForAnn({ availableWithinHours }) });
    expect(within(5)).toMatchObject({ repId: "rep_ann", via: "target" });
    expect(within(4)).toMatchObject({ kind: "parked" });
  });

  test("has everybody beside him once: co-owners without him, copies without either", () => {
    const [a, b, c, d] = (["rep_ann", "rep_bea", "rep_cid", "rep_dora"] as const).map(
      (repId) => ({ kind: "rep", repId }) as const,
    );
    const ruleSet = rulesForAnn({ coOwners: [a!, b!, b!, c!], copy: [a!, c!, d!, d!] });
    expect(outcomeOf({ reps: TEAM, ruleSet })).toMatchObject({
      repId: "rep_ann",
      coOwnerRepIds: ["rep_bea", "rep_cid"],
      copiedRepIds: ["rep_dora"],
    });
  });
});

test.each(["constructor", "toString", "__proto__"])("a tier may be called %s", (value) => {
  const derivedFacts = [{ fact: "tier", rows: [], otherwise: value }];
  const ruleSet = { ...RULES, derivedFacts, onUnavailable: { default: [], byTier: { tier1: ["hold" as const] } } };
  const facts = { "account.ownerId": "rep_ann" };
  expect(outcomeOf({ reps: [buildRep("ann", awayUntil(MONDAY))], ruleSet, facts })).toMatchObject({ kind: "parked" });
});

describe("a request", () => {
  test("leaves out the reps it excludes", () => {
    expect(outcomeOf({ reps: TEAM, pool: ["ann", "dora"], request: { excludedRepIds: ["rep_ann"] } })).toMatchObject({
      repId: "rep_dora",
    });
  });

  test("by hand asks no rules", () => {
    expect(outcomeOf({ reps: TEAM, pool: ["ann"], request: { assignTo: "rep_cid" } })).toMatchObject({
      repId: "rep_cid",
      via: "manual",
    });
  });

  test("that failed before is parked for people to look at, whatever the rules say, and replays", () => {
    const inputs = toInputs({ reps: TEAM, pool: ["ann"] });
    const failed = { ...inputs, request: { ...inputs.request, facts: {}, failure: "range_error" } };
    const { decision, pool } = decide(RULES, failed);
    expect(decision.outcome).toMatchObject({ kind: "parked", reason: "error", queueId: RULES.fallbackQueueId });
    expect(pool).toBeNull();
    expect(renderText(decision, namesOf(failed.snapshot)).at(-1)).toContain("routing failed");
    expect(replay(RULES, parseRecord(JSON.parse(JSON.stringify(toRecord(failed, decision))))).identical).toBe(true);
  });

  test("for a duplicate joins the open lead", () => {
    const duplicateOf = { leadId: "lead_0", repId: "rep_ann" } as const;
    expect(outcomeOf({ reps: TEAM, pool: ["ann"], request: { duplicateOf } })).toEqual({
      kind: "attached",
      toLeadId: "lead_0",
      repId: "rep_ann",
    });
  });
});

/** A rep of whom nothing is left at its default. */
const WITH_EVERYTHING = {
  skills: ["plg"],
  workingHours: [{ days: ["fri"], from: "02:00", until: "06:00" }],
  timeOff: [{ kind: "pto", day: "2026-11-20", half: "afternoon" }],
  busy: [{ kind: "busy", from: "2026-11-20T06:00:00.000Z", until: "2026-11-20T11:00:00.000Z" }],
  rampSteps: [{ from: "2026-11-01", pct: 30 }],
  maxPerDay: 3,
  maxPerMonth: 30,
} as const satisfies Partial<Rep>;

describe("every decision", () => {
  const cases: readonly Given[] = [
    {},
    { reps: TEAM, pool: ["ann", "bea", "cid"] },
    { reps: TEAM, pool: ["nobody-on-file"] },
    { reps: TEAM, pool: ["ann"], openLeads: { ann: 1_000 } },
    { facts: {} },
    { reps: [buildRep("ann", WITH_EVERYTHING), bea], pool: ["ann", "bea"], poolOverrides: { requiredSkills: ["plg"] } },
    ...(["weighted", "balanced_value", "account_sticky", "least_loaded"] as const).map((selection) => ({
      reps: TEAM,
      pool: ["dora", "bea", "cid"],
      selection,
      poolOverrides: { value: { fact: "lead.employees", otherwise: 10 } },
    })),
    { facts: { "lead.employees": Number.NaN, "lead.region": "x".repeat(10_000) } },
  ];

  test.each(cases)("has the shape of the contract, and replays byte for byte from its inputs as JSON (%#)", (given) => {
    const inputs = toInputs(given);
    const { decision } = decide(RULES, inputs);
    expect(Decision.parse(decision)).toEqual(decision);
    const stored = parseRecord(JSON.parse(JSON.stringify(toRecord(inputs, decision))));
    expect(replay(RULES, stored)).toMatchObject({ identical: true, differences: [] });
  });

  test("that was tampered with does not replay", () => {
    const inputs = toInputs({ reps: TEAM, pool: ["ann", "dora"] });
    const { decision } = decide(RULES, inputs);
    const forged = { ...decision, outcome: { ...decision.outcome, repId: "rep_dora" as const } };
    expect(replay(RULES, toRecord(inputs, forged as Decision)).identical).toBe(false);
  });
});

describe("S19: a rule set that asks for a qualification", () => {
  const ruleSet = { ...RULES, qualification: { fact: "lead.score", op: "gte", value: 50 } as const };
  const given: Given = { ruleSet, reps: TEAM, pool: ["ann"], facts: { ...WEST_LEAD, "lead.score": 30 } };

  test("does not route a lead below the line, and says what it lacks", () => {
    const { decision, pool } = decideGiven(given);
    expect(decision.outcome).toEqual({
      kind: "unqualified",
      unmet: [{ fact: "lead.score", is: 30, needs: "gte 50" }],
    });
    expect(pool).toBeNull();
    expect(textOf(given)).toEqual([
      "1. Qualification: not satisfied; the stages are not asked",
      "Not routed: not qualified yet; lead.score is 30, needs gte 50",
    ]);
    expect(Decision.parse(decision)).toEqual(decision);
  });

  test.each<[string, Partial<Given>]>([
    ["once its score is high enough", { facts: { ...WEST_LEAD, "lead.score": 50 } }],
    ["whose source is trusted", { request: { qualified: true } }],
  ])("routes a lead %s, as if nothing were asked", (_, change) => {
    const asked = { ...given, ...change };
    const { qualification: _asked, ...unasked } = ruleSet;
    expect(outcomeOf(asked)).toMatchObject({ kind: "assigned", repId: "rep_ann" });
    expect(decideGiven(asked).decision).toEqual(decideGiven({ ...asked, ruleSet: unasked }).decision);
  });

  test("lets a person give the lead to somebody, and a lead of the same person join the open one", () => {
    expect(outcomeOf({ ...given, request: { assignTo: "rep_cid" } })).toMatchObject({ repId: "rep_cid" });
    const duplicateOf = { leadId: "lead_0", repId: null } as const;
    expect(outcomeOf({ ...given, request: { duplicateOf } })).toMatchObject({ kind: "attached" });
  });
});

describe("a rule set that weighs leads", () => {
  const ruleSet = { ...RULES, workUnits: { default: 1, byTier: { tier1: 3 } } };
  const hot = { ...WEST_LEAD, "lead.score": 90 };

  test("says what the lead weighs for whoever gets it", () => {
    const given = { ruleSet, reps: TEAM, pool: ["ann"] };
    expect(outcomeOf(given)).toMatchObject({ repId: "rep_ann", workUnits: 1 });
    expect(outcomeOf({ ...given, facts: hot })).toMatchObject({ repId: "rep_ann", workUnits: 3 });
    expect(outcomeOf({ ...given, facts: hot, request: { assignTo: "rep_cid" } })).toMatchObject({ workUnits: 3 });
    expect(outcomeOf({ ...given, ruleSet: RULES })).not.toHaveProperty("workUnits");
  });

  // 150 % of 20 are 30 units: with 27 open a lead of 3 still fits, with 28 only one of 1.
  test.each([
    [27, hot, "rep_dora"],
    [28, hot, "rep_cid"],
    [29, WEST_LEAD, "rep_dora"],
    [30, WEST_LEAD, "rep_cid"],
  ])("at %i open units of 30 a lead goes where it fits whole", (dora, facts, repId) => {
    const given: Given = { ruleSet, facts, reps: TEAM, pool: ["dora", "cid"], selection: "fixed", openLeads: { dora } };
    expect(outcomeOf(given)).toMatchObject({ repId });
  });
});
