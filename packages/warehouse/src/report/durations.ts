import { z } from "zod";

import { defineQuery } from "../define-query.ts";
import { toMean } from "../statistics/mean.ts";
import { Proportion, toProportion } from "../statistics/proportion.ts";
import { toGrouping, type GroupKey, type GroupingSet } from "./grouping.ts";
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

const Quantile = z.tuple([z.number(), z.number().nullable(), z.number().nullable()]);

const Measured = z.object({
  notIn: z.number(),
  measure: z.enum(MEASURES),
  n: Count,
  sum: z.number(),
  squares: z.number(),
  quantiles: z.array(Quantile),
  within: Count,
  negative: Count,
});

const FROM_FIRST_DECISION = "dateDiff('millisecond', assumeNotNull(first_outcome_at), assumeNotNull(routed_at))";

/** Room for the count of leads beside their time in one number, so that pairs are sorted as fast as numbers are: 2^26. */
const ROOM = 67_108_864;

/** The time at a place of all in order, from 0. A lambda costs what it captures: here one number, never the arrays. */
const atPlace = (place: string) => `times[arrayFirstIndex(up_to -> up_to > ${place}, ranks)]`;

/** Value, and both ends of its interval, of a percentile. Conover's ranks are 1.96 standard deviations off. */
function toQuantile(p: number): string {
  const place = `${p} * (n - 1)`;
  const [low, high] = ["-", "+"].map(
    (sign) => `ceil(n * ${p} ${sign} 1.959963984540054 * sqrt(n * ${p} * (1 - ${p})))`,
  );
  const below = atPlace(`floor(${place})`);
  return `(
    ${below} + (${place} - floor(${place})) * (${atPlace(`ceil(${place})`)} - ${below}),
    if(${low} < 1, null, ${atPlace(`${low} - 1`)}),
    if(${high} > n, null, ${atPlace(`${high} - 1`)})
  )`;
}

/**
 * A query of how long routing took, by each of these sets of dimensions. Leads that took the same are counted together
 * first: a million leads have some ten thousand different times, and percentiles and their intervals are looked up there.
 * (Window functions over the same took ten times as long.)
 */
export function defineDurations(sets: readonly GroupingSet[]) {
  const grouping = toGrouping(sets);
  const names = grouping.columns.join(", ");
  const columns = grouping.columns.map((name) => `${columnOf(Dimension.parse(name), "lead")} as ${name}`);
  return defineQuery({
    name: "report_durations",
    sql: `
      select
        not_in, ${names}, measure, n, sum,
        arraySum((time, leads) -> leads * pow(time - mean, 2), times, counts) as squares,
        [${PERCENTILES.map(toQuantile).join(", ")}] as quantiles,
        arraySum((time, leads) -> if(time <= 60000, leads, 0), times, counts) as within,
        arraySum((time, leads) -> if(time < 0, leads, 0), times, counts) as negative
      from (
        select
          not_in, ${names}, measure, n, sum, sum / n as mean,
          arrayMap(pair -> positiveModulo(pair, ${ROOM}), pairs) as counts,
          arrayMap((pair, leads) -> intDiv(pair - leads, ${ROOM}), pairs, counts) as times,
          arrayCumSum(counts) as ranks
        from (
          select
            ${grouping.select},
            measured.1 as measure,
            toInt64(sum(same)) as n,
            sum(measured.2 * toInt64(same)) as sum,
            arraySort(groupArray(measured.2 * ${ROOM} + toInt64(same))) as pairs
          from (
            select
              ${columns.join(", ")},
              first_outcome = 'held' as is_held,
              if(is_held, ${FROM_FIRST_DECISION}, dateDiff('millisecond', qualified_at, assumeNotNull(routed_at))) as routed_ms,
              if(is_held, 0, dateDiff('millisecond', received_at, assumeNotNull(stored_at))) as stored_ms,
              if(is_held, 0, dateDiff('millisecond', greatest(assumeNotNull(stored_at), qualified_at), assumeNotNull(routed_at))) as rest_ms,
              count() as same
            from lead_v1
            where first_outcome in ('assigned', 'held') and routed_at is not null and ${isInReport("lead")}
            group by ${names}, is_held, routed_ms, stored_ms, rest_ms
          )
          array join if(
            is_held,
            [('held', routed_ms)],
            [('route', routed_ms), ('edgeToCommit', stored_ms), ('commitToRouted', rest_ms)]
          ) as measured
          ${grouping.groupBy("measure")}
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

function toDurations({
  n,
  sum,
  squares,
  quantiles,
  within,
  negative,
}: Omit<z.infer<typeof Measured>, "notIn" | "measure">): Durations {
  const { value, low, high } = toMean({ n, sum, squares });
  const [p50, p95, p99] = PERCENTILES.map((_, index) => toEstimate(quantiles[index] ?? [null, null, null]));
  return {
    n,
    mean: toEstimate([value, low, high]),
    p50: p50 ?? NOT_KNOWN,
    p95: p95 ?? NOT_KNOWN,
    p99: p99 ?? NOT_KNOWN,
    within60s: toProportion(within, n),
    negative,
  };
}

function toEstimate([ms, low, high]: readonly (number | null)[]): Estimate {
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
  quantiles: [],
  within: 0,
  negative: 0,
});
