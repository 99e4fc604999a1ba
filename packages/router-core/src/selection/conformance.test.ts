import { toId } from "@pointsman/contracts/id";
import { SelectionPolicy } from "@pointsman/contracts/organisation";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { creditSum, LAWS, runHistory, toPool, toRep, type Seat } from "./history.fixture.ts";
import { selectMember } from "./select-member.ts";
import { shareOf, type EligibleMember, type SelectionContext } from "./strategy.ts";

interface Case {
  readonly seats: readonly Seat[];
  readonly leads: number;
  readonly context: SelectionContext;
}

const arbSeat = fc.record({
  weight: fc.integer({ min: 1, max: 10_000 }),
  rampPct: fc.constantFrom(0, 25, 50, 100),
  openLeads: fc.integer({ min: 0, max: 45 }),
});

/** Pools of up to ten after up to thirty leads, so that there are ledgers; somebody always has a share. */
const arbCase: fc.Arbitrary<Case> = fc
  .record({
    seats: fc.array(arbSeat, { minLength: 1, maxLength: 10 }),
    leads: fc.nat(30),
    value: fc.option(fc.double({ min: 0.001, max: 1e9, noNaN: true })),
    keeper: fc.nat(9),
    lead: fc.nat(),
  })
  .map(({ seats, leads, value, keeper, lead }) => ({
    seats: [{ name: "always" }, ...seats.map((seat, index) => ({ name: `r${index}`, ...seat }))],
    leads,
    context: {
      leadId: toId("lead", String(lead)),
      facts: value === null ? {} : { "lead.value": value },
      accountRepId: toId("rep", `r${keeper}`),
    },
  }));

const VALUE = { fact: "lead.value", otherwise: 1_000 };

function prepare(policy: SelectionPolicy, { seats, leads }: Case) {
  const start = { ...toPool(seats, policy), value: VALUE };
  const { pool } = runHistory(start, seats, leads);
  const members = pool.members.map((member, index): EligibleMember => ({ member, rep: toRep(seats[index]!) }));
  return { pool, members };
}

describe.each(SelectionPolicy.options)("%s as a strategy", (policy) => {
  const check = (law: (pool: ReturnType<typeof prepare>, given: Case) => void) => {
    fc.assert(
      fc.property(arbCase, (given) => {
        law(prepare(policy, given), given);
      }),
      LAWS,
    );
  };

  test("picks one of the members who has a share, and the same one when asked twice", () => {
    check(({ pool, members }, { context }) => {
      const first = selectMember(pool, members, context);
      const winner = members.find(({ member }) => member.repId === first.winner);
      expect(winner && shareOf(winner)).toBeGreaterThan(0);
      expect(selectMember(pool, members, context)).toEqual(first);
    });
  });

  test("picks among those it is given only", () => {
    check(({ pool, members }, { context }) => {
      const some = members.filter((_, index) => index === 0 || index % 2 === 1);
      expect(some.map(({ member }) => member.repId)).toContain(selectMember(pool, some, context).winner);
    });
  });

  test.skipIf(policy === "fixed")("does not care for the order of the list", () => {
    check(({ pool, members }, { context }) => {
      const backward = { ...pool, members: pool.members.toReversed() };
      const [one, other] = [
        selectMember(pool, members, context),
        selectMember(backward, members.toReversed(), context),
      ];
      expect(other.winner).toBe(one.winner);
      expect(other.pool.members.toReversed()).toEqual(one.pool.members);
    });
  });

  test("keeps the ledger at a sum of exactly zero, in whole micro-units, and counts the lead", () => {
    check(({ pool, members }, { context }) => {
      const { pool: after, winner } = selectMember(pool, members, context);
      expect(creditSum(after)).toBe(0);
      expect(after.members.every(({ creditMicro }) => Number.isSafeInteger(creditMicro))).toBe(true);
      expect(after.seq).toBe(pool.seq + 1);
      expect(after.members.find(({ repId }) => repId === winner)?.lastAssignedSeq).toBe(after.seq);
    });
  });

  test("leaves what it is given as it is", () => {
    check(({ pool, members }, { context }) => {
      const before = JSON.stringify({ pool, members });
      selectMember(pool, members, context);
      expect(JSON.stringify({ pool, members })).toBe(before);
    });
  });

  test("says so where nobody has a share", () => {
    const seats = [
      { name: "new", rampPct: 0 },
      { name: "full", openLeads: 40 },
    ];
    const { pool, members } = prepare(policy, { seats, leads: 0, context: CONTEXT });
    expect(() => selectMember(pool, members, CONTEXT)).toThrow(RangeError);
  });

  test("ends with 5,000 members too", () => {
    const seats = Array.from({ length: 5_000 }, (_, index) => ({ name: `r${index}`, weight: 1 + (index % 10_000) }));
    expect(runHistory(toPool(seats, policy), seats, 3).winners).toHaveLength(3);
  });
});

const CONTEXT: SelectionContext = { leadId: "lead_1", facts: {}, accountRepId: null };
