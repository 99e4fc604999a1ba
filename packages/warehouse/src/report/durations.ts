import type { ClickHouseClient } from "@clickhouse/client";
import { z } from "zod";

import {
  bucketOf,
  bucketsOfQuantiles,
  countNegative,
  countUpTo,
  toDistribution,
  toQuantile,
  type Bucket,
  type Distribution,
} from "../statistics/distribution.ts";
import { toMean } from "../statistics/mean.ts";
import { Proportion, toProportion } from "../statistics/proportion.ts";
import { toGrouping, type GroupKey, type GroupingSet } from "./grouping.ts";
import { Count, type ReportQueryParams } from "./report-params.ts";
import { readTimeCells, readTimes, type BucketTimes, type TimeCells } from "./time-cells.ts";

/** A figure in milliseconds, to the microsecond, with its 95 % interval; null: not known, of too few leads. */
export const Estimate = z
  .object({ ms: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() })
  .readonly();
export type Estimate = z.infer<typeof Estimate>;

/** How long something took, of `n` leads. */
export const Durations = z
  .object({
    n: Count,
    mean: Estimate,
    /**
     * Percentiles are exact, with linear interpolation between neighbours (type 7 of Hyndman and Fan, as in numpy). Their
     * intervals are order statistics: W. J. Conover, Practical Nonparametric Statistics, 3rd ed. (1999), section 3.2. An
     * end that would lie beyond the smallest or largest value is null.
     */
    p50: Estimate,
    p95: Estimate,
    p99: Estimate,
    /** Of `n`: in 60,000 ms or less, the negative ones among them. */
    within60s: Proportion,
    /** Of `n`: ended before they began, by the clocks. Part of every figure above as they are. */
    negative: Count,
  })
  .readonly();
export type Durations = z.infer<typeof Durations>;

/** What is timed. Leads that were held are only in `held`: their wait is policy, not speed. */
export const Times = z
  .object({
    /** Of leads that the first decision assigned: from qualification to assignment. */
    route: Durations,
    /** Of the same: from the receipt at the edge to the first decision, with which the lead is committed. */
    edgeToCommit: Durations,
    /** Of the same: from there, or from the later qualification, to the assignment. */
    commitToRouted: Durations,
    /** Of leads that the first decision held and that were assigned since: from that decision to the assignment. */
    held: Durations,
  })
  .readonly();
export type Times = z.infer<typeof Times>;

const PERCENTILES = [0.5, 0.95, 0.99] as const;
const PROMISED_MS = 60_000;

/** What a measure is made of. */
const MEASURES = {
  route: (cells: TimeCells) => (cells.source === "route" && cells.timing !== "held" ? [cells] : []),
  edgeToCommit: (cells: TimeCells) => (cells.source === "edgeToCommit" || cells.timing === "at_once" ? [cells] : []),
  commitToRouted: (cells: TimeCells) => {
    if (cells.source === "commitToRouted") return [cells];
    return cells.timing === "at_once" ? [toNoTime(cells)] : [];
  },
  held: (cells: TimeCells) => (cells.timing === "held" ? [cells] : []),
} as const satisfies Readonly<Record<keyof Times, unknown>>;

/** As many leads, each of which took no time at all. */
function toNoTime(cells: TimeCells): TimeCells {
  return { ...cells, sum: 0n, squares: 0n, counts: new Map([[bucketOf(0), cells.n]]) };
}

/** By the key of a group; see `timesOf`. */
export type TimesByKey = ReadonlyMap<string, Times>;

/**
 * How long routing took, by each of these sets of dimensions. Leads are counted first, in some thousand buckets by how long it
 * took; then the times are read that lie in a bucket with a percentile or an end of its interval: one of a hundred.
 * A lead that changes between the two moves a percentile by a place at most.
 *
 * @param sets one of them has a column at least
 */
export async function readDurations(
  client: ClickHouseClient,
  params: z.input<typeof ReportQueryParams>,
  sets: readonly GroupingSet[],
): Promise<TimesByKey> {
  const groups = toGroups(await readTimeCells(client, params, toGrouping(sets).columns), sets);
  const measured = new Map([...groups].map(([name, cells]) => [name, toMeasures(cells)]));
  const times = await readTimes(client, params, toWanted([...measured.values()].flatMap(Object.values<Measured>)));
  return new Map(
    [...measured].map(([name, { route, edgeToCommit, commitToRouted, held }]) => {
      const ofRoute = toDurations(route, times);
      return [
        name,
        {
          route: ofRoute,
          edgeToCommit: edgeToCommit === route ? ofRoute : toDurations(edgeToCommit, times),
          commitToRouted: toDurations(commitToRouted, times),
          held: toDurations(held, times),
        },
      ];
    }),
  );
}

