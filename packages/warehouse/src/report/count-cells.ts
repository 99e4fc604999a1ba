import type { ClickHouseClient } from "@clickhouse/client";
import { ROUTING_FAULTS } from "@pointsman/contracts/event";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { z } from "zod";

import type { CellSource } from "../cells/cell-kinds.ts";
import { splitPeriod, type Day } from "../cells/clean-days.ts";
import { selectCells } from "../cells/select-cells.ts";
import { defineQuery } from "../define-query.ts";
import { HORIZON_DAYS } from "../statistics/delay-curve.ts";
import { toConversion, type Conversion } from "./conversion.ts";
import { toDayNumber, type TierCurve } from "./curves.ts";
import type { Grouped, GroupKey, GroupingSet } from "./grouping.ts";
import { toOutcomes, type Outcomes } from "./outcomes.ts";
import { Count, Dimension, ReportQueryParams, type ReportParams } from "./report-params.ts";
import { rollUp } from "./roll-up.ts";

interface CountQuestion {
  readonly params: ReportParams;
  /** Sets of dimensions; of leads also of `outcome` and `reason`, the first decision's. */
  readonly sets: readonly GroupingSet[];
  readonly asOf: Timestamp;
  /** The pooled one first. */
  readonly curves: readonly TierCurve[];
  /** In order: days that need no look at their rows. */
  readonly cleanDays: readonly Day[];
}

/** What became of leads and how often they converted, by each of the sets. */
export async function countLeads(
  client: ClickHouseClient,
  question: CountQuestion,
): Promise<readonly Grouped<{ readonly outcomes: Outcomes; readonly conversion: Conversion }>[]> {
  const groups = (await countCells(client, "lead", question)).map((row) => {
    const { key, firstOutcome, firstOutcomeReason, counted, routed, converted, followed, weight, oldEnough } = row;
    const [names, times] = row.reasons;
    const isHeld = firstOutcome === "held";
    const isParked = firstOutcome === "parked";
    const isAssigned = firstOutcome === "assigned";
    return {
      key: { ...key, outcome: firstOutcome ?? "undecided", reason: isHeld || isParked ? firstOutcomeReason : null },
      counts: {
        received: counted,
        routed,
        parked: isParked ? counted : 0,
        assigned: isAssigned ? counted : 0,
        redistributed: isAssigned && REDISTRIBUTED.has(firstOutcomeReason) ? counted : 0,
        held: isHeld ? counted : 0,
        stillHeld: isHeld ? counted - routed : 0,
        converted,
        followed,
        weight,
        oldEnough,
      },
      reasons: Object.fromEntries(names.map((name, index) => [name, times[index] ?? 0])),
    };
  });
  const hasCurve = question.curves.length > 0;
  return rollUp(groups, question.sets).map(({ row: { counts, reasons }, ...group }) => {
    const conversion = toConversion(counts, { assigned: counts.routed, of: counts.routed, hasCurve });
    return { ...group, row: { outcomes: toOutcomes({ ...counts, reasons }), conversion } };
  });
}

/** Why a lead was assigned to another rep than the one first wanted. */
const REDISTRIBUTED: ReadonlySet<string | null> = new Set(["backup", "next_in_pool"]);

/**
 * Conversions of assignments by each of the sets. An assignment converts where the lead did under it; a lead that comes back
 * to a rep is another assignment. Tier, territory … of an assignment are as its decision saw them.
 *
 * A rep is judged by the assignments that were his to win: not by those that were taken from him for one of
 * `ROUTING_FAULTS`, which are the router's mistakes. One that he lost for another reason, such as `sla_breach`, stays in his
 * count. A rule is judged by all that it assigned: it pays for what it misroutes.
 */
export async function countAssignments(
  client: ClickHouseClient,
  question: CountQuestion,
): Promise<readonly Grouped<Conversion>[]> {
  const groups = (await countCells(client, "assignment", question)).map((row) => {
    const { key, counted: assigned, converted, followed, weight, oldEnough } = row;
    return {
      key,
      counts: {
        assigned,
        converted,
        followed,
        weight,
        oldEnough,
        winnable: row.winnable,
        winnableWeight: row.winnableWeight,
        winnableOldEnough: row.winnableOldEnough,
      },
      reasons: {},
    };
  });
  const hasCurve = question.curves.length > 0;
  return rollUp(groups, question.sets).map(({ row: { counts }, ...group }) => {
    const { assigned, winnable, winnableWeight: weight, winnableOldEnough: oldEnough } = counts;
    const row =
      "rep" in group.key
        ? toConversion({ ...counts, weight, oldEnough }, { assigned, of: winnable, hasCurve })
        : toConversion(counts, { assigned, of: assigned, hasCurve });
    return { ...group, row };
  });
}

