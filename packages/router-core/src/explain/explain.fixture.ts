import { toId, type PoolId, type RepId } from "@pointsman/contracts/id";
import type { Pool, Rep, Territory } from "@pointsman/contracts/organisation";
import type { Condition, Facts, OnUnavailable, RuleSet, Stage, Target } from "@pointsman/contracts/rule-set";
import * as fc from "fast-check";

import { awayUntil, buildRep, NOW } from "../decide.fixture.ts";
import { decide, type DecisionInputs } from "../decide.ts";
import { planRouting } from "../plan.ts";
import { collectScope } from "../scope.ts";
import { buildSnapshot, type Directory, type LiveState } from "../snapshot.ts";
import type { Names } from "./render-text.ts";

/** Random small organisations, rule sets and leads, dense enough that a change of one fact often matters. */

const REPS = ["ann", "bea", "cid", "dora", "emil", "fay"];
const POOLS: readonly PoolId[] = ["pool_a", "pool_b", "pool_c"];
const TEXTS = ["us", "CA", "demo", "demo two", "uk", ""];
const TEXT_FACTS = ["lead.country", "lead.productInterest", "account.status", "custom.plan"];
const NUMBER_FACTS = ["lead.employees", "lead.score"];
const REP_FACTS = ["account.ownerId", "partner.managerId"];

const repId = fc.constantFrom(...REPS, "ghost").map((name) => toId("rep", name));
const number = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(2.5));
const text = fc.constantFrom(...TEXTS);

/** Tests of numbers alone. */
export const numberTest: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    fact: fc.constant("lead.employees"),
    op: fc.constantFrom("lt", "lte", "gt", "gte"),
    value: fc.integer({ min: 0, max: 30 }),
  }),
  fc.record({
    fact: fc.constant("lead.employees"),
    op: fc.constant("between" as const),
    value: fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 })),
  }),
  fc.record({
    fact: fc.constant("lead.employees"),
    op: fc.constantFrom("eq", "ne"),
    value: fc.integer({ min: 0, max: 30 }),
  }),
);

const anyTest: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ fact: fc.constantFrom(...NUMBER_FACTS), op: fc.constantFrom("lt", "gte"), value: number }),
  fc.record({ fact: fc.constantFrom(...TEXT_FACTS, "segment"), op: fc.constantFrom("eq", "ne"), value: text }),
  fc.record({
    fact: fc.constantFrom(...TEXT_FACTS),
    op: fc.constantFrom("prefix", "contains"),
    value: text.filter((part) => part !== ""),
  }),
  fc.record({
    fact: fc.constantFrom(...TEXT_FACTS),
    op: fc.constantFrom("in", "not_in"),
    value: fc.array(text, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ fact: fc.constant("lead.isFreeMail"), op: fc.constant("eq" as const), value: fc.boolean() }),
  fc.record({
    fact: fc.constantFrom(...TEXT_FACTS, ...NUMBER_FACTS, ...REP_FACTS, "tier"),
    op: fc.constantFrom("exists", "missing"),
  }),
  fc.record({
    fact: fc.constant("lead.country"),
    op: fc.constantFrom("eq_fact", "ne_fact"),
    value: fc.constant("custom.plan"),
  }),
  fc.record({
    fact: fc.constant("lead.receivedAt"),
    op: fc.constantFrom("before", "after"),
    value: fc.constantFrom("2026-11-20T11:00:00Z", "2026-11-20T11:59:59.999Z"),
  }),
);

const condition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 3, arbitrary: anyTest },
  { weight: 1, arbitrary: fc.array(anyTest, { maxLength: 2 }).map((all) => ({ all })) },
  { weight: 1, arbitrary: fc.array(anyTest, { maxLength: 3 }).map((any) => ({ any })) },
  { weight: 1, arbitrary: anyTest.map((not) => ({ not })) },
);

