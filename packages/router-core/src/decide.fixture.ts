import { toId, type RepId } from "@pointsman/contracts/id";
import type { Pool, Queue, Rep, Territory } from "@pointsman/contracts/organisation";
import type { Facts, RuleSet } from "@pointsman/contracts/rule-set";

import { decide, type DecisionInputs, type RoutingRequest } from "./decide.ts";
import type { Names } from "./explain/render-text.ts";
import { planRouting } from "./plan.ts";
import { collectScope } from "./scope.ts";
import { buildSnapshot, type Directory, type RoutingSnapshot } from "./snapshot.ts";

/** Small organisations and rule sets for the tests of this package. */

export const NOW = "2026-11-20T12:00:00.000Z";

export function buildRep(name: string, overrides: Partial<Rep> = {}): Rep {
  return {
    id: toId("rep", name),
    name: `${name[0]?.toUpperCase()}${name.slice(1)}`,
    email: `${name}@example.com`,
    role: "ae",
    team: "west",
    status: "active",
    timeZone: "America/Los_Angeles",
    capacity: 20,
    softLimitPct: 100,
    hardLimitPct: 150,
    rampPct: 100,
    skills: [],
    backupRepId: null,
    timeOff: [],
    rampSteps: [],
    workingHours: [],
    busy: [],
    busyCounts: ["out_of_office", "busy"],
    longBusyMinutes: null,
    maxPerDay: null,
    maxPerWeek: null,
    maxPerMonth: null,
    ...overrides,
  };
}

export function awayUntil(until: string): Pick<Rep, "timeOff"> {
  return { timeOff: [{ kind: "pto", from: "2026-11-16T00:00:00.000Z", until }] };
}

export const WEST: Territory = {
  id: "terr_west",
  name: "West",
  division: "us",
  segmentPools: [{ segment: "mid-market", poolId: "pool_west-mid" }],
  poolId: null,
};

/** Account owner, then the West pool refined by vertical, then nothing but the fallback. */
export const RULES: RuleSet = {
  name: "Test",
  derivedFacts: [
    {
      fact: "segment",
      rows: [{ when: { fact: "lead.employees", op: "between", value: [200, 500] }, value: "mid-market" }],
    },
    { fact: "territory", rows: [{ when: { fact: "lead.region", op: "eq", value: "CA" }, value: "terr_west" }] },
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
        {
          id: "former-owner",
          name: "Former owner",
          when: { fact: "account.status", op: "eq", value: "closed_lost" },
          target: { kind: "former_owner" },
          note: "{account.name} was lost before",
        },
      ],
    },
    {
      id: "territory",
      name: "Territory",
      kind: "pool",
      rules: [
        {
          id: "by-territory",
          name: "Territory and segment",
          when: { fact: "territory", op: "exists" },
          target: { kind: "territory_pool" },
          onUnavailable: {
            default: ["next_in_pool", "backup"],
            byTier: { tier1: ["backup", "next_in_pool"], tier2: ["hold", "next_in_pool"] },
          },
        },
      ],
    },
    {
      id: "vertical",
      name: "Vertical specialist",
      kind: "refine",
      rules: [
        {
          id: "by-vertical",
          name: "Vertical",
          when: { fact: "lead.vertical", op: "exists" },
          prefer: { skillFromFact: "lead.vertical" },
        },
      ],
    },
  ],
  fallbackQueueId: "queue_fallback",
  onUnavailable: { default: ["backup", "fall_through"] },
  maxHoldHours: 96,
  duplicateWindowMinutes: 5,
};

export interface Given {
  readonly facts?: Facts;
  readonly reps?: readonly Rep[];
  readonly selection?: Pool["selection"];
  readonly poolOverrides?: Partial<Pool>;
  /** Members of the West mid-market pool, in order. */
  readonly pool?: readonly string[];
  readonly openLeads?: { readonly [name: string]: number };
  readonly request?: Partial<RoutingRequest>;
  readonly ruleSet?: RuleSet;
}

export const WEST_LEAD: Facts = { "lead.region": "CA", "lead.employees": 350, "lead.vertical": "revops" };

export function toInputs({
  facts = WEST_LEAD,
  reps = [],
  selection = "fair_share",
  poolOverrides = {},
  pool = [],
  openLeads = {},
  request = {},
  ruleSet = RULES,
}: Given): DecisionInputs {
  const directory = toDirectory(reps, {
    id: "pool_west-mid",
    name: "West 200–500",
    selection,
    members: pool.map((name) => ({ repId: toId("rep", name), weight: 100 })),
    requiredSkills: [],
    availableWithinHours: 0,
    value: null,
    ...poolOverrides,
  });
  const plan = planRouting(ruleSet, facts, directory.findTerritory);
  const open = new Map(Object.entries(openLeads).map(([name, count]): [RepId, number] => [toId("rep", name), count]));
  const live = { openLeads: (id: RepId) => open.get(id), pool: () => undefined };
  return {
    format: 1,
    ruleSet: { version: 1, hash: "test" },
    request: {
      leadId: "lead_1",
      epoch: 1,
      now: NOW,
      facts,
      excludedRepIds: [],
      duplicateOf: null,
      assignTo: null,
      ...request,
    },
    snapshot: buildSnapshot(collectScope(plan, directory), directory, live),
  };
}

export function decideGiven(given: Given) {
  return decide(given.ruleSet ?? RULES, toInputs(given));
}

export function namesOf({ reps, pools, queues }: RoutingSnapshot): Names {
  return { rep: (id) => reps[id]?.name, pool: (id) => pools[id]?.name, queue: (id) => queues[id]?.name };
}

function toDirectory(reps: readonly Rep[], pool: Pool): Directory {
  const fallback: Queue = { id: "queue_fallback", name: "Fallback", ownerRepId: "rep_boss" };
  return {
    reps: new Map(reps.map((rep) => [rep.id, rep])),
    pools: new Map([[pool.id, pool]]),
    findTerritory: (id) => (id === WEST.id ? WEST : undefined),
    queues: new Map([[fallback.id, fallback]]),
  };
}
