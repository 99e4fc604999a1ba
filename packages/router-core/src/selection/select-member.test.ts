import { toId, type RepId } from "@pointsman/contracts/id";
import type { SelectionPolicy } from "@pointsman/contracts/organisation";
import { describe, expect, test } from "vitest";

import { MICRO_LEAD, type PoolState, type RepState } from "../snapshot.ts";
import { selectMember } from "./select-member.ts";
import type { EligibleMember, SelectionContext } from "./strategy.ts";

const CONTEXT: SelectionContext = { leadId: "lead_1", facts: {}, accountRepId: null };

interface Seat {
  readonly name: string;
  readonly weight?: number;
  readonly openLeads?: number;
  readonly rampPct?: number;
}

function buildPool(selection: SelectionPolicy, seats: readonly Seat[]) {
  const reps = new Map(seats.map((seat) => [toId("rep", seat.name), toRep(seat)]));
  const pool: PoolState = {
    id: "pool_west",
    name: "West",
    selection,
    seq: 0,
    members: seats.map(({ name, weight = 100 }) => ({
      repId: toId("rep", name),
      weight,
      creditMicro: 0,
      lastAssignedSeq: null,
    })),
  };
  return { pool, reps };
}

function toRep({ name, openLeads = 0, rampPct = 100 }: Seat): RepState {
  return {
    id: toId("rep", name),
    name,
    status: "active",
    capacity: 20,
    softLimitPct: 100,
    hardLimitPct: 200,
    rampPct,
    skills: [],
    backupRepId: null,
    timeOff: [],
    openLeads,
  };
}

/** Gives `leads` leads with the loads held as they are, as if each were closed at once. */
function run(selection: SelectionPolicy, seats: readonly Seat[], leads: number) {
  const built = buildPool(selection, seats);
  let { pool } = built;
  const won = new Map<RepId, number>();
  for (let lead = 0; lead < leads; lead++) {
    const members = pool.members.map((member): EligibleMember => ({ member, rep: built.reps.get(member.repId)! }));
    const selected = selectMember(pool, members, CONTEXT);
    pool = selected.pool;
    won.set(selected.winner, (won.get(selected.winner) ?? 0) + 1);
  }
  return { pool, won: Object.fromEntries(won) };
}

describe("fair share in a pool", () => {
  test("S6: at 80 % and 150 % of capacity, limits 100 % and 200 %, leads go 2 : 1", () => {
    const { won } = run(
      "fair_share",
      [
        { name: "free", openLeads: 16 },
        { name: "busy", openLeads: 30 },
      ],
      1_000,
    );
    expect(won).toEqual({ rep_free: 667, rep_busy: 333 });
  });

  test("S18: round robin in a territory pool is exact over each full turn, and the ledger says why", () => {
    const { won, pool } = run("fair_share", [{ name: "a" }, { name: "b" }, { name: "c", weight: 300 }], 1_000);
    expect(won).toEqual({ rep_a: 200, rep_b: 200, rep_c: 600 });
    expect(pool.seq).toBe(1_000);
    expect(pool.members.map(({ creditMicro }) => creditMicro)).toEqual([0, 0, 0]);
    expect(Math.max(...pool.members.map(({ lastAssignedSeq }) => lastAssignedSeq ?? 0))).toBe(1_000);
  });

  test("a new hire at 25 % ramp in a pool of four gets a quarter of a full share", () => {
    const { won } = run(
      "fair_share",
      [{ name: "a" }, { name: "b" }, { name: "c" }, { name: "new", rampPct: 25 }],
      1_300,
    );
    expect(won).toEqual({ rep_a: 400, rep_b: 400, rep_c: 400, rep_new: 100 });
  });

  test("who is not asked gains and owes nothing", () => {
    const { pool, reps } = buildPool("fair_share", [{ name: "a" }, { name: "b" }, { name: "away" }]);
    const present = pool.members
      .slice(0, 2)
      .map((member): EligibleMember => ({ member, rep: reps.get(member.repId)! }));
    const { pool: after } = selectMember(pool, present, CONTEXT);
    expect(after.members.find(({ repId }) => repId === "rep_away")).toEqual(pool.members[2]);
    expect(after.members.map(({ creditMicro }) => creditMicro)).toEqual([-MICRO_LEAD / 2, MICRO_LEAD / 2, 0]);
  });
});

describe("the other policies", () => {
  test("least loaded: the lowest load relative to capacity, ties to whoever waits longest", () => {
    const seats = [
      { name: "a", openLeads: 4 },
      { name: "b", openLeads: 2 },
      { name: "c", openLeads: 2 },
    ];
    expect(run("least_loaded", seats, 10).won).toEqual({ rep_b: 5, rep_c: 5 });
  });

  test("fixed: always the first", () => {
    expect(run("fixed", [{ name: "z" }, { name: "a" }], 10).won).toEqual({ rep_z: 10 });
  });

  test("weighted: each lead by the hash of its id, in the long run by share", () => {
    const { pool, reps } = buildPool("weighted", [{ name: "a" }, { name: "b" }, { name: "c", weight: 300 }]);
    const members = pool.members.map((member): EligibleMember => ({ member, rep: reps.get(member.repId)! }));
    const winners = Array.from(
      { length: 20_000 },
      (_, index) => selectMember(pool, members, { ...CONTEXT, leadId: toId("lead", `${index}`) }).winner,
    );
    const counts = pool.members.map(({ repId }) => winners.filter((winner) => winner === repId).length);
    // Three standard deviations: √(20,000 × 0.2 × 0.8) = 57, √(20,000 × 0.6 × 0.4) = 69.
    for (const [index, [expected, off]] of [
      [4_000, 171],
      [4_000, 171],
      [12_000, 207],
    ].entries()) {
      expect(Math.abs(counts[index]! - expected!)).toBeLessThan(off!);
    }
  });

  test("balanced by value: who got the large lead gets no other until the rest have as much", () => {
    const { pool, reps } = buildPool("balanced_value", [{ name: "a" }, { name: "b" }]);
    let state: PoolState = { ...pool, value: { fact: "lead.value", otherwise: 100 } };
    const winners = [1_000, 300, 300, Number.POSITIVE_INFINITY, 300, 500].map((value) => {
      const members = state.members.map((member): EligibleMember => ({ member, rep: reps.get(member.repId)! }));
      const selected = selectMember(state, members, { ...CONTEXT, facts: { "lead.value": value } });
      state = selected.pool;
      return selected.winner;
    });
    expect(winners).toEqual(["rep_a", "rep_b", "rep_b", "rep_b", "rep_b", "rep_a"]);
    expect(state.members.map(({ creditMicro }) => creditMicro)).toEqual([-250 * MICRO_LEAD, 250 * MICRO_LEAD]);
  });

  test.each(["fair_share", "least_loaded", "fixed"] as const)(
    "%s counts the lead and leaves the credits at a sum of zero",
    (policy) => {
      const { pool } = run(
        policy,
        [
          { name: "a", weight: 7 },
          { name: "b", weight: 13 },
        ],
        11,
      );
      expect(pool.seq).toBe(11);
      expect(pool.members.reduce((sum, { creditMicro }) => sum + creditMicro, 0)).toBe(0);
    },
  );
});
