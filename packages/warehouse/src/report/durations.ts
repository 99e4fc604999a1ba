import { z } from "zod";

import { defineQuery } from "../define-query.ts";
import { toMean } from "../statistics/mean.ts";
import { Proportion, toProportion } from "../statistics/proportion.ts";
import { anyOf, cellOf, toGrouping, type GroupKey, type GroupingSet } from "./grouping.ts";
import { columnOf, Count, Dimension, isInReport, ReportQueryParams } from "./report-params.ts";

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

const MEASURES = ["route", "edgeToCommit", "commitToRouted", "held"] as const satisfies readonly (keyof Times)[];
const PERCENTILES = [0.5, 0.95, 0.99] as const;

const Measured = z.object({
  notIn: z.number(),
  measure: z.enum(MEASURES),
  n: Count,
  sum: z.number(),
  squares: z.number(),
  /** Four a percentile, in order. */
  places: z.array(z.number()),
  /** Places with their times, in ms. */
  found: z.array(z.tuple([z.number(), z.number()])),
  within: Count,
  negative: Count,
});

/** Shares of the report's leads by where their times lie; one that was decided when it came has one time to be sorted. */
const PARTS = { held: 0, plain: 1, route: 2, edgeToCommit: 3, commitToRouted: 4 } as const;

/** Which measures a part counts to. Of a plain lead the decision is the assignment, so that nothing is left after it. */
const MEASURES_OF_PART = `multiIf(
  part = ${PARTS.plain}, [('route', false), ('edgeToCommit', false), ('commitToRouted', true)],
  part = ${PARTS.held}, [('held', false)],
  part = ${PARTS.route}, [('route', false)],
  part = ${PARTS.edgeToCommit}, [('edgeToCommit', false)],
  [('commitToRouted', false)])`;

/** Times below this have a bucket of their own, those that are negative too. */
const EXACT_MS = 1_024;

/** The smallest time of the bucket that a time is in: 64 ms wide to two minutes, 8 s to five hours, then 17 minutes. */
const BUCKET = `multiIf(
  ms < ${EXACT_MS}, ms,
  ms < 131072, bitAnd(ms, -64),
  ms < 16777216, bitAnd(ms, -8192),
  bitAnd(ms, -1048576))`;

/** Places, from 0, of all times in order: the two neighbours of a percentile, and the ends of its interval. */
function placesOf(p: number): string {
  const place = `${p} * (n - 1)`;
  // Conover's ranks are 1.96 standard deviations off. What lies before the first or behind the last time is not found.
  const [low, high] = ["-", "+"].map(
    (sign) => `ceil(n * ${p} ${sign} 1.959963984540054 * sqrt(n * ${p} * (1 - ${p}))) - 1`,
  );
  return `toInt64(floor(${place})), toInt64(ceil(${place})), toInt64(${low}), toInt64(${high})`;
}

/** The times of leads by bucket and part, of each combination of these dimensions. */
function selectBuckets(columns: readonly string[]): string {
  const named = columns.map((name) => `${columnOf(Dimension.parse(name), "lead")} as ${name}`);
  return `
    select
      ${anyOf("lead", columns)},
      any(lead.part) as part,
      any(lead.start) as start,
      count() as leads,
      sum(lead.ms - lead.start) as over,
      sum(pow(lead.ms - lead.start, 2)) as squared,
      countIf(lead.ms <= 60000) as within,
      groupArrayIf(lead.ms, lead.start >= ${EXACT_MS}) as times
    from (
      with
        first_outcome = 'held' as is_held,
        toUnixTimestamp64Milli(received_at) as received,
        toUnixTimestamp64Milli(qualified_at) as qualified,
        toUnixTimestamp64Milli(assumeNotNull(stored_at)) as stored,
        toUnixTimestamp64Milli(assumeNotNull(routed_at)) as routed,
        ${BUCKET} as start
      select
        ${named.join(", ")}, part, start,
        multiIf(
          part = ${PARTS.held}, routed - toUnixTimestamp64Milli(assumeNotNull(first_outcome_at)),
          part <= ${PARTS.route}, routed - qualified,
          part = ${PARTS.edgeToCommit}, stored - received,
          routed - greatest(stored, qualified)
        ) as ms
      from lead_v1
      array join multiIf(
        is_held, [${PARTS.held}],
        stored = routed and received = qualified, [${PARTS.plain}],
        [${PARTS.route}, ${PARTS.edgeToCommit}, ${PARTS.commitToRouted}]
      ) as part
      where first_outcome in ('assigned', 'held') and routed_at is not null and ${isInReport("lead")}
    ) as lead
    group by ${cellOf("lead", columns)}, bitOr(bitShiftLeft(lead.start, 3), lead.part)`;
}

/**
 * A query of how long routing took, by each of these sets of dimensions. Times are put in buckets first, and only those
 * that a percentile or an end of its interval falls into are sorted: exact, at less than half of what it takes to count all.
 */
