import { toId, type PoolId, type RepId } from "@pointsman/contracts/id";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import type { RuleSet } from "@pointsman/contracts/rule-set";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { buildRep, NOW, RULES } from "./decide.fixture.ts";
import { decide, type DecisionInputs, type RoutingRequest } from "./decide.ts";
import { planRouting } from "./plan.ts";
import { collectScope } from "./scope.ts";
import { buildSnapshot, type Directory, type GivenLeads, type PoolLedger, type RoutingSnapshot } from "./snapshot.ts";
import { RoutingState } from "./state.ts";

const NAMES = ["ann", "bob", "cas", "dora", "emil", "fay"];
const POOLS = { north: ["dora", "ann", "cas"], south: ["cas", "emil"], all: NAMES.toReversed() };

/** As a calendar says it: decisions on rows name the source as those on a snapshot do. */
const AWAY = { kind: "pto", from: NOW, until: toTimestamp(Date.parse(NOW) + 60_000), source: "google" } as const;

/** Reps who sit in several pools, stand in for each other and have caps. */
const DIRECTORY: Directory = {
  reps: new Map(
    NAMES.map((name, index) => {
      const backupRepId = index === 0 ? null : toId("rep", NAMES[index - 1] ?? "");
      const rep = buildRep(name, {
        backupRepId,
        capacity: 3,
        timeOff: index === 5 ? [AWAY] : [],
        maxPerDay: index % 2 === 0 ? 4 : null,
      });
      return [rep.id, rep];
    }),
  ),
  pools: new Map(
    Object.entries(POOLS).map(([name, members]) => [
      toId("pool", name),
      {
        id: toId("pool", name),
        name,
        selection: "fair_share",
        members: members.map((member) => ({ repId: toId("rep", member), weight: 100 })),
        requiredSkills: [],
        availableWithinHours: 0,
        value: null,
      },
    ]),
  ),
  findTerritory: () => undefined,
  queues: new Map([["queue_fallback", { id: "queue_fallback", name: "Fallback", ownerRepId: "rep_ann" }]]),
};

const RULE_SET = {
  ...RULES,
  derivedFacts: [],
  stages: [
    {
      id: "named",
      name: "Named",
      kind: "claim" as const,
      rules: [
        {
          id: "owner",
          name: "Owner",
          when: { fact: "account.ownerId", op: "exists" as const },
          target: { kind: "account_owner" as const },
          coOwners: [{ kind: "account_csm" as const }],
        },
      ],
    },
    {
      id: "pools",
      name: "Pools",
      kind: "pool" as const,
      rules: Object.keys(POOLS).map((name) => ({
        id: name,
        name,
        when: { fact: "lead.region", op: "eq" as const, value: name },
        target: { kind: "pool" as const, poolId: toId("pool", name) },
      })),
    },
  ],
};

/** What the rows would say, kept apart from the state under test. */
class Rows {
  readonly open = new Map<RepId, number>();
  readonly given = new Map<RepId, GivenLeads>();
  readonly pools = new Map<PoolId, PoolLedger>();

  readonly live = {
    openLeads: (id: RepId) => this.open.get(id),
    given: (id: RepId) => this.given.get(id),
    pool: (id: PoolId) => this.pools.get(id),
  };

  move(repId: RepId, by: number): void {
    this.open.set(repId, (this.open.get(repId) ?? 0) + by);
    const { day, week, month } = this.given.get(repId) ?? { day: 0, week: 0, month: 0 };
    if (by > 0) this.given.set(repId, { day: day + 1, week: week + 1, month: month + 1 });
  }
}

const arbMove = fc.record({
  region: fc.constantFrom(...Object.keys(POOLS), "nowhere"),
  owner: fc.option(fc.constantFrom(...NAMES)),
  released: fc.option(fc.constantFrom(...NAMES)),
});

