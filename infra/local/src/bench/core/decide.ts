import type { Decision } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Facts, RoutingRule, RuleSet } from "@pointsman/contracts/rule-set";
import { createRandom, type Random } from "@pointsman/demo/random";
import { compileRuleSet, type CompiledRuleSet } from "@pointsman/router-core/compile/compile-rule-set";
import type { DecisionInputs, DecisionRequest } from "@pointsman/router-core/decide";
import { planRouting, type RoutingPlan } from "@pointsman/router-core/plan";
import { replay } from "@pointsman/router-core/replay";
import { parseRecord, toRecord } from "@pointsman/router-core/replay/decision-record";
import { collectScope } from "@pointsman/router-core/scope";
import type { Directory, RoutingSnapshot } from "@pointsman/router-core/snapshot";
import { RoutingState } from "@pointsman/router-core/state";

import type { Figure } from "../figure.ts";
import { POOL_SIZE, TIERS, toPoolRules, toStages } from "../make-organisation.ts";
import { COUNTRIES, makeWorkload, type Workload } from "./make-workload.ts";
import { makeWorld, POOLS, toTerritoryId, type AccountFacts, type World } from "./make-world.ts";
import { measureRate } from "./measure.ts";

const LEADS = 4_096;
/** 42 a rep, whose capacity is 40 and hard cap 60: some are over their soft limit, some at the cap. */
const OPEN_PER_POOL = 42 * POOL_SIZE;
const START_MS = Date.parse("2026-11-22T09:30:00.000Z");
const LEAD_EVERY_MS = 7;
/** Leads that are decided at one time by the clock, as the router does it. */
const BATCH = 16;
const RULE_SET_REF = { version: 1, hash: "bench" };
/** A decision goes through so much code, some of it once in a thousand leads, that V8 goes on compiling for a second or two. */
const WARM_UP_MS = 2_000;
/** Refusals that the leads which are checked must meet. */
const REFUSALS = ["out_of_office", "at_hard_cap", "outside_hours"];
/** Each takes the interpreter a millisecond. */
const CHECKED = 512;

/**
 * The full decision, trace included: account by domain, plan, choice, and ledger and loads carried on to the next
 * lead, while older leads close and time goes on. Facts of the lead are given: reading a form is the edge's work.
 * Neither is the decision written as JSON: that is the store's. The trace is made in full. Recording is not included: `decide_recorded` collects
 * the scope, which is what a database locks, and makes the snapshot for the record too.
 */
export function benchDecide(): readonly Figure[] {
  const world = makeWorld(createRandom(5));
  const many = makeDecider(world, makeWorkload("mixed", 10_000, LEADS));
  const few = makeDecider(world, makeWorkload("mixed", 10, LEADS));
  many.check(CHECKED);
  const rateOf = (run: (index: number) => unknown) => measureRate(run, WARM_UP_MS);
  const rates = { many: rateOf(many.compiled), few: rateOf(few.compiled) };
  const recorded = rateOf(many.recorded);
  const interpreted = { many: rateOf(many.interpreted), few: rateOf(few.interpreted) };
  return [
    {
      figure: "decide_per_s_10000",
      value: rates.many,
      unit: "1/s",
      baseline: { value: interpreted.many, what: "the same, planned by the interpreter" },
    },
    {
      figure: "decide_recorded_per_s_10000",
      value: recorded,
      unit: "1/s",
      baseline: { value: rates.many, what: "without the snapshot for the record" },
    },
    {
      figure: "decide_cost_10000_vs_10",
      value: rates.few / rates.many,
      unit: "x",
      baseline: { value: interpreted.few / interpreted.many, what: "growth when planned by the interpreter" },
    },
  ];
}

