import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { createRandom, drawBeta, drawBinomial } from "../simulation/random.ts";
import { upperBetaBinomialTail } from "../special/count-tails.ts";
import { adjustForMany } from "./benjamini-hochberg.ts";
import { detectRateChanges, type RateRow } from "./detect-rate-changes.ts";
import { fitPrior } from "./prior.ts";

/** 40 segments at 6 %, of which the first has k of n now. */
function buildTable(k: number, n: number): readonly RateRow[] {
  return Array.from({ length: 40 }, (_, index) => ({
    attributes: { territory: `t${index % 8}`, tier: `tier${Math.floor(index / 8)}` },
    now: index === 0 ? { k, n } : { k: 5, n: 84 },
    base: { k: 20 + (index % 3), n: 336 },
  }));
}

describe("detectRateChanges", () => {
  test("calls the segment whose rate tripled, and no other", () => {
    const changes = detectRateChanges(buildTable(16, 84), { groupBy: ["territory"] });
    expect(changes.map(({ row }) => row.attributes)).toEqual([{ territory: "t0", tier: "tier0" }]);
    expect(changes[0]?.lift).toBeGreaterThan(2.5);
  });

  test.each([
    ["too few leads", 4, 4],
    ["too few re-routes", 3, 12],
    ["too small a lift", 7, 84],
  ])("says nothing of %s", (_, k, n) => {
    expect(detectRateChanges(buildTable(k, n))).toEqual([]);
  });

  test("sees a fall where falls count", () => {
    const rows = buildTable(0, 336);
    expect(detectRateChanges(rows)).toEqual([]);
    expect(detectRateChanges(rows, { direction: "fall" })).toHaveLength(1);
    expect(detectRateChanges(rows, { direction: "both" })).toHaveLength(1);
  });

  test("names the row whose counts are none", () => {
    const row = { attributes: {}, now: { k: 3, n: 2 }, base: { k: 0, n: 0 } };
    expect(() => detectRateChanges([row])).toThrow("rows[0].now: expected 0 ≤ k ≤ n, not 3 of 2");
  });

  test("takes empty tables and empty rows", () => {
    expect(detectRateChanges([])).toEqual([]);
    expect(detectRateChanges([{ attributes: {}, now: { k: 0, n: 0 }, base: { k: 0, n: 0 } }])).toEqual([]);
  });
});

describe("the p-values", () => {
  test("are uniform where nothing changed, as far as counts can be", () => {
    const random = createRandom(1763);
    const draws = 20_000;
    const p = Array.from({ length: draws }, () => {
      const rate = { a: 6, b: 54 };
      const n = 400;
      const k = drawBinomial(n, drawBeta(rate.a, rate.b, random), random);
      // A count's own probability is drawn over, which makes a discrete p-value continuous.
      const above = upperBetaBinomialTail(k + 1, n, rate);
      return above + random() * (upperBetaBinomialTail(k, n, rate) - above);
    }).sort((one, other) => one - other);
    const distance = Math.max(...p.map((value, index) => Math.abs(value - index / draws)));
    // Kolmogorov–Smirnov at 0.1 %.
    expect(distance).toBeLessThan(1.95 / Math.sqrt(draws));
  });

  test("never grow when adjusted less, and keep their order", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 }), (p) => {
        const adjusted = adjustForMany(p);
        const order = [...p.keys()].sort((one, other) => (p[one] ?? 0) - (p[other] ?? 0));
        for (const [rank, index] of order.entries()) {
          expect(adjusted[index]).toBeGreaterThanOrEqual((p[index] ?? 0) * (1 - 1e-12));
          expect(adjusted[index]).toBeGreaterThanOrEqual(adjusted[order[rank - 1] ?? index] ?? 0);
        }
      }),
    );
  });

  test("are adjusted as Benjamini and Hochberg did by hand", () => {
    expect([...adjustForMany([0.01, 0.04, 0.03, 0.005])]).toEqual([0.02, 0.04, 0.04, 0.02]);
  });
});

describe("fitPrior", () => {
  test("finds the spread that the segments were drawn with", () => {
    const random = createRandom(1946);
    const n = Array.from({ length: 4_000 }, () => 300);
    const k = n.map((size) => drawBinomial(size, drawBeta(3, 47, random), random));
    const prior = fitPrior({ k, n });
    expect(prior.mean).toBeCloseTo(0.06, 2);
    expect(prior.strength).toBeGreaterThan(40);
    expect(prior.strength).toBeLessThan(60);
  });

  test("trusts all segments together where they differ by chance alone", () => {
    const k = Array.from({ length: 100 }, () => 6);
    expect(fitPrior({ k, n: k.map(() => 100) }).strength).toBe(500);
  });
});