const Name = z.string().nullable();
const Cells = z.object({
  firstOutcome: Name,
  firstOutcomeReason: Name,
  counted: Count,
  /** Of them, ever assigned. */
  routed: Count,
  converted: Count,
  /** Of them within the horizon, and on days that were over. */
  followed: Count,
  /** Each assigned one by the share of conversions that come by its age. */
  weight: z.number(),
  oldEnough: Count,
  /** Of assignments: those that no fault took from the rep, their weight, and how many of them are old enough. */
  winnable: Count,
  winnableWeight: z.number(),
  winnableOldEnough: Count,
  /** Why they were taken, and how often for each. */
  reasons: z.tuple([z.array(z.string()), z.array(Count)]),
});

/** How many of a cell: taken for a fault; converted within the horizon, and on days that were over. */
const FAULTED = "arraySum((fault, times) -> if(has({faults: Array(String)}, fault), times, 0), taken_for, taken)";
const FOLLOWED = `arraySum(
  (day, times) -> if(day < least({asOfDay: Int32}, assumeNotNull(since) + ${HORIZON_DAYS}), times, 0), converted_on, converted
)`;
/** Days of the calendar: the cells know no hours. Of those that were never assigned 0. */
const AGE = `least(${HORIZON_DAYS}, greatest(0, {asOfDay: Int32} - ifNull(since, 1000000)))`;

/** Cells added up over days; the sets are made of what comes out, some hundred rows, and need no plan of the engine. */
async function countCells(client: ClickHouseClient, of: CellSource, question: CountQuestion) {
  const { params, sets, cleanDays } = question;
  if (sets.length === 0) return [];
  const isDimension = (name: string): name is Dimension => Dimension.safeParse(name).success;
  const dimensions = [...new Set<Dimension>(["tier", ...sets.flat().filter(isDimension)])];
  const keys = [...dimensions, "first_outcome", "first_outcome_reason"].join(", ");
  const cells = selectCells({
    of,
    dimensions,
    filters: Dimension.options.filter((name) => params[name] !== null),
    period: splitPeriod(params, cleanDays),
  });
  const query = defineQuery({
    name: `report_${of}s`,
    sql: `
      select
        ${keys},
        sum(cells) as counted,
        sum(cells * is_routed) as routed,
        sum(conversions) as converted,
        sum(followed_ones) as followed,
        sum(cells * share) as weight,
        sum(cells * is_old) as old_enough,
        sum(winnables) as winnable,
        sum(winnables * share) as winnable_weight,
        sum(winnables * is_old) as winnable_old_enough,
        ${of === "lead" ? "sumMap(taken_for, taken)" : "([]::Array(String), []::Array(UInt64))"} as reasons
      from (
        with greatest(1, indexOf({tiers: Array(String)}, coalesce(tier, ''))) as curve, ${AGE} as age
        select
          ${keys}, taken_for, taken, counted as cells,
          since is not null as is_routed,
          arraySum(converted) as conversions,
          ${FOLLOWED} as followed_ones,
          {shares: Array(Float64)}[curve * ${HORIZON_DAYS + 1} + age - ${HORIZON_DAYS}] as share,
          age >= {oldEnough: Array(UInt32)}[curve] as is_old,
          ${of === "lead" ? "0" : `counted - ${FAULTED}`} as winnables
        from (${cells})
      )
      group by ${keys}
      order by ${keys}`,
    params: QueryParams,
    row: Cells.loose().transform((row) => ({ ...row, key: toKey(row, dimensions) })),
  });
  return query.run(client, toQueryParams(question));
}

const QueryParams = ReportQueryParams.extend({
  asOfDay: z.number().int(),
  tiers: z.array(z.string()),
  shares: z.array(z.number()),
  oldEnough: z.array(z.number()),
  faults: z.array(z.string()).readonly(),
});

/** Shares one curve after the other, 91 each: an array of arrays would be copied to each cell. */
function toQueryParams({ params, asOf, curves }: CountQuestion): z.input<typeof QueryParams> {
  return {
    ...params,
    asOfDay: toDayNumber(asOf),
    tiers: curves.map(({ tier }) => tier ?? ""),
    shares: curves.flatMap(({ share }) => share),
    oldEnough: curves.map(({ oldEnoughDays }) => oldEnoughDays),
    faults: ROUTING_FAULTS,
  };
}

function toKey(row: Readonly<Record<string, unknown>>, dimensions: readonly Dimension[]): GroupKey {
  return Object.fromEntries(dimensions.map((name) => [name, Name.parse(row[name])]));
}
