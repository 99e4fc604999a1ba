import type { ClickHouseClient } from "@clickhouse/client";
import { RepId } from "@pointsman/contracts/id";
import { Timestamp } from "@pointsman/contracts/primitive";
import { z } from "zod";

import { listCleanDays } from "../cells/clean-days.ts";
import { Conversion, noConversion } from "./conversion.ts";
import { countAssignments, countLeads } from "./count-cells.ts";
import { readCurves, TierCurve, toCurvePeriod } from "./curves.ts";
import { isSameKey, readDurations, Times, timesOf } from "./durations.ts";
import { rowsOf, type Grouped, type GroupingSet } from "./grouping.ts";
import { NO_OUTCOMES, Outcomes } from "./outcomes.ts";
import { Count, ReportParams, type ReportParamsInput } from "./report-params.ts";

const Name = z.string().nullable();

/** Leads of one first outcome, reason and territory. Over all rows, `leads` adds up to the leads received. */
const Coverage = z
  .object({
    /** What the first decision since they qualified made of them; `undecided`: received, and no decision has come yet. */
    outcome: z.enum(["assigned", "held", "parked", "attached", "unqualified", "undecided"]),
    /** Why they were held or parked; null for the other outcomes. */
    reason: Name,
    territory: Name,
    leads: Count,
    /** Of `leads`: have been assigned to a rep by now. */
    assignedSince: Count,
  })
  .readonly();

/** Place: territory and tier are those of the first assignment, the one that is judged. */
const figuresOf = <Key extends z.ZodRawShape>(key: Key) =>
  z.array(z.object({ ...key, ...Outcomes.unwrap().shape }).readonly()).readonly();
const timesBy = <Key extends z.ZodRawShape>(key: Key) =>
  z.array(z.object({ ...key, ...Times.unwrap().shape }).readonly()).readonly();
const conversionBy = <Key extends z.ZodRawShape>(key: Key) =>
  z.array(z.object({ ...key, ...Conversion.unwrap().shape }).readonly()).readonly();

/** All figures of the leads that share these values. */
const Group = z
  .object({
    /** A value of each dimension that was asked for; null: not known. */
    key: z.record(z.string(), Name),
    outcomes: Outcomes,
    times: Times,
    conversion: Conversion,
  })
  .readonly();
export type Group = z.infer<typeof Group>;

/** The routing report: what became of the leads that were received in a period. */
export const Report = z
  .object({
    params: ReportParams,
    /** Every event up to here is in; null = the caller does not know. Said beside each figure. */
    completeUntil: Timestamp.nullable(),
    /** Leads received. */
    received: Count,
    coverage: z.array(Coverage).readonly(),
    /** Leads that ended in the fallback, and all else that became of the leads of a territory. */
    byTerritory: figuresOf({ territory: Name }),
    byTier: figuresOf({ tier: Name }),
    routeTime: z.object({ total: Times, byTier: timesBy({ tier: Name }) }).readonly(),
    accuracy: z
      .object({
        total: Outcomes,
        byTerritoryAndTier: figuresOf({ territory: Name, tier: Name }),
        byTerritoryTierAndRule: figuresOf({ territory: Name, tier: Name, rule: Name }),
      })
      .readonly(),
    delayCurves: z.array(TierCurve).readonly(),
    conversionByTier: conversionBy({ tier: Name }),
    conversionByRule: conversionBy({ rule: Name, tier: Name }),
    conversionByRep: conversionBy({ rep: RepId, tier: Name }),
    conversionByRuleAndRep: conversionBy({ rule: Name, rep: RepId, tier: Name }),
    /** By `params.by`, the values in order, those not known last; empty where nothing was asked for. */
    groups: z.array(Group).readonly(),
  })
  .readonly();
export type Report = z.infer<typeof Report>;

const CONVERSIONS = {
  conversionByTier: ["tier"],
  conversionByRule: ["rule", "tier"],
  conversionByRep: ["rep", "tier"],
  conversionByRuleAndRep: ["rule", "rep", "tier"],
} as const;

const OUTCOMES: readonly GroupingSet[] = [
  [],
  ["tier"],
  ["territory"],
  ["territory", "tier"],
  ["territory", "tier", "rule"],
  ["outcome", "reason", "territory"],
];

/**
 * Reads the report. Each figure is defined where its query is. The queries run one after the other, so that events
 * which arrive meanwhile may be in the later ones only.
 *
 * @param params the period and the filter, and `completeUntil`, which is handed through; ages are counted up to it, and
 * up to the end of the period where it is null.
 * @throws ZodError if the parameters or a result are not as declared, and what the client throws.
 */
