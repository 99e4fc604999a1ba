import { ROUTING_FAULTS } from "@pointsman/contracts/event";
import { RepId } from "@pointsman/contracts/id";
import { z } from "zod";

import { defineQuery } from "../define-query.ts";
import { Proportion, toProportion } from "../statistics/proportion.ts";
import { Count, IN_REPORT, ReportQueryParams } from "./report-params.ts";

/** One rep at one tier. */
export const RepConversion = z
  .object({
    repId: RepId,
    tier: z.string().nullable(),
    /** Leads that were ever his, those included that he should never have had. */
    assigned: Count,
    converted: Proportion,
  })
  .readonly();
export type RepConversion = z.infer<typeof RepConversion>;

/**
 * Leads that converted while the rep had them, of all that were his to win. A lead that was taken from him for one of
 * `ROUTING_FAULTS` was not: he is not judged by the router's mistakes. One that he lost for another reason, such as
 * `sla_breach`, stays in his count. A lead counts once for each rep who had it, as converted for the one who had it
 * then. Tier, and territory for the filter, are those of the assignment.
 *
 * Leads that are too young to have converted are in: compare periods of equal age only.
 */
export const conversionByRep = defineQuery({
  name: "conversion_by_rep",
  sql: `
    select
      rep_id,
      tier,
      uniqExact(lead_id) as assigned,
      uniqExactIf(lead_id, not has({faults: Array(String)}, coalesce(reroute_reason, ''))) as winnable,
      uniqExactIf(lead_id, ended_by = 'converted') as converted
    from assignment_v1
    where ${IN_REPORT}
    group by rep_id, tier
    order by rep_id, tier nulls last`,
  params: ReportQueryParams.transform((params) => ({ ...params, faults: ROUTING_FAULTS })),
  row: z
    .object({ repId: RepId, tier: z.string().nullable(), assigned: Count, winnable: Count, converted: Count })
    .transform(({ repId, tier, assigned, winnable, converted }) => ({
      repId,
      tier,
      assigned,
      converted: toProportion(converted, winnable),
    })),
});
