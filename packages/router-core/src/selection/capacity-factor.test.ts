import * as fc from "fast-check";
import { expect, test } from "vitest";

import { capacityFactor, FULL_FACTOR } from "./capacity-factor.ts";

const LIMITS = { capacity: 20, softLimitPct: 100, hardLimitPct: 200 };

test.each([
  { openLeads: 0, factor: 1_000 },
  { openLeads: 16, factor: 1_000 },
  { openLeads: 20, factor: 1_000 },
  { openLeads: 25, factor: 750 },
  { openLeads: 30, factor: 500 },
  { openLeads: 39, factor: 50 },
  { openLeads: 40, factor: 0 },
  { openLeads: 90, factor: 0 },
])("$openLeads open of 20, limits 100 % and 200 %: $factor per mille", ({ openLeads, factor }) => {
  expect(capacityFactor({ ...LIMITS, openLeads })).toBe(factor);
});

test("with soft limit = hard limit there is nothing between all and none", () => {
  expect(
    [9, 10].map((openLeads) => capacityFactor({ openLeads, capacity: 10, softLimitPct: 100, hardLimitPct: 100 })),
  ).toEqual([FULL_FACTOR, 0]);
});

test("more open leads never raise the factor, and below the hard limit it is never nothing", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.nat(1_000),
      fc.integer({ min: 1, max: 300 }),
      fc.nat(300),
      (capacity, openLeads, softLimitPct, extra) => {
        const limits = { capacity, softLimitPct, hardLimitPct: softLimitPct + extra };
        const now = capacityFactor({ ...limits, openLeads });
        expect(capacityFactor({ ...limits, openLeads: openLeads + 1 })).toBeLessThanOrEqual(now);
        expect(now > 0).toBe(openLeads * 100 < limits.hardLimitPct * capacity);
      },
    ),
  );
});
