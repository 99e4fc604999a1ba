import { ROUTING_FAULTS } from "@pointsman/contracts/event";
import { z } from "zod";

import { defineQuery } from "../define-query.ts";
import { Proportion, toProportion } from "../statistics/proportion.ts";
import { Count, IN_REPORT, ReportQueryParams } from "./report-params.ts";

const AccuracyFigures = {
  /** Leads that were assigned to a rep, at once or later. */
  routed: Count,
  /** Of `routed`: taken from the first assignee, for whatever reason. */
  rerouted: Proportion,
  /** Taken from the first assignee for one of `ROUTING_FAULTS`. */
  misrouted: Count,
  /** Of `routed`: all that were not misrouted. */
  accuracy: Proportion,
  /** Why leads were taken from the first assignee, the most frequent reason first, ties by name. Adds up to `rerouted`. */
  reasons: z.array(z.object({ reason: z.string(), count: Count }).readonly()).readonly(),
};

/** Whether the first assignee was the right one. */
export const AccuracyTotal = z.object(AccuracyFigures).readonly();
export type AccuracyTotal = z.infer<typeof AccuracyTotal>;

/** Territory and tier are those of the first assignment, the one that is judged. */
export const Accuracy = z
  .object({
    total: AccuracyTotal,
    byTerritoryAndTier: z
      .array(z.object({ territory: z.string().nullable(), tier: z.string().nullable(), ...AccuracyFigures }).readonly())
      .readonly(),
  })
  .readonly();
export type Accuracy = z.infer<typeof Accuracy>;

/** A row a territory and tier, in order, values not known last; and before them one with `isTotal` over all. */
export const accuracy = defineQuery({
  name: "accuracy",
  sql: `
    with coalesce(reroute_reason, 'other') as reason
    select
      toBool(grouping(territory)) as is_total,
      territory,
      tier,
      count() as routed,
      countIf(is_rerouted) as rerouted,
      countIf(is_rerouted and has({faults: Array(String)}, reason)) as misrouted,
      sumMapIf(map(reason, 1), is_rerouted) as reasons
    from lead_v1
    where routed_at is not null and ${IN_REPORT}
    group by grouping sets ((), (territory, tier))
    order by is_total desc, territory nulls last, tier nulls last`,
  params: ReportQueryParams.transform((params) => ({ ...params, faults: ROUTING_FAULTS })),
  row: z
    .object({
      isTotal: z.boolean(),
      territory: z.string().nullable(),
      tier: z.string().nullable(),
      routed: Count,
      rerouted: Count,
      misrouted: Count,
      reasons: z.record(z.string(), Count),
    })
    .transform((row) => ({
      ...row,
      rerouted: toProportion(row.rerouted, row.routed),
      accuracy: toProportion(row.routed - row.misrouted, row.routed),
      reasons: toRanking(row.reasons),
    })),
});

function toRanking(counts: Readonly<Record<string, number>>): AccuracyTotal["reasons"] {
  return Object.entries(counts)
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}
