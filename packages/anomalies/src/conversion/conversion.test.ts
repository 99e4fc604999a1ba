import { describe, expect, test } from "vitest";

import { createRandom, type Random } from "../simulation/random.ts";
import { fitDelayCurve, type LeadAge } from "./delay-curve.ts";
import { detectConversionFalls, type ConversionRow } from "./detect-conversion-falls.ts";

describe("fitDelayCurve", () => {
  // Kaplan–Meier by hand: 6 leads; one converts at 1 day (of 6 at risk), one at 3 (of 4), one at 5 (of 2).
  const leads: readonly LeadAge[] = [
    { age: 40, convertedAfter: 1 },
    { age: 2, convertedAfter: null },
    { age: 40, convertedAfter: 3 },
    { age: 4, convertedAfter: null },
    { age: 40, convertedAfter: 5 },
    { age: 50, convertedAfter: null },
  ];
  const curve = fitDelayCurve(leads);
  const converts = 1 - (5 / 6) * (3 / 4) * (1 / 2);

  test("says how many convert", () => {
    expect(curve.converts).toBeCloseTo(converts, 12);
  });

  test.each([
    [0, 0],
    [1, 1 / 6 / converts],
    [2.9, 1 / 6 / converts],
    [3, (1 - (5 / 6) * (3 / 4)) / converts],
    [90, 1],
  ])("by %s days", (age, expected) => {
    expect(curve.at(age)).toBeCloseTo(expected, 12);
  });

  test("passes over what comes after the horizon", () => {
    expect(
      fitDelayCurve([
        { age: 200, convertedAfter: 120 },
        { age: 90, convertedAfter: null },
      ]).converts,
    ).toBe(0);
  });

  test("of equal times counts all, and who is censored then was still there", () => {
    const tied = [
      { age: 9, convertedAfter: 5 },
      { age: 9, convertedAfter: 5 },
      { age: 5, convertedAfter: null },
      { age: 9, convertedAfter: null },
    ];
    expect(fitDelayCurve(tied).converts).toBeCloseTo(0.5, 12);
  });
});

describe("detectConversionFalls", () => {
  /** Leads of the last `until` to `from` days; those who convert do so after an exponential delay of 10 days in the mean. */
  function drawLeads(count: number, ages: readonly [number, number], rate: number, random: Random): readonly LeadAge[] {
    return Array.from({ length: count }, () => {
      const age = ages[0] + random() * (ages[1] - ages[0]);
      const delay = -10 * Math.log(1 - random());
      return { age, convertedAfter: random() < rate && delay <= age ? delay : null };
    });
  }

  function buildRows(rateNow: number, random: Random): readonly ConversionRow[] {
    return ["a", "b", "c", "d"].map((rule, index) => ({
      attributes: { rule },
      tier: "B",
      now: drawLeads(1_200, [0, 28], index === 0 ? rateNow : 0.135, random),
      base: drawLeads(900, [28, 118], 0.135, random),
    }));
  }

  test("finds the rule that converts half as well, young as its leads are", () => {
    const falls = detectConversionFalls(buildRows(0.0675, createRandom(1958)));
    expect(falls.map(({ row }) => row.attributes["rule"])).toEqual(["a"]);
    expect(falls[0]?.rate).toBeCloseTo(0.0675, 1);
    expect(falls[0]?.usualRate).toBeCloseTo(0.135, 1);
  });

  test("does not take youth for a fall", () => {
    const rows = buildRows(0.135, createRandom(1959));
    const [first] = rows;
    const naive = (leads: readonly LeadAge[]) =>
      leads.filter(({ convertedAfter }) => convertedAfter !== null).length / leads.length;
    expect(naive(first?.now ?? [])).toBeLessThan(0.8 * naive(first?.base ?? []));
    expect(detectConversionFalls(rows)).toEqual([]);
  });
});
