import { z } from "zod";

import { defineQuery } from "../define-query.ts";
import { Proportion, toProportion } from "../statistics/proportion.ts";
import { Count, IN_REPORT, ReportQueryParams } from "./report-params.ts";

/** Milliseconds to the microsecond; null where no lead was routed at once. */
const Duration = z.number().nullable();

const RouteTimeFigures = {
  /** Leads that the first decision assigned to a rep: what the durations are about. */
  routed: Count,
  meanMs: Duration,
  /** Percentiles are exact, with linear interpolation between neighbours (type 7 of Hyndman and Fan, as in numpy). */
  p50Ms: Duration,
  p95Ms: Duration,
  p99Ms: Duration,
  /** Of `routed`: in 60,000 ms or less, the negative ones among them. */
  within60s: Proportion,
  /** Of `routed`: assigned before they qualified, by the clocks. Part of every figure above as they are. */
  negative: Count,
  /** Leads that the first decision held for a rep, kept apart: their wait is policy, not speed. */
  held: Count,
  /** Leads that the first decision parked, likewise. */
  parked: Count,
};

/** Route time, i.e. `routedAt − qualifiedAt`, of all leads of a report. */
export const RouteTime = z.object(RouteTimeFigures).readonly();
export type RouteTime = z.infer<typeof RouteTime>;

export const RouteTimeByTier = z
  .object({
    total: RouteTime,
    byTier: z.array(z.object({ tier: z.string().nullable(), ...RouteTimeFigures }).readonly()).readonly(),
  })
  .readonly();
export type RouteTimeByTier = z.infer<typeof RouteTimeByTier>;

/** A row a tier, in order, tiers not known last; and before them one with `isTotal` over all. */
export const routeTimeByTier = defineQuery({
  name: "route_time_by_tier",
  sql: `
    with
      first_outcome = 'assigned' as is_immediate,
      assumeNotNull(toUnixTimestamp64Milli(routed_at)) - toUnixTimestamp64Milli(qualified_at) as route_ms
    select
      toBool(grouping(tier)) as is_total,
      tier,
      countIf(is_immediate) as routed,
      round(avgOrNullIf(route_ms, is_immediate), 3) as mean_ms,
      round(quantileExactInclusiveOrNullIf(0.5)(route_ms, is_immediate), 3) as p50_ms,
      round(quantileExactInclusiveOrNullIf(0.95)(route_ms, is_immediate), 3) as p95_ms,
      round(quantileExactInclusiveOrNullIf(0.99)(route_ms, is_immediate), 3) as p99_ms,
      countIf(is_immediate and route_ms <= 60000) as within60s,
      countIf(is_immediate and route_ms < 0) as negative,
      countIf(first_outcome = 'held') as held,
      countIf(first_outcome = 'parked') as parked
    from lead_v1
    where ${IN_REPORT}
    group by grouping sets ((), (tier))
    order by is_total desc, tier nulls last`,
  params: ReportQueryParams,
  row: z
    .object({ isTotal: z.boolean(), tier: z.string().nullable(), ...RouteTimeFigures, within60s: Count })
    .transform((row) => ({ ...row, within60s: toProportion(row.within60s, row.routed) })),
});