/** The times of the group that has this key; none where nothing of it was timed. */
export function timesOf(times: TimesByKey, key: GroupKey): Times {
  return times.get(nameOf(key)) ?? NO_TIMES;
}

function toGroups(cells: readonly TimeCells[], sets: readonly GroupingSet[]): Map<string, readonly TimeCells[]> {
  const names = [...new Set(sets.map((set) => [...new Set(set)].toSorted().join()))];
  const distinct = names.map((name) => (name === "" ? [] : name.split(",")));
  const keyOf = (key: GroupKey, set: GroupingSet) => Object.fromEntries(set.map((name) => [name, key[name] ?? null]));
  return new Map(distinct.flatMap((set) => [...Map.groupBy(cells, ({ key }) => nameOf(keyOf(key, set)))]));
}

/** The same for the same dimensions in another order. */
function nameOf(key: GroupKey): string {
  return JSON.stringify(Object.entries(key).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

interface Measured {
  readonly cells: readonly TimeCells[];
  readonly distribution: Distribution;
}

function toMeasures(cells: readonly TimeCells[]): Readonly<Record<keyof Times, Measured>> {
  const route = toMeasured(cells.flatMap(MEASURES.route));
  const isAtOnce = route.cells.every(({ timing }) => timing === "at_once");
  return {
    route,
    // Nothing to be found out twice.
    edgeToCommit: isAtOnce ? route : toMeasured(cells.flatMap(MEASURES.edgeToCommit)),
    commitToRouted: toMeasured(cells.flatMap(MEASURES.commitToRouted)),
    held: toMeasured(cells.flatMap(MEASURES.held)),
  };
}

function toMeasured(cells: readonly TimeCells[]): Measured {
  return { cells, distribution: toDistribution(cells.map(({ counts }) => counts)) };
}

function toWanted(measures: readonly Measured[]): Map<TimeCells, Set<Bucket>> {
  const wanted = new Map<TimeCells, Set<Bucket>>();
  for (const { cells, distribution } of measures) {
    const buckets = [...bucketsOfQuantiles(distribution, PERCENTILES), bucketOf(PROMISED_MS)];
    for (const part of cells) {
      // What took no time is known as it is.
      const own = buckets.filter((bucket) => bucket !== bucketOf(0) && part.counts.has(bucket));
      if (own.length > 0) wanted.set(part, new Set([...(wanted.get(part) ?? []), ...own]));
    }
  }
  return wanted;
}

export function isSameKey(left: GroupKey, right: GroupKey): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

function toDurations({ cells, distribution }: Measured, times: BucketTimes): Durations {
  const sorted = new Map<Bucket, Float64Array>();
  const valuesOf = (bucket: Bucket) => {
    const known = sorted.get(bucket);
    if (known !== undefined) return known;
    const parts = cells.map((part) => times.get(part)?.get(bucket) ?? []);
    const values = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
    let filled = 0;
    for (const part of parts) {
      values.set(part, filled);
      filled += part.length;
    }
    values.sort();
    sorted.set(bucket, values);
    return values;
  };
  const [p50, p95, p99] = PERCENTILES.map((p) => toEstimate(toQuantile(distribution, p, valuesOf)));
  const { value, low, high } = toMean(toMoments(cells));
  return {
    n: distribution.n,
    mean: toEstimate([value, low, high]),
    p50: p50 ?? NOT_KNOWN,
    p95: p95 ?? NOT_KNOWN,
    p99: p99 ?? NOT_KNOWN,
    within60s: toProportion(countUpTo(distribution, PROMISED_MS, valuesOf), distribution.n),
    negative: countNegative(distribution),
  };
}

/** n, sum and the sum of squared deviations, which would drown in the rounding of anything but whole numbers. */
function toMoments(cells: readonly TimeCells[]) {
  const n = cells.reduce((sum, part) => sum + part.n, 0);
  const sum = cells.reduce((total, part) => total + part.sum, 0n);
  const squares = cells.reduce((total, part) => total + part.squares, 0n);
  return { n, sum: Number(sum), squares: n === 0 ? 0 : Number(BigInt(n) * squares - sum * sum) / n };
}

function toEstimate([ms, low, high]: readonly (number | null)[]): Estimate {
  return { ms: toMicroseconds(ms), low: toMicroseconds(low), high: toMicroseconds(high) };
}

function toMicroseconds(ms: number | null | undefined): number | null {
  return ms === null || ms === undefined ? null : Math.round(ms * 1_000) / 1_000;
}

const NOT_KNOWN: Estimate = { ms: null, low: null, high: null };

const NO_DURATIONS: Durations = toDurations(toMeasured([]), new Map());
const NO_TIMES: Times = {
  route: NO_DURATIONS,
  edgeToCommit: NO_DURATIONS,
  commitToRouted: NO_DURATIONS,
  held: NO_DURATIONS,
};
