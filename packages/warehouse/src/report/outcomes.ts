import { ROUTING_FAULTS } from "@pointsman/contracts/event";
import { z } from "zod";

import { defineQuery } from "../define-query.ts";
import { Proportion, toProportion } from "../statistics/proportion.ts";
import { toGrouping, type Grouped, type GroupingSet } from "./grouping.ts";
import { columnOf, Count, Dimension, isInReport, ReportQueryParams } from "./report-params.ts";

/** What became of leads. */
export const Outcomes = z
  .object({
    /** Leads received. */
    received: Count,
    /** Leads that were assigned to a rep, at once or later. */
    routed: Count,
    /** Of `routed`: taken from a rep, for whatever reason. */
    rerouted: Proportion,
    /** Taken from the first assignee for one of `ROUTING_FAULTS`. */
    misrouted: Count,
    /** Of `routed`: all that were not misrouted. */
    accuracy: Proportion,
    /** Why leads were taken from the first assignee, of `routed`, the most frequent first, ties by name. */
    reasons: z.array(z.object({ reason: z.string(), count: Count, share: Proportion }).readonly()).readonly(),
    /** Of `received`: the first decision found nobody and parked them in a queue. */
    fallback: Proportion,
    /** Of those that the first decision assigned: not to the rep first wanted, but to his backup or another of the pool. */
    redistributed: Proportion,
    /** Leads that the first decision held for a rep, and those of them that nobody has yet. */
    held: Count,
    stillHeld: Count,
  })
  .readonly();
export type Outcomes = z.infer<typeof Outcomes>;

const Counted = z.object({
  notIn: z.number(),
  received: Count,
  routed: Count,
  rerouted: Count,
  misrouted: Count,
  reasons: z.record(z.string(), Count),
  parked: Count,
  assigned: Count,
  redistributed: Count,
  held: Count,
  stillHeld: Count,
});

/** The columns that only this query has, beside the dimensions: `coverage` is cut by them. */
const EXPRESSIONS: Readonly<Record<string, string>> = {
  outcome: "coalesce(first_outcome, 'undecided')",
  reason: "if(first_outcome in ('held', 'parked'), first_outcome_reason, null)",
};

/**
 * A query of what became of leads, by each of these sets of columns: dimensions, `outcome` and `reason`. The table is
 * read once, into one cell for each combination; the sets are sums of cells.
 */
export function defineOutcomes(sets: readonly GroupingSet[]) {
  const grouping = toGrouping(sets);
  const columns = grouping.columns.map((name) => `${EXPRESSIONS[name] ?? toColumn(name)} as ${name}`);
  return defineQuery({
    name: "report_outcomes",
    sql: `
      select
        ${grouping.select},
        sum(leads) as received,
        sumIf(leads, is_routed) as routed,
        sumIf(leads, taken_for != '') as rerouted,
        sumIf(leads, has({faults: Array(String)}, taken_for)) as misrouted,
        sumMapIf(map(taken_for, leads), taken_for != '') as reasons,
        sumIf(leads, kind = 'parked') as parked,
        sumIf(leads, kind = 'assigned') as assigned,
        sumIf(leads, is_redistributed) as redistributed,
        sumIf(leads, kind = 'held') as held,
        sumIf(leads, kind = 'held' and not is_routed) as still_held
      from (
        select
          ${columns.join(", ")},
          coalesce(first_outcome, '') as kind,
          routed_at is not null as is_routed,
          if(is_routed and is_rerouted, coalesce(reroute_reason, 'other'), '') as taken_for,
          kind = 'assigned' and coalesce(first_outcome_reason, '') in ('backup', 'next_in_pool') as is_redistributed,
          count() as leads
        from lead_v1
        where ${isInReport("lead")}
        group by ${grouping.columns.join(", ")}, kind, is_routed, taken_for, is_redistributed
      )
      ${grouping.groupBy()}`,
    params: ReportQueryParams.transform((params) => ({ ...params, faults: ROUTING_FAULTS })),
    row: Counted.loose().transform((row): Grouped<Outcomes> => ({ ...grouping.read(row), row: toOutcomes(row) })),
  });
}

function toColumn(name: string): string {
  return columnOf(Dimension.parse(name), "lead");
}

function toOutcomes(row: Omit<z.infer<typeof Counted>, "notIn">): Outcomes {
  const { received, routed, misrouted, held, stillHeld } = row;
  return {
    received,
    routed,
    rerouted: toProportion(row.rerouted, routed),
    misrouted,
    accuracy: toProportion(routed - misrouted, routed),
    reasons: Object.entries(row.reasons)
      .map(([reason, count]) => ({ reason, count, share: toProportion(count, routed) }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
    fallback: toProportion(row.parked, received),
    redistributed: toProportion(row.redistributed, row.assigned),
    held,
    stillHeld,
  };
}

/** What there is to say of no leads. */
export const NO_OUTCOMES: Outcomes = toOutcomes({
  received: 0,
  routed: 0,
  rerouted: 0,
  misrouted: 0,
  reasons: {},
  parked: 0,
  assigned: 0,
  redistributed: 0,
  held: 0,
  stillHeld: 0,
});
