import * as fc from "fast-check";
import { expect, test } from "vitest";

import {
  bucketOf,
  bucketsOfQuantiles,
  countNegative,
  countUpTo,
  edgeOf,
  toDistribution,
  toQuantile,
  type Bucket,
} from "./distribution.ts";

const PERCENTILES = [0.5, 0.95, 0.99];

/** Small ones, ones of either sign that share buckets, and years. */
const times = fc.array(
  fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.integer({ min: 59_500, max: 60_500 }),
    fc.integer({ min: -90_000, max: 90_000 }),
    fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
  ),
  { minLength: 1, maxLength: 300 },
);

function count(values: readonly number[]): ReadonlyMap<Bucket, number> {
  const groups = Map.groupBy(values, bucketOf);
  return new Map([...groups].map(([bucket, own]) => [bucket, own.length]));
}

test("quantiles and their intervals are those of the sorted values, and only buckets that were asked for are looked at", () => {
  fc.assert(
    fc.property(times, fc.nat(), (values, cut) => {
      const sorted = values.toSorted((a, b) => a - b);
      const n = sorted.length;
      const distribution = toDistribution([count(values.slice(0, cut % n)), count(values.slice(cut % n))]);
      const wanted = new Set(bucketsOfQuantiles(distribution, PERCENTILES));
      const valuesOf = (bucket: Bucket) => {
        if (!wanted.has(bucket)) throw new Error(`bucket ${bucket} was not asked for`);
        return sorted.filter((value) => bucketOf(value) === bucket);
      };
      for (const p of PERCENTILES) {
        const place = p * (n - 1);
        const [below = 0, above = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
        const half = 1.959963984540054 * Math.sqrt(n * p * (1 - p));
        const ends = [Math.ceil(n * p - half), Math.ceil(n * p + half)].map((rank) => sorted[rank - 1] ?? null);
        expect(toQuantile(distribution, p, valuesOf)).toEqual([below + (place % 1) * (above - below), ...ends]);
      }
    }),
  );
});

test("counts up to a limit, and of negative values", () => {
  fc.assert(
    fc.property(times, (values) => {
      const distribution = toDistribution([count(values)]);
      const valuesOf = (bucket: Bucket) =>
        values.filter((value) => bucketOf(value) === bucket).toSorted((a, b) => a - b);
      expect(distribution.n).toBe(values.length);
      expect(countUpTo(distribution, 60_000, valuesOf)).toBe(values.filter((value) => value <= 60_000).length);
      expect(countNegative(distribution)).toBe(values.filter((value) => value < 0).length);
    }),
  );
});

test("a bucket is a hundred-and-twenty-eighth of its power of two", () => {
  expect(edgeOf(bucketOf(65_536))).toBe(65_536);
  expect(bucketOf(65_536 + 511)).toBe(bucketOf(65_536));
  expect(bucketOf(65_536 + 512)).toBe(bucketOf(65_536) + 1);
  expect(edgeOf(bucketOf(-65_537))).toBe(-65_536);
  expect([edgeOf(bucketOf(0)), bucketOf(0)]).toEqual([0, 0]);
});

test("of no values nothing is known; where values went away since they were counted, the nearest is taken", () => {
  const none = toDistribution([]);
  expect(toQuantile(none, 0.5, () => [])).toEqual([null, null, null]);
  const three = toDistribution([count([1_000, 1_001, 1_002])]);
  expect(toQuantile(three, 0.99, () => [1_000])[0]).toBe(1_000);
  expect(toQuantile(three, 0.5, () => [])[0]).toBe(edgeOf(bucketOf(1_001)));
});