/** A rule set of three stages: the account's owner, the workload's rules, the vertical. */
export function toRuleSet(workload: Workload): RuleSet {
  const territories = COUNTRIES.map((country) => ({
    when: { fact: "lead.country", op: "eq" as const, value: country },
    value: toTerritoryId(country),
  }));
  const everybodyElse: RoutingRule = {
    id: "everybody-else",
    name: "Everybody else: who covers the country",
    when: { all: [] },
    target: { kind: "territory_pool" },
  };
  return {
    name: "Bench",
    derivedFacts: [{ fact: "territory", rows: territories }, TIERS],
    stages: toStages([...toPoolRules(workload, POOLS), everybodyElse]),
    fallbackQueueId: "queue_fallback",
    onUnavailable: { default: ["next_in_pool", "backup"] },
    maxHoldHours: 48,
    duplicateWindowMinutes: 0,
  };
}

type Planner = CompiledRuleSet["plan"];

interface Decided {
  /** Null where nothing is recorded. */
  readonly inputs: DecisionInputs | null;
  readonly decision: Decision;
}

function makeDecider(world: World, workload: Workload) {
  const ruleSet = toRuleSet(workload);
  const { plan } = compileRuleSet(ruleSet);
  const recorded = runDesk(world, workload, { ruleSet, plan, isRecorded: true });
  return {
    compiled: runDesk(world, workload, { ruleSet, plan, isRecorded: false }),
    recorded,
    interpreted: runDesk(world, workload, {
      ruleSet,
      plan: (facts, findTerritory) => planRouting(ruleSet, facts, findTerritory),
      isRecorded: false,
    }),
    /** What the interpreter makes of the record of each of the next leads, read back from its text. */
    check: (count: number) => {
      const refusals = new Set<string | null>();
      for (let index = 0; index < count; index++) {
        const { inputs, decision } = recorded(index);
        if (inputs === null) throw new Error("Nothing was recorded.");
        const record: unknown = JSON.parse(JSON.stringify(toRecord(inputs, decision)));
        const { identical, differences } = replay(ruleSet, parseRecord(record));
        if (!identical) throw new Error(`Lead ${index} replays otherwise: ${JSON.stringify(differences.slice(0, 3))}`);
        for (const { candidates } of decision.trace.steps) {
          for (const { refusal } of candidates) refusals.add(refusal);
        }
      }
      const missing = REFUSALS.filter((refusal) => !refusals.has(refusal));
      if (missing.length > 0) throw new Error(`No rep was refused as ${missing.join(" or ")}: the bench is too easy.`);
    },
  };
}

/**
 * Decides one lead after the other on a state of its own: what is decided moves ledgers and loads, and leads close. As
 * in the router, the leads of a batch are planned before the first of them is decided, and older leads close between batches.
 */
function runDesk(
  { directory, accounts }: World,
  { leads }: Workload,
  { ruleSet, plan, isRecorded }: { readonly ruleSet: RuleSet; readonly plan: Planner; readonly isRecorded: boolean },
): (index: number) => Decided {
  const owners = drawOwners(directory, createRandom(6));
  const counts = countEach(owners.flat());
  const state = new RoutingState(directory, { openLeads: (repId) => counts.get(repId), pool: () => undefined });
  const backlog = new Backlog(directory, owners, state);
  const planBatch = (first: number): readonly Planned[] => {
    const received: Facts[] = [];
    for (let ahead = 0; ahead < BATCH; ahead++) {
      const lead = leads[(first + ahead) % LEADS] ?? {};
      received.push(withAccount(lead, accounts.get(String(lead["lead.emailDomain"]))));
    }
    return received.map((facts) => ({ facts, route: plan(facts, directory.findTerritory) }));
  };
  let batch: readonly Planned[] = [];
  let closed: number[] = [];
  let decided = 0;
  let now = toTimestamp(START_MS);
  return (index) => {
    const place = decided++ % BATCH;
    if (place === 0) {
      for (const rep of closed) state.release(rep);
      closed = [];
      batch = planBatch(index);
      now = toTimestamp(START_MS + decided * LEAD_EVERY_MS);
    }
    const planned = batch[place];
    if (planned === undefined) throw new Error(`The batch has no lead ${place}.`);
    const { facts, route } = planned;
    const asked: DecisionRequest = {
      ruleSet: RULE_SET_REF,
      request: {
        leadId: "lead_bench",
        epoch: 1,
        now,
        facts,
        excludedRepIds: [],
        duplicateOf: null,
        assignTo: null,
      },
    };
    const inputs = isRecorded ? toInputs(asked, state.snapshotOf(collectScope(route, directory), undefined)) : null;
    const decision = state.decide(ruleSet, asked, { plan: route, accountRepId: undefined });
    if (decision.outcome.kind === "assigned") closed.push(backlog.replaceOldest(state.lastGiven));
    return { inputs, decision };
  };
}