export function defineDurations(sets: readonly GroupingSet[]) {
  const grouping = toGrouping(sets);
  const names = grouping.columns.join(", ");
  return defineQuery({
    name: "report_durations",
    sql: `
      select
        not_in, ${names}, measure, n, sum, within, negative, squares, places,
        arrayFlatten(arrayMap(
          bucket -> arrayMap(
            place -> (place, if(bucket.2 < ${EXACT_MS}, bucket.2, bucket.3[place - bucket.1 + 1])),
            arrayFilter(place -> place >= bucket.1 and place < bucket.1 + bucket.4, places)
          ),
          arrayMap(bucket -> (bucket.1 - bucket.2.2, bucket.2.1, arraySort(bucket.2.5), bucket.2.2), hits)
        )) as found
      from (
        select
          not_in, ${names}, measure, n, sum, within, negative, places,
          arraySum(
            (start, leads, over, squared) -> squared + 2 * (start - mean) * over + leads * pow(start - mean, 2),
            buckets.1, buckets.2, buckets.3, buckets.4
          ) as squares,
          arrayCumSum(buckets.2) as ranks,
          -- A lambda copies what it captures for each element: numbers, never the times.
          arrayFilter(
            (bucket, rank, leads) -> arrayExists(place -> place >= rank - leads and place < rank, places),
            arrayZip(ranks, buckets), ranks, buckets.2
          ) as hits
        from (
          select
            not_in, ${names}, measure,
            toInt64(sum(leads)) as n,
            sum(start * toInt64(leads) + over) as sum,
            sum / n as mean,
            sum(within) as within,
            sumIf(leads, start < 0) as negative,
            arraySort(bucket -> bucket.1, groupArray((start, toInt64(leads), over, squared, times))) as buckets,
            [${PERCENTILES.map(placesOf).join(", ")}] as places
          from (
            select
              ${grouping.select},
              measured.1 as measure,
              if(measured.2, 0, cell.start) as start,
              sum(cell.leads) as leads,
              sum(if(measured.2, 0, cell.over)) as over,
              sum(if(measured.2, 0, cell.squared)) as squared,
              sum(if(measured.2, cell.leads, cell.within)) as within,
              groupArrayArrayIf(cell.times, not measured.2) as times
            from (
              ${selectBuckets(grouping.columns)}
            ) as cell
            array join ${MEASURES_OF_PART} as measured
            ${grouping.groupBy("measure, start")}
          )
          group by not_in, ${names}, measure
        )
      )`,
    params: ReportQueryParams,
    row: Measured.loose().transform((row) => ({
      ...grouping.read(row),
      measure: row.measure,
      row: toDurations(row),
    })),
  });
}

export interface TimedGroup {
  readonly key: GroupKey;
  readonly measure: keyof Times;
  readonly row: Durations;
}

/** The times of the group that has this key; none where nothing of it was timed. */
export function timesOf(groups: readonly TimedGroup[], key: GroupKey): Times {
  const find = (measure: keyof Times) =>
    groups.find((group) => group.measure === measure && isSameKey(group.key, key))?.row ?? NO_DURATIONS;
  return {
    route: find("route"),
    edgeToCommit: find("edgeToCommit"),
    commitToRouted: find("commitToRouted"),
    held: find("held"),
  };
}

export function isSameKey(left: GroupKey, right: GroupKey): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

function toDurations(row: Omit<z.infer<typeof Measured>, "notIn" | "measure">): Durations {
  const { value, low, high } = toMean(row);
  const found = new Map(row.found);
  const [p50, p95, p99] = PERCENTILES.map((p, index) => {
    const [before, after, ...ends] = row.places.slice(4 * index, 4 * index + 4).map((place) => found.get(place));
    if (before === undefined || after === undefined) return NOT_KNOWN;
    const place = p * (row.n - 1);
    return toEstimate([before + (place - Math.floor(place)) * (after - before), ...ends]);
  });
  return {
    n: row.n,
    mean: toEstimate([value, low, high]),
    p50: p50 ?? NOT_KNOWN,
    p95: p95 ?? NOT_KNOWN,
    p99: p99 ?? NOT_KNOWN,
    within60s: toProportion(row.within, row.n),
    negative: row.negative,
  };
}

function toEstimate([ms, low, high]: readonly (number | null | undefined)[]): Estimate {
  return { ms: toMicroseconds(ms), low: toMicroseconds(low), high: toMicroseconds(high) };
}

function toMicroseconds(ms: number | null | undefined): number | null {
  return ms === null || ms === undefined ? null : Math.round(ms * 1_000) / 1_000;
}

const NOT_KNOWN: Estimate = { ms: null, low: null, high: null };

export const NO_DURATIONS: Durations = toDurations({
  n: 0,
  sum: 0,
  squares: 0,
  places: [],
  found: [],
  within: 0,
  negative: 0,
});
