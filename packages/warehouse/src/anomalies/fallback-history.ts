import { z } from "zod";

import { defineQuery, TimeParam } from "../define-query.ts";
import { Count } from "../report/report-params.ts";

/** Leads whose first decision fell on a day, and how many of them it parked in the fallback. */
export const fallbackHistory = defineQuery({
  name: "fallback_history",
  sql: `
    select
      toUInt32(intDiv(toUnixTimestamp64Milli(assumeNotNull(first_outcome_at)) - toUnixTimestamp64Milli({from: DateTime64(3, 'UTC')}), 86400000)) as day,
      coalesce(territory, 'none') as territory,
      coalesce(tier, 'none') as tier,
      toString(source) as source,
      toUInt32(count()) as n,
      toUInt32(countIf(first_outcome = 'parked')) as k
    from lead_v1
    where first_outcome_at >= {from: DateTime64(3, 'UTC')} and first_outcome_at < {until: DateTime64(3, 'UTC')}
      and first_outcome != 'unqualified'
    group by day, territory, tier, source
    order by territory, tier, source, day`,
  params: z.object({ from: TimeParam, until: TimeParam }),
  row: z
    .object({ day: Count, territory: z.string(), tier: z.string(), source: z.string(), n: Count, k: Count })
    .readonly(),
});
