import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { createRandom, drawNormal, type Random } from "../simulation/random.ts";
import { checkPromise } from "./burn-rate.ts";
import { detectTimeShifts, type TimeRow } from "./detect-time-shifts.ts";
import { classifyHour } from "./hour-class.ts";
import { testLater } from "./rank-test.ts";

function drawTimes(count: number, random: Random, factor = 1): readonly number[] {
  return Array.from({ length: count }, () => factor * 4_000 * Math.exp(0.8 * drawNormal(random)));
}

describe("testLater", () => {
  test("agrees with the example by hand", () => {
    // Ranks of 3, 5, 6 among 1…6: U = 8 of 9, mean 4.5, variance 3 · 3 · 7 / 12.
    expect(testLater([{ now: [3, 5, 6], base: [1, 2, 4] }])).toBeCloseTo(0.0952, 3);
  });

  test("is uniform where nothing changed", () => {
    const random = createRandom(1947);
    const p = Array.from({ length: 4_000 }, () =>
      testLater([{ now: drawTimes(30, random), base: drawTimes(60, random) }]),
    );
    for (const level of [0.01, 0.1, 0.5, 0.9]) {
      const share = p.filter((value) => value <= level).length / p.length;
      expect(Math.abs(share - level)).toBeLessThan(4 * Math.sqrt((level * (1 - level)) / p.length));
    }
  });

  test("shares ranks among equal values, and finds nothing where all are equal", () => {
    expect(testLater([{ now: [1, 1], base: [1, 1, 1] }])).toBe(1);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2 }), (values) => {
        expect(testLater([{ now: values, base: values }])).toBeGreaterThanOrEqual(0.5);
      }),
    );
  });
});

describe("detectTimeShifts", () => {
  const build = (now: readonly number[], base: readonly number[]): TimeRow => ({
    attributes: { territory: "west" },
    byHours: { work: { now, base } },
  });
  const random = createRandom(1961);

  test("sees that all of them are later", () => {
    const [shift] = detectTimeShifts([build(drawTimes(60, random, 2), drawTimes(400, random))]);
    expect(shift).toMatchObject({ kind: "location" });
    expect(shift?.ratio).toBeGreaterThan(1.5);
  });

  test("sees that a few of them are very late", () => {
    const now = drawTimes(200, random).map((time, index) => (index % 12 === 0 ? time * 30 : time));
    expect(detectTimeShifts([build(now, drawTimes(1_000, random))]).map(({ kind }) => kind)).toEqual(["tail"]);
  });

  test("does not take a night for slow routing", () => {
    const row: TimeRow = {
      attributes: {},
      byHours: {
        work: { now: drawTimes(5, random), base: drawTimes(400, random) },
        evening: { now: drawTimes(80, random, 10), base: drawTimes(40, random, 10) },
      },
    };
    expect(detectTimeShifts([row])).toEqual([]);
  });

  test("says nothing where nothing changed", () => {
    expect(detectTimeShifts([build(drawTimes(200, random), drawTimes(800, random))])).toEqual([]);
  });
});

describe("classifyHour", () => {
  test.each([
    [7, "evening"],
    [8, "work"],
    [17, "work"],
    [18, "evening"],
    [119, "evening"],
    [120, "weekend"],
    [167, "weekend"],
  ])("hour %s of the week", (hour, expected) => {
    expect(classifyHour(hour)).toBe(expected);
  });
});

describe("checkPromise", () => {
  test("tells of a fast burn that still goes on, and not of one that is over", () => {
    const broken = (hours: number) => ({ k: hours >= 1 ? 20 : 3, n: hours >= 1 ? 100 : 10 });
    expect(checkPromise(0.99, broken)).toMatchObject({ longHours: 1, long: { k: 20, n: 100 } });
    expect(checkPromise(0.99, (hours) => (hours > 6 ? { k: 20, n: 900 } : { k: 0, n: 50 }))).toBeNull();
  });

  test("tells of a slow burn by its long window", () => {
    expect(checkPromise(0.99, (hours) => ({ k: Math.floor(hours), n: hours * 40 }))).toMatchObject({ longHours: 72 });
  });
});
