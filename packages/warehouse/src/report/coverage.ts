import { z } from "zod";

import { defineQuery } from "../define-query.ts";
import { Count, IN_REPORT, ReportQueryParams } from "./report-params.ts";

/** Leads of one first outcome, reason and territory. Over all rows, `leads` adds up to the leads received. */
export const Coverage = z
  .object({
    /** What the first decision since they qualified made of them; `undecided`: received, and no decision has come yet. */
    outcome: z.enum(["assigned", "held", "parked", "attached", "unqualified", "undecided"]),
    /** Why they were held or parked; null for the other outcomes. */
    reason: z.string().nullable(),
    territory: z.string().nullable(),
    leads: Count,
    /** Of `leads`: have been assigned to a rep by now. */
    assignedSince: Count,
  })
  .readonly();
export type Coverage = z.infer<typeof Coverage>;

/** Where leads came to rest, the outcomes in the order of their names, values not known last. */
export const coverage = defineQuery({
  name: "coverage",
  sql: `
    select
      coalesce(first_outcome, 'undecided') as outcome,
      if(first_outcome in ('held', 'parked'), first_outcome_reason, null) as reason,
      territory,
      count() as leads,
      countIf(routed_at is not null) as assigned_since
    from lead_v1
    where ${IN_REPORT}
    group by outcome, reason, territory
    order by outcome, reason nulls last, territory nulls last`,
  params: ReportQueryParams,
  row: Coverage,
});
