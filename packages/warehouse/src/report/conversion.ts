import type { ClickHouseClient } from "@clickhouse/client";
import { ROUTING_FAULTS } from "@pointsman/contracts/event";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { z } from "zod";

import { defineQuery, TimeParam } from "../define-query.ts";
import { HORIZON_DAYS, toDelayCurve, type DelayCurve } from "../statistics/delay-curve.ts";
import { Proportion, toProportion } from "../statistics/proportion.ts";
import { toGrouping, type Grouped, type GroupingSet } from "./grouping.ts";
import { columnOf, Count, Dimension, isInReport, ReportQueryParams } from "./report-params.ts";

/** How often leads became opportunities. */
export const Conversion = z
  .object({
    /** Assignments, or leads where neither rule nor rep nor pool is told apart. */
    assigned: Count,
    /** Converted ones, of all that count. Rates of young leads are too low. */
    converted: Proportion,
    /** Of those that count: so old that nine in ten of the conversions to come have come. Null: no curve says. */
    oldEnough: Count.nullable(),
    /**
     * Conversions within 90 days, of what their ages let expect in full: each lead weighs by the share of conversions that
     * come by its age. `of` is that weight, the effective n. Null: there is no curve, as nothing has converted yet.
     */
    corrected: Proportion.nullable(),
  })
  .readonly();
export type Conversion = z.infer<typeof Conversion>;

/** How long conversions take at a tier; `tier` null and `pooled`: at all tiers, for those with fewer than 30 of their own. */
export const TierCurve = z
  .object({
    tier: z.string().nullable(),
    pooled: z.boolean(),
    leads: Count,
    conversions: Count,
    horizonDays: Count,
    oldEnoughDays: Count,
    /** Place d: share of conversions that came by the end of d days. */
    share: z.array(z.number()).readonly(),
  })
  .readonly();
export type TierCurve = z.infer<typeof TierCurve>;

const DAY_MS = 86_400_000;
/** Twice the horizon: leads that were followed to the end, and those that are on their way. */
const CURVE_DAYS = 2 * HORIZON_DAYS;
const MIN_CONVERSIONS = 30;

const AGE_DAYS = (since: string) =>
  `toInt32(least(${HORIZON_DAYS}, greatest(0, intDiv(dateDiff('millisecond', ${since}, {asOf: DateTime64(3, 'UTC')}), ${DAY_MS}))))`;
/** −1: not converted, or not by the last whole day of its age. */
const DELAY_DAYS = (since: string) =>
  `toInt32(if(converted_at is null, -1, intDiv(greatest(0, dateDiff('millisecond', ${since}, assumeNotNull(converted_at))), ${DAY_MS})))`;

const countAges = defineQuery({
  name: "report_ages",
  sql: `
    with ${AGE_DAYS("assumeNotNull(routed_at)")} as age, ${DELAY_DAYS("assumeNotNull(routed_at)")} as delay
    select tier, age as age_days, if(delay < age, delay, -1) as delay_days, count() as leads
    from lead_v1
    where routed_at is not null and received_at >= {since: DateTime64(3, 'UTC')} and received_at < {asOf: DateTime64(3, 'UTC')}
    group by tier, age_days, delay_days`,
  params: z.object({ since: TimeParam, asOf: TimeParam }),
  row: z
    .object({ tier: z.string().nullable(), ageDays: z.number(), delayDays: z.number(), leads: Count })
    .transform((row) => ({ ...row, delayDays: row.delayDays < 0 ? null : row.delayDays })),
});