interface Planned {
  readonly facts: Facts;
  readonly route: RoutingPlan;
}

function toInputs({ ruleSet, request }: DecisionRequest, snapshot: RoutingSnapshot): DecisionInputs {
  return { format: 1, ruleSet, request, snapshot };
}

/** By pool, who has each of its open leads, the oldest first. */
function drawOwners({ pools }: Directory, random: Random): readonly (readonly RepId[])[] {
  return Array.from(pools.values(), ({ members }) => {
    const repIds = members.map(({ repId }) => repId);
    return Array.from({ length: OPEN_PER_POOL }, () => random.pick(repIds));
  });
}

function countEach(repIds: readonly RepId[]): ReadonlyMap<RepId, number> {
  const counts = new Map<RepId, number>();
  for (const repId of repIds) counts.set(repId, (counts.get(repId) ?? 0) + 1);
  return counts;
}

/**
 * Who has each open lead of a pool, by his number in the state: a ring a pool, all in one row of numbers. With every lead
 * that one of them gets the oldest is closed, so that a pool's load stays what it is, however many leads it is given.
 */
class Backlog {
  readonly #owners: Uint16Array;
  /** By pool: where the oldest lead of its ring is. */
  readonly #oldest: Uint16Array;
  /** By rep. */
  readonly #pools: Uint16Array;

  constructor({ reps, pools }: Directory, owners: readonly (readonly RepId[])[], state: RoutingState) {
    this.#owners = Uint16Array.from(owners.flat(), (repId) => state.rowOf(repId));
    this.#oldest = new Uint16Array(pools.size);
    this.#pools = new Uint16Array(reps.size);
    for (const [pool, { members }] of [...pools.values()].entries()) {
      for (const { repId } of members) this.#pools[state.rowOf(repId)] = pool;
    }
  }

  /** @returns whose lead is closed for the one that he was given */
  replaceOldest(rep: number): number {
    const pool = this.#pools[rep] ?? 0;
    const oldest = this.#oldest[pool] ?? 0;
    const at = pool * OPEN_PER_POOL + oldest;
    const closed = this.#owners[at] ?? rep;
    this.#owners[at] = rep;
    this.#oldest[pool] = (oldest + 1) % OPEN_PER_POOL;
    return closed;
  }
}

/** Name by name in one go: to an object that was copied, each name more is added on its own. */
function withAccount(lead: Facts, account: AccountFacts | undefined): Facts {
  if (account === undefined) return lead;
  return {
    "lead.source": lead["lead.source"] ?? null,
    "lead.country": lead["lead.country"] ?? null,
    "lead.region": lead["lead.region"] ?? null,
    "lead.employees": lead["lead.employees"] ?? null,
    "lead.vertical": lead["lead.vertical"] ?? null,
    "lead.emailDomain": lead["lead.emailDomain"] ?? null,
    "lead.isFreeMail": lead["lead.isFreeMail"] ?? null,
    "lead.score": lead["lead.score"] ?? null,
    "account.id": account["account.id"],
    "account.name": account["account.name"],
    "account.status": account["account.status"],
    "account.ownerId": account["account.ownerId"],
    "account.csmId": account["account.csmId"],
  };
}
