import { toId, type RepId } from "@pointsman/contracts/id";
import { Account, Pool, Rep } from "@pointsman/contracts/organisation";
import type { Facts, RuleSet } from "@pointsman/contracts/rule-set";
import { createRandom, type Random } from "@pointsman/demo/random";
import { compileRuleSet, type CompiledRuleSet } from "@pointsman/router-core/compile/compile-rule-set";
import { decide, type DecisionInputs, type DecisionResult } from "@pointsman/router-core/decide";
import { planRouting, type RoutingPlan } from "@pointsman/router-core/plan";
import { collectScope } from "@pointsman/router-core/scope";
import { buildSnapshot, type Directory, type LiveState, type PoolState } from "@pointsman/router-core/snapshot";

import type { Figure } from "../figure.ts";
import { makeWorkload, toCondition, type Workload } from "./make-workload.ts";
import { measureRate } from "./measure.ts";

const REPS = 5_000;
const POOL_SIZE = 20;
const POOLS = REPS / POOL_SIZE;
const ACCOUNTS = 100_000;
const LEADS = 4_096;
const NOW = "2026-11-22T09:30:00.000Z";
const SKILLS = ["software", "fintech", "banking", "retail", "health"];

/** The organisation of the bench: everything a decision may look up. */
interface World {
  readonly directory: Directory;
  readonly accounts: ReadonlyMap<string, Account>;
}

/**
 * The full decision, trace included: account by domain, plan, scope, snapshot, choice, and the pool's ledger carried
 * on to the next lead. Facts of the lead are given: reading a form is the edge's work.
 */
