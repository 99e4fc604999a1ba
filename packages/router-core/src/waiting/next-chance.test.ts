import type { Candidate, Decision, RefusalReason } from "@pointsman/contracts/decision";
import type { Rep } from "@pointsman/contracts/organisation";
import { describe, expect, test } from "vitest";

import { buildRep, NOW } from "../decide.fixture.ts";
import { listWaits, listWaitTargets } from "./list-waits.ts";
import { nextChance } from "./next-chance.ts";

function refuse(name: string, refusal: RefusalReason | null, backAt: string | null = null): Candidate {
  return {
    repId: `rep_${name}`,
    verdict: refusal === null ? "passed_over" : "refused",
    refusal,
    backAt,
    preferred: null,
    openLeads: 0,
    capacity: 20,
    creditBefore: null,
    creditAfter: null,
  };
}

/** A decision that parks the lead after a pool that could not take it, and a rep who could not. */
function park(
  pool: readonly Candidate[],
  rep: readonly Candidate[] = [],
  reason = "nobody_available" as const,
): Decision {
  const step = {
    stageId: "a",
    stageName: "A",
    kind: "pool",
    finding: "unavailable",
    met: false,
    rule: null,
    rulesTried: 1,
    skill: null,
  } as const;
  return {
    leadId: "lead_1",
    epoch: 1,
    decidedAt: NOW,
    ruleSet: { version: 1, hash: "h" },
    outcome: { kind: "parked", queueId: "queue_q", ownerRepId: null, reason },
    trace: {
      derived: {},
      steps: [
        { ...step, poolId: "pool_west", candidates: pool },
        { ...step, poolId: null, candidates: rep },
        { ...step, finding: "no_target", poolId: "pool_east", candidates: [] },
      ],
      criteriaMet: 0,
      criteriaTotal: 3,
      selection: null,
    },
  };
}

describe("the next chance of a lead that nobody could take", () => {
  const back = "2026-11-23T17:00:00.000Z";

  test.each<{ refusal: RefusalReason; backAt?: string; rep?: Partial<Rep>; at: string | null }>([
    { refusal: "out_of_office", backAt: back, at: back },
    { refusal: "outside_hours", backAt: back, at: back },
    { refusal: "busy", backAt: back, at: back },
    { refusal: "daily_cap", rep: { maxPerDay: 1 }, at: "2026-11-21T08:00:00.000Z" },
    { refusal: "weekly_cap", rep: { maxPerWeek: 1 }, at: "2026-11-23T08:00:00.000Z" },
    { refusal: "monthly_cap", rep: { maxPerMonth: 1 }, at: "2026-12-01T08:00:00.000Z" },
    { refusal: "daily_cap", rep: { maxPerDay: 0 }, at: null },
    {
      refusal: "not_ramped",
      rep: {
        rampSteps: [
          { from: "2026-11-22", pct: 0 },
          { from: "2026-11-24", pct: 25 },
        ],
      },
      at: "2026-11-24T08:00:00.000Z",
    },
    { refusal: "not_ramped", at: null },
    { refusal: "at_hard_cap", at: null },
    { refusal: "lacks_skill", at: null },
    { refusal: "excluded", at: null },
  ])("after $refusal is $at", ({ refusal, backAt, rep, at }) => {
    const ann = buildRep("ann", rep);
    const chance = nextChance(park([refuse("ann", refusal, backAt ?? null)]), () => ann);
    expect(chance).toEqual(at === null ? null : { repId: "rep_ann", at });
  });

  test("is the first of all, whichever stage asked", () => {
    const later = "2026-12-01T17:00:00.000Z";
    const decision = park(
      [refuse("ann", "out_of_office", later), refuse("bob", "at_hard_cap")],
      [refuse("cem", "out_of_office", back)],
    );
    expect(nextChance(decision, (id) => buildRep(id.slice("rep_".length)))).toEqual({ repId: "rep_cem", at: back });
  });
});

describe("what a parked lead waits for", () => {
  test("are the pools that could not take it, and who was asked by name", () => {
    const decision = park([refuse("ann", "at_hard_cap")], [refuse("cem", "at_hard_cap"), refuse("dov", "at_hard_cap")]);
    expect(listWaits(decision)).toEqual(["pool_west", "rep_cem", "rep_dov"]);
  });

  test.each<{ refusal: RefusalReason; waits: boolean }>([
    { refusal: "unknown_rep", waits: false },
    { refusal: "departed", waits: false },
    { refusal: "excluded", waits: false },
    { refusal: "lacks_skill", waits: false },
    { refusal: "out_of_office", waits: true },
    { refusal: "weekly_cap", waits: true },
    { refusal: "not_ramped", waits: true },
  ])("where the last of them is refused with $refusal: $waits", ({ refusal, waits }) => {
    const decision = park([refuse("ann", "excluded"), refuse("bob", refusal)], [refuse("cem", refusal)]);
    expect(listWaits(decision)).toEqual(waits ? ["pool_west", "rep_cem"] : []);
  });

  test("is nothing where nobody covers it", () => {
    const decision = park([]);
    expect(
      listWaits({
        ...decision,
        outcome: { ...decision.outcome, kind: "parked", queueId: "queue_q", ownerRepId: null, reason: "no_coverage" },
      }),
    ).toBeNull();
  });

  test("a rep can take leads of pools with him, and of pools with somebody whose backup he is", () => {
    const pool = (id: "west" | "east" | "north", repId: `rep_${string}`) =>
      ({
        id: `pool_${id}`,
        name: id,
        selection: "fair_share",
        members: [{ repId, weight: 100 }],
        requiredSkills: [],
        availableWithinHours: 0,
        value: null,
      }) as const;
    const reps = [buildRep("ann", { backupRepId: "rep_bob" }), buildRep("bob"), buildRep("cem")];
    const pools = [pool("west", "rep_ann"), pool("east", "rep_bob"), pool("north", "rep_cem")];
    const directory = {
      reps: new Map(reps.map((rep) => [rep.id, rep])),
      pools: new Map(pools.map((one) => [one.id, one])),
      findTerritory: () => undefined,
      queues: new Map(),
    };
    expect(listWaitTargets(["rep_bob"], directory)).toEqual(["rep_bob", "pool_west", "pool_east"]);
  });
});
