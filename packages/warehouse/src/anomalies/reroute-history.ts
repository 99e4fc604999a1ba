import { z } from "zod";

import { defineQuery, TimeParam } from "../define-query.ts";
import { Count } from "../report/report-params.ts";

/** Leads whose first assignment fell on a day, by where they came from and how they were routed. */
export const rerouteHistory = defineQuery({
  name: "reroute_history",
  sql: `
    select
      toUInt32(intDiv(toUnixTimestamp64Milli(assumeNotNull(routed_at)) - toUnixTimestamp64Milli({from: DateTime64(3, 'UTC')}), 86400000)) as day,
      coalesce(territory, 'none') as territory,
      coalesce(tier, 'none') as tier,
      coalesce(first_rule_id, 'none') as rule,
      toString(source) as source,
      toUInt32(count()) as n,
      toUInt32(countIf(is_rerouted)) as k
    from lead_v1
    where routed_at >= {from: DateTime64(3, 'UTC')} and routed_at < {until: DateTime64(3, 'UTC')}
    group by day, territory, tier, rule, source
    order by territory, tier, rule, source, day`,
  params: z.object({ from: TimeParam, until: TimeParam }),
  row: z
    .object({
      day: Count,
      territory: z.string(),
      tier: z.string(),
      rule: z.string(),
      source: z.string(),
      n: Count,
      k: Count,
    })
    .readonly(),
});
