import type { ClickHouseClient } from "@clickhouse/client";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { z } from "zod";

import { splitPeriod, type Day } from "../cells/clean-days.ts";
import { selectCells } from "../cells/select-cells.ts";
import { defineQuery } from "../define-query.ts";
import { HORIZON_DAYS, toDelayCurve, type DelayCurve } from "../statistics/delay-curve.ts";
import { Count } from "./report-params.ts";

/** How long conversions take at a tier; `tier` null and `pooled`: at all tiers, for those with fewer than 30 of their own. */
export const TierCurve = z
  .object({
    tier: z.string().nullable(),
    pooled: z.boolean(),
    leads: Count,
    conversions: Count,
    horizonDays: Count,
    oldEnoughDays: Count,
    /** Place d: share of conversions that came within d days, the first of them the day of the assignment. */
    share: z.array(z.number()).readonly(),
  })
  .readonly();
export type TierCurve = z.infer<typeof TierCurve>;

const DAY_MS = 86_400_000;
/** Twice the horizon: leads that were followed to the end, and those that are on their way. */
const CURVE_DAYS = 2 * HORIZON_DAYS;
const MIN_CONVERSIONS = 30;

/** The number of its day, UTC, since 1970. */
export function toDayNumber(time: Timestamp): number {
  return Math.floor(Date.parse(time) / DAY_MS);
}

/** The leads of which a curve is made: those received on the 180 days before the one of `asOf`. */
export function toCurvePeriod(asOf: Timestamp): { readonly from: Timestamp; readonly until: Timestamp } {
  const until = toDayNumber(asOf);
  const toText = (day: number) => new Date(day * DAY_MS).toISOString();
  return { from: toText(until - CURVE_DAYS), until: toText(until) };
}

const defineAges = (cells: string) =>
  defineQuery({
    name: "report_ages",
    sql: `
      select tier, assumeNotNull(since) as day, sum(counted) as leads, sumMap(converted_on, converted) as conversions
      from (${cells})
      where since is not null
      group by tier, since`,
    params: z.object({}),
    row: z.object({
      tier: z.string().nullable(),
      day: z.number(),
      leads: Count,
      /** Days, and how many converted on each. */
      conversions: z.tuple([z.array(z.number()), z.array(Count)]),
    }),
  });

/** The delay curves as of `asOf`, whatever the filter: a pooled one first, then tiers'. */
export async function readCurves(
  client: ClickHouseClient,
  asOf: Timestamp,
  cleanDays: readonly Day[],
): Promise<readonly TierCurve[]> {
  const period = splitPeriod(toCurvePeriod(asOf), cleanDays);
  const cells = selectCells({ of: "lead", dimensions: ["tier"], filters: [], period });
  const asOfDay = toDayNumber(asOf);
  const rows = await defineAges(cells).run(client, {});
  return toTierCurves(
    rows.flatMap(({ tier, day, leads, conversions: [days, counts] }) => {
      const ageDays = asOfDay - day;
      const converted = days.map((on, index) => ({ tier, ageDays, delayDays: on - day, leads: counts[index] ?? 0 }));
      const left = leads - counts.reduce((sum, count) => sum + count, 0);
      return [...converted, { tier, ageDays, delayDays: null, leads: left }];
    }),
  );
}

type TierAges = Parameters<typeof toDelayCurve>[0][number] & { readonly tier: string | null };

function toTierCurves(counts: readonly TierAges[]): readonly TierCurve[] {
  const pooled = toDelayCurve(counts);
  if (pooled === null) return [];
  const tiers = [...Map.groupBy(counts, ({ tier }) => tier)]
    .flatMap(([tier, own]) => {
      const curve = toDelayCurve(own);
      return tier === null || curve === null || curve.conversions < MIN_CONVERSIONS ? [] : [{ tier, curve }];
    })
    .toSorted((a, b) => (a.tier < b.tier ? -1 : 1));
  return [toTierCurve(null, pooled), ...tiers.map(({ tier, curve }) => toTierCurve(tier, curve))];
}

function toTierCurve(tier: string | null, curve: DelayCurve): TierCurve {
  return { tier, pooled: tier === null, ...curve };
}