export function benchDecide(): readonly Figure[] {
  const world = makeWorld(createRandom(5));
  const many = makeDecider(world, makeWorkload("mixed", 10_000, LEADS));
  const few = makeDecider(world, makeWorkload("mixed", 10, LEADS));
  for (let index = 0; index < LEADS / 8; index++) many.check(index);
  const rates = { many: measureRate(many.compiled), few: measureRate(few.compiled) };
  const interpreted = { many: measureRate(many.interpreted), few: measureRate(few.interpreted) };
  return [
    {
      figure: "decide_per_s_10000",
      value: rates.many,
      unit: "1/s",
      baseline: { value: interpreted.many, what: "the same, planned by the interpreter" },
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
export function toRuleSet({ rules }: Workload): RuleSet {
  return {
    name: "Bench",
    derivedFacts: [
      {
        fact: "tier",
        rows: [{ when: { fact: "lead.score", op: "gte", value: 80 }, value: "tier1" }],
        otherwise: "tier2",
      },
    ],
    stages: [
      {
        id: "account",
        name: "Existing account",
        kind: "claim",
        rules: [
          {
            id: "owner",
            name: "Account owner",
            when: { fact: "account.ownerId", op: "exists" },
            target: { kind: "account_owner" },
            coOwners: [{ kind: "account_csm" }],
          },
        ],
      },
      {
        id: "territory",
        name: "Territory",
        kind: "pool",
        rules: [
          ...rules.map((tests, index) => ({
            id: `rule-${index}`,
            name: `Rule ${index}`,
            when: toCondition(tests),
            target: { kind: "pool" as const, poolId: toId("pool", `${index % POOLS}`) },
          })),
          {
            id: "everybody-else",
            name: "Everybody else",
            when: { all: [] },
            target: { kind: "pool" as const, poolId: toId("pool", "0") },
          },
        ],
      },
      {
        id: "vertical",
        name: "Vertical",
        kind: "refine",
        rules: [
          {
            id: "by-vertical",
            name: "Vertical",
            when: { fact: "lead.vertical", op: "in", value: SKILLS },
            prefer: { skillFromFact: "lead.vertical" },
          },
        ],
      },
    ],
    fallbackQueueId: "queue_fallback",
    onUnavailable: { default: ["next_in_pool", "backup"] },
    maxHoldHours: 48,
    duplicateWindowMinutes: 0,
  };
}

type Planner = CompiledRuleSet["plan"];

function makeDecider({ directory, accounts }: World, workload: Workload) {
  const ruleSet = toRuleSet(workload);
  const compiled = compileRuleSet(ruleSet);
  const interpret: Planner = (facts, findTerritory) => planRouting(ruleSet, facts, findTerritory);
  const ledgers = new Map<string, PoolState>();
  const live: LiveState = { openLeads: (id) => id.length % 3, pool: (id) => ledgers.get(id) };
  const decideLead = (plan: Planner, index: number): DecisionResult => {
    const lead = workload.leads[index % LEADS] ?? {};
    const facts = withAccount(lead, accounts);
    const route = plan(facts, directory.findTerritory);
    const result = decide(ruleSet, toInputs(facts, route, { directory, live }), route);
    if (result.pool !== null) ledgers.set(result.pool.id, result.pool);
    return result;
  };
  return {
    compiled: (index: number) => decideLead(compiled.plan, index),
    interpreted: (index: number) => decideLead(interpret, index),
    check: (index: number) => {
      const facts = withAccount(workload.leads[index] ?? {}, accounts);
      const [plan, expected] = [compiled.plan, interpret].map((one) =>
        JSON.stringify(one(facts, directory.findTerritory)),
      );
      if (plan !== expected) throw new Error(`Compiled and interpreted plan differently for ${JSON.stringify(facts)}.`);
    },
  };
}

function withAccount(lead: Facts, accounts: World["accounts"]): Facts {
  const account = accounts.get(String(lead["lead.emailDomain"]));
  if (account === undefined) return lead;
  return {
    ...lead,
    "account.id": account.id,
    "account.name": account.name,
    "account.status": account.status,
    "account.ownerId": account.ownerRepId,
    "account.csmId": account.csmRepId,
  };
}

function toInputs(
  facts: Facts,
  plan: RoutingPlan,
  { directory, live }: { readonly directory: Directory; readonly live: LiveState },
): DecisionInputs {
  return {
    format: 1,
    ruleSet: { version: 1, hash: "bench" },
    request: {
      leadId: "lead_bench",
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

function makeWorld(random: Random): World {
  const reps = Array.from({ length: REPS }, (_, index) => makeRep(index, random));
  const pools = Array.from({ length: POOLS }, (_, index) =>
    Pool.parse({
      id: toId("pool", `${index}`),
      name: `Pool ${index}`,
      members: reps
        .slice(index * POOL_SIZE, (index + 1) * POOL_SIZE)
        .map(({ id }) => ({ repId: id, weight: random.int(50, 200) })),
    }),
  );
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) => makeAccount(index, random));
  return {
    directory: {
      reps: new Map(reps.map((rep) => [rep.id, rep])),
      pools: new Map(pools.map((pool) => [pool.id, pool])),
      findTerritory: () => undefined,
      queues: new Map([["queue_fallback", { id: "queue_fallback", name: "Fallback", ownerRepId: "rep_0" }]]),
    },
    accounts: new Map(accounts.flatMap((account) => account.domains.map((domain) => [domain, account]))),
  };
}

function makeRep(index: number, random: Random): Rep {
  const away = { kind: "pto" as const, from: "2026-11-20T00:00:00.000Z", until: "2026-11-25T00:00:00.000Z" };
  return Rep.parse({
    id: repAt(index),
    name: `Rep ${index}`,
    email: `rep-${index}@example.com`,
    role: "ae",
    team: "bench",
    status: "active",
    timeZone: "UTC",
    capacity: 40,
    softLimitPct: 100,
    hardLimitPct: 150,
    rampPct: random.chance(10) ? 50 : 100,
    skills: random.chance(30) ? [random.pick(SKILLS)] : [],
    // Within the pool, so that a lead's scope is its pool.
    backupRepId: index % POOL_SIZE === 0 ? null : repAt(index - 1),
    timeOff: random.chance(10) ? [away] : [],
  });
}

/** One account in ten is somebody's; the others are known and without an owner. Domains as leads have them. */
function makeAccount(index: number, random: Random): Account {
  const number = index + 1;
  const isOwned = random.chance(10);
  return Account.parse({
    id: toId("account", `${index}`),
    name: `Company ${index}`,
    domains: [`${(number * 7_919).toString(36)}-${number}.example`],
    status: isOwned ? "customer" : "prospect",
    division: null,
    ownerRepId: isOwned ? repAt(random.int(0, REPS - 1)) : null,
    csmRepId: isOwned ? repAt(random.int(0, REPS - 1)) : null,
    formerOwnerRepId: null,
    closedLostAt: null,
    parentAccountId: null,
  });
}

function repAt(index: number): RepId {
  return toId("rep", `${index}`);
}