export async function readReport(
  client: ClickHouseClient,
  { completeUntil, ...input }: ReportParamsInput & { readonly completeUntil: Timestamp | null },
): Promise<Report> {
  const params = ReportParams.parse(input);
  const by: readonly GroupingSet[] = params.by.length === 0 ? [] : [params.by];
  const asOf = completeUntil ?? params.until;
  const cleanDays = await readCleanDays(client, params, asOf);
  const delayCurves = await readCurves(client, asOf, cleanDays);
  const question = { params, asOf, curves: delayCurves, cleanDays };
  const conversionSets = Object.values(CONVERSIONS).filter(isOfAssignments);
  const leads = await countLeads(client, { ...question, sets: OUTCOMES });
  const assignments = await countAssignments(client, { ...question, sets: conversionSets });
  // By themselves: with the other sets' dimensions there would be many times as many groups.
  const leadsBy = await countLeads(client, { ...question, sets: by });
  const assignmentsBy = await countAssignments(client, { ...question, sets: by.filter(isOfAssignments) });
  const times = await readDurations(client, params, [[], ["tier"], ...by]);
  const outcomes = leads.map(toOutcome);
  const total = outcomes.find(({ key }) => Object.keys(key).length === 0)?.row ?? NO_OUTCOMES;
  const ofLeads = leads.flatMap(toConverted);
  const conversionOf = (set: GroupingSet) => rowsOf(isOfAssignments(set) ? assignments : ofLeads, set);
  return Report.parse({
    params,
    completeUntil,
    received: total.received,
    coverage: rowsOf(outcomes, ["outcome", "reason", "territory"]).map(({ key, row }) => ({
      ...key,
      leads: row.received,
      assignedSince: row.routed,
    })),
    byTerritory: flatten(outcomes, ["territory"]),
    byTier: flatten(outcomes, ["tier"]),
    routeTime: {
      total: timesOf(times, {}),
      byTier: rowsOf(outcomes, ["tier"]).map(({ key }) => ({ ...key, ...timesOf(times, key) })),
    },
    accuracy: {
      total,
      byTerritoryAndTier: flatten(outcomes, ["territory", "tier"]),
      byTerritoryTierAndRule: flatten(outcomes, ["territory", "tier", "rule"]),
    },
    delayCurves,
    ...Object.fromEntries(
      Object.entries(CONVERSIONS).map(([name, set]) => [
        name,
        conversionOf(set).map(({ key, row }) => ({ ...key, ...row })),
      ]),
    ),
    groups: by.flatMap((set) => {
      const converted = rowsOf(isOfAssignments(set) ? assignmentsBy : leadsBy.flatMap(toConverted), set);
      const received = rowsOf(leadsBy.map(toOutcome), set);
      // A group may have assignments of leads only that were assigned to another group first.
      const late = converted.filter(({ key }) => !received.some((group) => isSameKey(group.key, key)));
      return [...received, ...late.map(({ key }) => ({ key, row: NO_OUTCOMES }))].map(({ key, row }) => ({
        key,
        outcomes: row,
        times: timesOf(times, key),
        conversion: converted.find((group) => isSameKey(group.key, key))?.row ?? noConversion(delayCurves.length > 0),
      }));
    }),
  });
}

type CountedLeads = Awaited<ReturnType<typeof countLeads>>[number];

function toOutcome({ row, ...group }: CountedLeads): Grouped<Outcomes> {
  return { ...group, row: row.outcomes };
}

/** None of a group of which nobody was assigned. */
function toConverted({ row, ...group }: CountedLeads): readonly Grouped<Conversion>[] {
  return row.conversion.assigned === 0 ? [] : [{ ...group, row: row.conversion }];
}

/** Where neither rule nor rep nor pool is told apart, leads are counted. */
function isOfAssignments(set: GroupingSet): boolean {
  return ["rule", "rep", "pool"].some((name) => set.includes(name));
}

/** Days of the period, and of the leads that curves are made of, whose cells hold. */
async function readCleanDays(client: ClickHouseClient, params: ReportParams, asOf: Timestamp) {
  const periods = [params, toCurvePeriod(asOf)];
  const [from = params.from] = periods.map((period) => period.from).toSorted();
  const until =
    periods
      .map((period) => period.until)
      .toSorted()
      .at(-1) ?? params.until;
  return listCleanDays.run(client, { from, until });
}

function flatten<Row>(rows: readonly Grouped<Row>[], set: GroupingSet) {
  return rowsOf(rows, set).map(({ key, row }) => ({ ...key, ...row }));
}