const target: fc.Arbitrary<Target> = fc.oneof(
  fc.constantFrom(...POOLS).map((poolId) => ({ kind: "pool" as const, poolId })),
  repId.map((id) => ({ kind: "rep" as const, repId: id })),
  fc.constantFrom<Target[]>(
    { kind: "account_owner" },
    { kind: "partner_manager" },
    { kind: "territory_pool" },
    { kind: "queue", queueId: "queue_fallback" },
  ),
);

const onUnavailable: fc.Arbitrary<OnUnavailable> = fc.record({
  default: fc.array(fc.constantFrom("backup", "next_in_pool", "hold", "fall_through"), { maxLength: 3 }),
});

function stages(when: fc.Arbitrary<Condition>): fc.Arbitrary<Stage[]> {
  const rule = fc.record({ id: fc.constant("r"), name: text, when, target, note: text, onUnavailable });
  const refining = fc.record({
    id: fc.constant("v"),
    name: text,
    when,
    prefer: fc.constantFrom({ skill: "revops" }, { skillFromFact: "custom.plan" }),
  });
  const head = { id: fc.constant("s"), name: fc.constantFrom("Stage", "A | *b*\nc") };
  const kind = fc.constantFrom("claim", "pool");
  const offering = fc.record({ ...head, kind, rules: fc.array(rule, { maxLength: 4 }) });
  const refine = fc.record({ ...head, kind: fc.constant("refine"), rules: fc.array(refining, { maxLength: 2 }) });
  return fc.array(fc.oneof({ weight: 3, arbitrary: offering }, { weight: 1, arbitrary: refine }), {
    minLength: 1,
    maxLength: 4,
  }) as fc.Arbitrary<Stage[]>; // a record of arbitraries loses that `kind` tells them apart
}

/** Rule sets whose conditions are drawn from `when`. */
export function ruleSets(when: fc.Arbitrary<Condition> = condition): fc.Arbitrary<RuleSet> {
  const rows = fc.array(fc.record({ when, value: fc.constantFrom("us", "uk", "terr_a", "terr_b") }), { maxLength: 3 });
  const table = (fact: string) =>
    fc.record({ fact: fc.constant(fact), rows, otherwise: fc.constantFrom("us", "terr_a") });
  return fc.record({
    name: fc.constant("Random"),
    derivedFacts: fc.tuple(table("segment"), table("territory"), table("tier")),
    stages: stages(when),
    fallbackQueueId: fc.constant("queue_fallback" as const),
    onUnavailable,
    maxHoldHours: fc.constantFrom(1, 96),
    duplicateWindowMinutes: fc.constant(5),
  });
}

const leadFacts: fc.Arbitrary<Facts> = fc
  .record(
    {
      "lead.country": text,
      "lead.productInterest": text,
      "lead.employees": number,
      "lead.score": fc.oneof(number, fc.constant(Number.NaN)),
      "lead.isFreeMail": fc.boolean(),
      "lead.receivedAt": fc.constant("2026-11-20T11:30:00.000Z"),
      "account.status": text,
      "account.ownerId": repId,
      "partner.managerId": repId,
      "custom.plan": fc.oneof(text, fc.array(text, { maxLength: 2 })),
    },
    { requiredKeys: [] },
  )
  .map((facts) => facts as Facts); // optional keys that are there hold values

export interface Organisation {
  readonly directory: Directory;
  readonly live: LiveState;
}

const rep: fc.Arbitrary<Partial<Rep>> = fc.record({
  skills: fc.constantFrom([], ["revops"], ["us", "demo"]),
  rampPct: fc.constantFrom(0, 25, 100, 100),
  status: fc.constantFrom("active", "active", "active", "departed"),
  timeOff: fc.constantFrom([], [], awayUntil("2026-11-23T08:00:00.000Z").timeOff),
  backupRepId: fc.oneof(repId, fc.constant(null)),
  name: fc.constantFrom("Ann", "Bea | C.", "*Łucja*", "李\n小龍"),
});