/** The delay curves of leads received in the 180 days before `asOf`, whatever the filter: a pooled one first, then tiers'. */
export async function readCurves(client: ClickHouseClient, asOf: Timestamp): Promise<readonly TierCurve[]> {
  const since = new Date(Date.parse(asOf) - CURVE_DAYS * DAY_MS).toISOString();
  return toTierCurves(await countAges.run(client, { since, asOf }));
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

const Counted = z.object({
  notIn: z.number(),
  assigned: Count,
  converted: Count,
  followed: Count,
  weight: z.number(),
  oldEnough: Count,
  /** The same three of those that were the rep's to win. */
  winnable: Count,
  winnableWeight: z.number(),
  winnableOldEnough: Count,
});
type Counted = Omit<z.infer<typeof Counted>, "notIn">;

/** What one row of a conversion is. */
const SOURCES = {
  assignment: {
    table: "assignment_v1",
    since: "assigned_at",
    isWinnable: "not has({faults: Array(String)}, coalesce(reroute_reason, ''))",
    isRow: "true",
  },
  /** Leads that were ever assigned. */
  lead: { table: "lead_v1", since: "assumeNotNull(routed_at)", isWinnable: "true", isRow: "routed_at is not null" },
} as const;
export type ConversionSource = keyof typeof SOURCES;

/** Leads where neither rule nor rep nor pool is told apart, else assignments. */
export function sourceOf(set: GroupingSet): ConversionSource {
  return ["rule", "rep", "pool"].some((name) => set.includes(name)) ? "assignment" : "lead";
}

/**
 * Conversions by each of these sets of dimensions. An assignment converts where the lead did under it; a lead that comes
 * back to a rep is another assignment. Tier, territory … of an assignment are as its decision saw them.
 *
 * A rep is judged by the assignments that were his to win: not by those that were taken from him for one of
 * `ROUTING_FAULTS`, which are the router's mistakes. One that he lost for another reason, such as `sla_breach`, stays in his
 * count. A rule is judged by all that it assigned: it pays for what it misroutes.
 */
export async function readConversion(
  client: ClickHouseClient,
  params: z.input<typeof ReportQueryParams> & { readonly asOf: Timestamp },
  { sets, source, curves }: ConversionQuestion,
): Promise<readonly Grouped<Conversion>[]> {
  const rows = await defineConversion(source, sets).run(client, {
    ...params,
    tiers: curves.map(({ tier }) => tier ?? ""),
    shares: curves.map(({ share }) => share),
    oldEnough: curves.map(({ oldEnoughDays }) => oldEnoughDays),
  });
  return rows.map(({ row, key, set }) => ({
    set,
    key,
    row: toConversion("rep" in key ? toWinnable(row) : row, curves.length > 0),
  }));
}

interface ConversionQuestion {
  readonly source: ConversionSource;
  readonly sets: readonly GroupingSet[];
  readonly curves: readonly TierCurve[];
}

function defineConversion(source: ConversionSource, sets: readonly GroupingSet[]) {
  const { table, since, isWinnable, isRow } = SOURCES[source];
  const grouping = toGrouping([...sets, ["tier"]]);
  const columns = grouping.columns.map((name) => `${columnOf(Dimension.parse(name), source)} as ${name}`);
  return defineQuery({
    name: `report_conversion_${source}`,
    sql: `
      select
        ${grouping.select},
        sum(rows) as assigned,
        sumIf(rows, is_converted) as converted,
        sumIf(rows, is_followed) as followed,
        sum(rows * share) as weight,
        sumIf(rows, is_old) as old_enough,
        sumIf(rows, is_winnable) as winnable,
        sumIf(rows * share, is_winnable) as winnable_weight,
        sumIf(rows, is_winnable and is_old) as winnable_old_enough
      from (
        with
          ${AGE_DAYS(since)} as age,
          ${DELAY_DAYS(since)} as delay,
          greatest(1, indexOf({tiers: Array(String)}, coalesce(tier, ''))) as curve
        select
          ${columns.join(", ")},
          {shares: Array(Array(Float64))}[curve][age + 1] as share,
          length({oldEnough: Array(UInt32)}) > 0 and age >= {oldEnough: Array(UInt32)}[curve] as is_old,
          ${isWinnable} as is_winnable,
          delay >= 0 as is_converted,
          delay >= 0 and delay < age as is_followed,
          count() as rows
        from ${table}
        where ${isRow} and ${isInReport(source)}
        group by ${grouping.columns.join(", ")}, age, curve, is_winnable, is_converted, is_followed
      )
      ${grouping.groupBy()}`,
    params: ReportQueryParams.extend({
      asOf: TimeParam,
      tiers: z.array(z.string()),
      shares: z.array(z.array(z.number()).readonly()),
      oldEnough: z.array(z.number()),
    }).transform((params) => ({ ...params, faults: ROUTING_FAULTS })),
    row: Counted.loose().transform((row) => ({ ...grouping.read(row), row })),
  });
}

function toWinnable(row: Counted): Counted & { readonly isOf: number } {
  return { ...row, weight: row.winnableWeight, oldEnough: row.winnableOldEnough, isOf: row.winnable };
}

function toConversion(row: Counted & { readonly isOf?: number }, hasCurve: boolean): Conversion {
  const { assigned, followed, weight, oldEnough, isOf = assigned } = row;
  return {
    assigned,
    converted: toProportion(row.converted, isOf),
    oldEnough: hasCurve ? oldEnough : null,
    // By chance more may have converted than were to be expected of all: the weight is no less than they are.
    corrected: hasCurve ? toProportion(followed, Math.max(followed, weight)) : null,
  };
}

/** What there is to say of no leads. */
export function noConversion(hasCurve: boolean): Conversion {
  const none = toProportion(0, 0);
  return { assigned: 0, converted: none, oldEnough: hasCurve ? 0 : null, corrected: hasCurve ? none : null };
}
