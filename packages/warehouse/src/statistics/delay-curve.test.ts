import { describe, expect, test } from "vitest";

import { toDelayCurve, type AgeCount } from "./delay-curve.ts";

const leads = (ageDays: number, delayDays: number | null, count = 1): AgeCount => ({
  ageDays,
  delayDays,
  leads: count,
});

describe("the delay curve", () => {
  test("is the product-limit estimate, worked by hand", () => {
    // Day 0: 10 at risk, 2 convert. Day 1: 8 at risk, 1. Two were one day old… two days old: day 2: 5 at risk, 1.
    const curve = toDelayCurve([leads(90, 0, 2), leads(90, 1), leads(2, null, 2), leads(90, 2), leads(90, null, 4)]);
    const surviving = 0.8 * (7 / 8) * (4 / 5);
    expect(curve).toMatchObject({ leads: 10, conversions: 4, horizonDays: 90, oldEnoughDays: 3 });
    expect(curve?.share[0]).toBe(0);
    expect(curve?.share[1]).toBeCloseTo(0.2 / (1 - surviving), 12);
    expect(curve?.share[2]).toBeCloseTo((1 - 0.7) / (1 - surviving), 12);
    expect(curve?.share.slice(3).every((share) => Math.abs(share - 1) < 1e-12)).toBe(true);
  });

  test("with everybody followed to the end is the plain share that came by each day", () => {
    const curve = toDelayCurve([leads(90, 5, 30), leads(90, 40, 10), leads(90, null, 60)]);
    expect(curve?.share[5]).toBe(0);
    expect(curve?.share[6]).toBeCloseTo(0.75, 12);
    expect(curve?.share[41]).toBeCloseTo(1, 12);
    expect(curve?.oldEnoughDays).toBe(41);
  });

  test("counts a conversion only within the whole days that its lead has lived through", () => {
    expect(toDelayCurve([leads(3, 3), leads(3, null)])).toBeNull();
    expect(toDelayCurve([leads(4, 3), leads(4, null)])).toMatchObject({ conversions: 1, horizonDays: 4 });
  });

  test("is none where nothing converted", () => {
    expect(toDelayCurve([])).toBeNull();
    expect(toDelayCurve([leads(90, null, 100)])).toBeNull();
  });
});
