import { z } from "zod";

import { defineQuery, TimeParam } from "../define-query.ts";
import { Count } from "../report/report-params.ts";

/** Leads by how they were routed, their age and their age when they converted, in whole days since they were routed. */
export const conversionAges = defineQuery({
  name: "conversion_ages",
  sql: `
    select
      coalesce(territory, 'none') as territory,
      coalesce(tier, 'none') as tier,
      coalesce(first_rule_id, 'none') as rule,
      toString(source) as source,
      toUInt32(intDiv(toUnixTimestamp64Milli({until: DateTime64(3, 'UTC')}) - toUnixTimestamp64Milli(assumeNotNull(routed_at)), 86400000)) as age,
      if(converted_at is null or converted_at >= {until: DateTime64(3, 'UTC')}, null, toUInt32(greatest(0, intDiv(
        toUnixTimestamp64Milli(assumeNotNull(converted_at)) - toUnixTimestamp64Milli(assumeNotNull(routed_at)), 86400000)))) as converted_after,
      toUInt32(count()) as leads
    from lead_v1
    where routed_at >= {from: DateTime64(3, 'UTC')} and routed_at < {until: DateTime64(3, 'UTC')}
    group by territory, tier, rule, source, age, converted_after
    order by territory, tier, rule, source, age, converted_after`,
  params: z.object({ from: TimeParam, until: TimeParam }),
  row: z
    .object({
      territory: z.string(),
      tier: z.string(),
      rule: z.string(),
      source: z.string(),
      age: Count,
      convertedAfter: Count.nullable(),
      leads: Count,
    })
    .readonly(),
});