const organisation: fc.Arbitrary<Organisation> = fc
  .record({
    reps: fc.tuple(...REPS.map(() => rep)),
    members: fc.tuple(...POOLS.map(() => fc.subarray([...REPS, "ghost"]))),
    selections: fc.tuple(
      ...POOLS.map(() => fc.constantFrom<Pool["selection"][]>("fair_share", "weighted", "least_loaded", "fixed")),
    ),
    open: fc.tuple(...REPS.map(() => fc.constantFrom(0, 5, 25, 30))),
    credit: fc.integer({ min: -400_000, max: 400_000 }),
  })
  .map(({ reps, members, selections, open, credit }) => {
    const pools = POOLS.map((id, index): Pool => ({
      id,
      name: `${id} | pool`,
      selection: selections[index] ?? "fair_share",
      members: (members[index] ?? []).map((name) => ({ repId: toId("rep", name), weight: 100 })),
      requiredSkills: [],
      availableWithinHours: 0,
      value: null,
    }));
    const onFile = REPS.map((name, index) => buildRep(name, reps[index]));
    const openById = new Map(REPS.map((name, index): [RepId, number] => [toId("rep", name), open[index] ?? 0]));
    const territories = new Map(["terr_a", "terr_b"].map((id, index) => [id, toTerritory(id, POOLS[index] ?? null)]));
    return {
      directory: {
        reps: new Map(onFile.map((one) => [one.id, one])),
        pools: new Map(pools.map((pool) => [pool.id, pool])),
        queues: new Map([["queue_fallback", { id: "queue_fallback", name: "Fallback", ownerRepId: "rep_ann" }]]),
        findTerritory: (id: string) => territories.get(id),
      },
      live: {
        openLeads: (id: RepId) => openById.get(id),
        pool: (id: PoolId) =>
          toLedger(
            pools.find((pool) => pool.id === id),
            credit,
          ),
      },
    };
  });

function toTerritory(id: string, poolId: PoolId | null): Territory {
  return { id: toId("territory", id.slice("terr_".length)), name: id, division: "us", segmentPools: [], poolId };
}

/** The first is owed what the last owes. */
function toLedger(pool: Pool | undefined, credit: number) {
  const members = pool?.members ?? [];
  const last = members.length - 1;
  const of = (index: number) => (index === 0 ? credit : index === last ? -credit : 0);
  return {
    seq: 7,
    members: members.map(({ repId: id }, index) => ({
      repId: id,
      creditMicro: last === 0 ? 0 : of(index),
      lastAssignedSeq: index,
    })),
  };
}

export interface Case extends Organisation {
  readonly ruleSet: RuleSet;
  readonly inputs: DecisionInputs;
}

/** Inputs as the routing service records them: the state that these facts can reach, and no more. */
export function toRecorded({ directory, live }: Organisation, ruleSet: RuleSet, facts: Facts): DecisionInputs {
  const plan = planRouting(ruleSet, facts, directory.findTerritory);
  return {
    format: 1,
    ruleSet: { version: 1, hash: "random" },
    request: {
      leadId: "lead_1",
      epoch: 1,
      now: NOW,
      facts,
      excludedRepIds: [],
      duplicateOf: null,
      assignTo: null,
    },
    snapshot: buildSnapshot(collectScope(plan, directory), directory, live),
  };
}

/** A lead with its rules and its organisation. */
export function cases(when?: fc.Arbitrary<Condition>): fc.Arbitrary<Case> {
  return fc
    .record({ ruleSet: ruleSets(when), facts: leadFacts, org: organisation })
    .map(({ ruleSet, facts, org }) => ({ ...org, ruleSet, inputs: toRecorded(org, ruleSet, facts) }));
}

export function decisionOf({ ruleSet, inputs }: Pick<Case, "ruleSet" | "inputs">) {
  return decide(ruleSet, inputs).decision;
}

export function namesOfDirectory({ directory }: Organisation): Names {
  return {
    rep: (id) => directory.reps.get(id)?.name,
    pool: (id) => directory.pools.get(id)?.name,
    queue: (id) => directory.queues.get(id)?.name,
  };
}
