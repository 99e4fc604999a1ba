import * as fc from "fast-check";
import { expect, test } from "vitest";

import { formatPosition, hasPassed, parsePosition, passNumber, settle, toPosition, type Position } from "./position.ts";

const START: Position = { last: 0, gaps: [] };

test("whatever the order in which numbers are seen, exactly those not seen are not passed", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 40 })), (numbers) => {
      const position = numbers.reduce((before, number) => passNumber(before, number, { nowMs: 0 }), START);
      const seen = new Set(numbers);
      const last = Math.max(0, ...numbers);
      for (let number = 1; number <= 41; number++) {
        expect(hasPassed(position, number)).toBe(number <= last && seen.has(number));
      }
      const again = parsePosition(formatPosition(position), 0);
      expect(again && formatPosition(again)).toBe(formatPosition(position));
    }),
  );
});

test("a gap is waited for until every transaction that could fill it has ended", () => {
  const noticed = passNumber({ last: 5, gaps: [] }, 8, { nowMs: 0 });
  const young = settle(noticed, { nowMs: 999, oldestXid: 100, nextXid: 110 });
  expect(young).toEqual(noticed);
  // Whoever has taken the numbers 6 and 7 has an id by now: below 112.
  const settled = settle(young, { nowMs: 1_000, oldestXid: 105, nextXid: 112 });
  expect(formatPosition(settle(settled, { nowMs: 9_000, oldestXid: 111, nextXid: 120 }))).toBe("8~6-7");
  expect(formatPosition(passNumber(settled, 6, { nowMs: 2_000 }))).toBe("8~7");
  expect(formatPosition(settle(settled, { nowMs: 9_000, oldestXid: 112, nextXid: 120 }))).toBe("8");
});

test("where the events end, what is missing stands as gaps", () => {
  expect(formatPosition(toPosition(9, [2, 3, 4, 7], 0))).toBe("9~2-4.7");
});

test.each(["", "x", "5~", "5~6", "5~3-2", "5~3.2", "-1", "1e3", "5~1-", "1".repeat(16), `9~${"1.".repeat(60)}2`])(
  "%s is no id of ours",
  (id) => {
    expect(parsePosition(id, 0)).toBeNull();
  },
);
