import { z } from "zod";

import { defineQuery } from "../define-query.ts";
import { Proportion, toProportion } from "../statistics/proportion.ts";
import { Count, IN_REPORT, ReportQueryParams } from "./report-params.ts";

/** One rule at one tier; `ruleId` is null for assignments in which no rule took part. */
export const RuleConversion = z
  .object({ ruleId: z.string().nullable(), tier: z.string().nullable(), converted: Proportion })
  .readonly();
export type RuleConversion = z.infer<typeof RuleConversion>;

/**
 * Converted leads of all that the rule assigned. A lead counts once for each rule that ever assigned it; as converted
 * only for the rule under whose assignment it converted. So a rule pays for what it misroutes, and rates of rules do
 * not add up to that of all leads. Tier, and territory for the filter, are those of the assignment.
 *
 * Leads that are too young to have converted are in: compare periods of equal age only.
 */
export const conversionByRule = defineQuery({
  name: "conversion_by_rule",
  sql: `
    select
      rule_id,
      tier,
      uniqExact(lead_id) as assigned,
      uniqExactIf(lead_id, ended_by = 'converted') as converted
    from assignment_v1
    where ${IN_REPORT}
    group by rule_id, tier
    order by rule_id nulls last, tier nulls last`,
  params: ReportQueryParams,
  row: z
    .object({ ruleId: z.string().nullable(), tier: z.string().nullable(), assigned: Count, converted: Count })
    .transform(({ ruleId, tier, assigned, converted }) => ({
      ruleId,
      tier,
      converted: toProportion(converted, assigned),
    })),
});