/** The same pools of reps who are there at some times and not at others. */
const MIXED: Directory = {
  ...DIRECTORY,
  reps: new Map(
    [
      buildRep("ann", { skills: ["fintech"], capacity: 2, backupRepId: "rep_emil" }),
      buildRep("bob", { backupRepId: "rep_ann", timeOff: [{ kind: "pto", from: NOW, until: laterBy(90) }] }),
      buildRep("cas", { skills: ["fintech", "retail"], rampPct: 0, rampSteps: [{ from: NOW.slice(0, 10), pct: 50 }] }),
      buildRep("dora", {
        workingHours: [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "08:00", until: "12:30" }],
      }),
      buildRep("emil", {
        skills: ["retail"],
        // Who stands in for him may ask him in turn.
        backupRepId: "rep_bob",
        timeOff: [{ kind: "sick", from: laterBy(30), until: laterBy(300) }],
      }),
      buildRep("fay", { status: "departed", rampPct: 50, backupRepId: "rep_ann" }),
    ].map((rep) => [rep.id, rep]),
  ),
};

const REFINED: RuleSet = {
  ...RULE_SET,
  stages: [
    ...RULE_SET.stages,
    {
      id: "vertical",
      name: "Vertical",
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
  workUnits: { default: 1, byTier: { heavy: 3 } },
  onUnavailable: { default: ["next_in_pool", "backup", "hold"] },
};

const arbAsked = fc.record({
  region: fc.constantFrom(...Object.keys(POOLS)),
  vertical: fc.option(fc.constantFrom("fintech", "Retail ", "energy")),
  tier: fc.constantFrom("usual", "usual", "heavy"),
  owner: fc.option(fc.constantFrom(...NAMES, "nobody-on-file"), { freq: 2 }),
  csm: fc.option(fc.constantFrom(...NAMES, "nobody-on-file")),
  excluded: fc.option(fc.constantFrom(...NAMES), { freq: 4 }),
  // Time may go back: clocks are set.
  afterMinutes: fc.integer({ min: -30, max: 60 }),
  released: fc.option(fc.constantFrom(...NAMES)),
});

function laterBy(minutes: number): Timestamp {
  return toTimestamp(Date.parse(NOW) + minutes * 60_000);
}

describe("the state that decisions move", () => {
  test("gives the snapshots that the rows would and decides as on those, byte for byte, and leaves those it gave as they were", () => {
    fc.assert(
      fc.property(fc.array(arbMove, { maxLength: 30 }), (moves) => {
        const rows = new Rows();
        const state = new RoutingState(DIRECTORY, { openLeads: () => 0, pool: () => undefined });
        let lastGiven = -1;
        const given: { readonly inputs: DecisionInputs; readonly text: string }[] = [];
        for (const { region, owner, released } of moves) {
          const facts = { "lead.region": region, ...(owner !== null && { "account.ownerId": toId("rep", owner) }) };
          const plan = planRouting(RULE_SET, facts, DIRECTORY.findTerritory);
          const scope = collectScope(plan, DIRECTORY);
          const inputs = toInputs(facts, state.snapshotOf(scope, undefined));
          const text = JSON.stringify(inputs);
          expect(text).toBe(JSON.stringify(toInputs(facts, buildSnapshot(scope, DIRECTORY, rows.live))));
          given.push({ inputs, text });
          const result = decide(RULE_SET, inputs, plan);
          const decision = state.decide(RULE_SET, inputs, { plan, accountRepId: undefined });
          expect(JSON.stringify(decision)).toBe(JSON.stringify(result.decision));
          const { outcome } = decision;
          if (result.pool !== null) rows.pools.set(result.pool.id, result.pool);
          if (outcome.kind === "assigned") {
            rows.move(outcome.repId, 1);
            lastGiven = state.rowOf(outcome.repId);
          }
          expect(state.lastGiven).toBe(lastGiven);
          if (released === null) continue;
          state.release(state.rowOf(toId("rep", released)));
          rows.move(toId("rep", released), -1);
        }
        for (const { inputs, text } of given) expect(JSON.stringify(inputs)).toBe(text);
      }),
    );
  });

  test("decides as on its snapshot, whatever the lead weighs, whoever is away, skilled, in ramp-up or left, while time goes on", () => {
    const vias = new Set<string>();
    fc.assert(
      fc.property(fc.array(arbAsked, { minLength: 1, maxLength: 40 }), (asked) => {
        const state = new RoutingState(MIXED, { openLeads: () => 0, pool: () => undefined });
        let nowMs = Date.parse(NOW);
        for (const { region, vertical, tier, owner, csm, excluded, afterMinutes, released } of asked) {
          nowMs += afterMinutes * 60_000;
          const facts = {
            "lead.region": region,
            tier,
            ...(vertical !== null && { "lead.vertical": vertical }),
            ...(owner !== null && { "account.ownerId": toId("rep", owner) }),
            ...(csm !== null && { "account.csmId": toId("rep", csm) }),
          };
          const plan = planRouting(REFINED, facts, MIXED.findTerritory);
          const { request, ...inputs } = toInputs(facts, state.snapshotOf(collectScope(plan, MIXED), undefined));
          const excludedRepIds = excluded === null ? [] : [toId("rep", excluded)];
          const moved = { ...inputs, request: { ...request, now: toTimestamp(nowMs), excludedRepIds } };
          const expected = decide(REFINED, moved, plan);
          const decision = state.decide(REFINED, moved, { plan, accountRepId: undefined });
          expect(JSON.stringify(decision)).toBe(JSON.stringify(expected.decision));
          expect(expected.pool === null ? null : state.poolOf(expected.pool.id)).toEqual(expected.pool);
          vias.add(decision.outcome.kind === "assigned" ? decision.outcome.via : decision.outcome.kind);
          if (released !== null) state.release(toId("rep", released));
        }
      }),
    );
    expect([...vias].toSorted()).toEqual(expect.arrayContaining(["backup", "held", "next_in_pool", "target"]));
  });

  test("S20: wrong territory: a new decision goes to the next territory's rep, and the lead moves in one step", () => {
    const state = new RoutingState(DIRECTORY, { openLeads: () => 1, pool: () => undefined });
    const route = (region: string, request: Partial<RoutingRequest> = {}) => {
      const facts = { "lead.region": region };
      const plan = planRouting(RULE_SET, facts, DIRECTORY.findTerritory);
      const { ruleSet, request: asked } = toInputs(facts, NOTHING);
      const inputs = { ruleSet, request: { ...asked, ...request } };
      return state.decide(RULE_SET, inputs, { plan, accountRepId: undefined });
    };
    const first = route("south");
    const before = JSON.stringify(first);
    expect(first.outcome).toMatchObject({ kind: "assigned", repId: "rep_cas" });
    state.release("rep_cas");
    const second = route("north", { epoch: 2, excludedRepIds: ["rep_cas"] });
    expect(second).toMatchObject({ epoch: 2, outcome: { kind: "assigned", repId: "rep_ann" } });
    expect(second.trace.steps[1]?.candidates).toContainEqual(
      expect.objectContaining({ repId: "rep_cas", verdict: "refused", refusal: "excluded", openLeads: 1 }),
    );
    expect(JSON.stringify(first)).toBe(before);
    const { reps } = state.snapshotOf(
      { repIds: ["rep_ann", "rep_cas"], poolIds: [], territoryIds: [], queueIds: [] },
      undefined,
    );
    expect([reps["rep_ann"]?.openLeads, reps["rep_cas"]?.openLeads]).toEqual([2, 1]);
  });
});

const NOTHING: RoutingSnapshot = { reps: {}, pools: {}, territories: {}, queues: {} };

function toInputs(facts: DecisionInputs["request"]["facts"], snapshot: DecisionInputs["snapshot"]): DecisionInputs {
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
    },
    snapshot,
  };
}
