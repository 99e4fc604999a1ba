import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { RateRow } from "../rates/detect-rate-changes.ts";
import { localise } from "./localise.ts";
import { splitMix } from "./split-mix.ts";

/** 5 territories × 3 tiers × 4 sources of 100 leads at 6 %, times what `lift` says. */
function buildLeaves(lift: (attributes: RateRow["attributes"]) => number): readonly RateRow[] {
  const leaves: RateRow[] = [];
  for (const territory of ["east", "north", "south", "west", "centre"]) {
    for (const tier of ["A", "B", "C"]) {
      for (const source of ["form", "chat", "event", "partner"]) {
        const attributes = { territory, tier, source };
        leaves.push({ attributes, now: { k: Math.round(6 * lift(attributes)), n: 100 }, base: { k: 24, n: 400 } });
      }
    }
  }
  return leaves;
}

const counts = fc
  .record({ n: fc.integer({ min: 0, max: 60 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ n, share }) => ({ k: Math.round(n * share), n }));
const rows = fc.array(
  fc.record({
    attributes: fc.record({ a: fc.constantFrom("1", "2"), b: fc.constantFrom("x", "y"), c: fc.constantFrom("p", "q") }),
    now: counts,
    base: counts,
  }),
  { minLength: 1, maxLength: 20 },
);

describe("localise", () => {
  test.each([
    [{ territory: "west" }],
    [{ territory: "west", tier: "B" }],
    [{ source: "chat", tier: "A" }],
    [{ territory: "north", tier: "C", source: "event" }],
  ])("finds %j, and that alone", (where: Readonly<Record<string, string>>) => {
    const isInside = (attributes: RateRow["attributes"]) =>
      Object.entries(where).every(([name, value]) => attributes[name] === value);
    const { causes } = localise(buildLeaves((attributes) => (isInside(attributes) ? 4 : 1)));
    expect(causes.map((cause) => cause.where)).toEqual([where]);
  });

  test("names a second cause that the first does not explain", () => {
    const { causes } = localise(
      buildLeaves(({ territory, tier, source }) =>
        territory === "west" ? 4 : tier === "A" && source === "chat" ? 3 : 1,
      ),
    );
    expect(causes.map(({ where }) => where)).toEqual([{ territory: "west" }, { tier: "A", source: "chat" }]);
  });

  test("names nothing where everything rose alike", () => {
    expect(localise(buildLeaves(() => 3)).causes).toEqual([]);
  });

  test("says the same for any order of rows and attributes", () => {
    fc.assert(
      fc.property(rows, (rows) => {
        const turned = rows
          .map((row) => ({ ...row, attributes: Object.fromEntries(Object.entries(row.attributes).toReversed()) }))
          .toReversed();
        const places = (found: readonly RateRow[]) => localise(found).top.map(({ score }) => score.toFixed(6));
        expect(places(turned)).toEqual(places(rows));
      }),
    );
  });
});

describe("splitMix", () => {
  test("rate and mix are the whole change", () => {
    fc.assert(
      fc.property(rows, (rows) => {
        const { change, rate, mix } = splitMix(rows);
        expect(rate + mix).toBeCloseTo(change, 12);
      }),
    );
  });

  test("does not call a shift of traffic a change of quality", () => {
    const split = splitMix([
      { attributes: { tier: "A" }, now: { k: 1, n: 10 }, base: { k: 9, n: 90 } },
      { attributes: { tier: "B" }, now: { k: 27, n: 90 }, base: { k: 3, n: 10 } },
    ]);
    expect(split.rate).toBeCloseTo(0, 12);
    expect(split.mix).toBeCloseTo(0.16, 12);
  });
});
