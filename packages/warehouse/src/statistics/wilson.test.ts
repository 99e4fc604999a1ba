import { describe, expect, test } from "vitest";

import { toProportion } from "./proportion.ts";
import { toWilsonInterval } from "./wilson.ts";

describe("the Wilson interval", () => {
  // Newcombe (1998), table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of %i in %i is the published one", (successes, trials, low, high) => {
    const interval = toWilsonInterval(successes, trials);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test("mirrors when successes and failures change places, and ends exactly at 0 and 1", () => {
    const few = toWilsonInterval(3, 40);
    const many = toWilsonInterval(37, 40);
    expect(many.low).toBeCloseTo(1 - few.high, 12);
    expect(many.high).toBeCloseTo(1 - few.low, 12);
    expect(toWilsonInterval(0, 7).low).toBe(0);
    expect(toWilsonInterval(7, 7).high).toBe(1);
  });

  test.each([
    [1, 0],
    [5, 4],
    [-1, 4],
    [Number.NaN, 4],
  ])("refuses %d of %d", (successes, trials) => {
    expect(() => toWilsonInterval(successes, trials)).toThrow(RangeError);
  });
});

test("a proportion of nothing has no rate", () => {
  expect(toProportion(0, 0)).toEqual({ count: 0, of: 0, rate: null, low: null, high: null });
  expect(toProportion(1, 4)).toMatchObject({ count: 1, of: 4, rate: 0.25 });
});
