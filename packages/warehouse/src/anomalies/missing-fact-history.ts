import { z } from "zod";

import { defineQuery, TimeParam } from "../define-query.ts";
import { Count } from "../report/report-params.ts";

/** Leads decided on a day, by source and fact, and from how many of them the fact was missing. */
export const missingFactHistory = defineQuery({
  name: "missing_fact_history",
  sql: `
    select
      toUInt32(intDiv(toUnixTimestamp64Milli(assumeNotNull(first_outcome_at)) - toUnixTimestamp64Milli({from: DateTime64(3, 'UTC')}), 86400000)) as day,
      pair.1 as fact,
      toString(source) as source,
      toUInt32(count()) as n,
      toUInt32(sum(pair.2)) as k
    from lead_v1
    array join [
      ('tier', toUInt8(tier is null)), ('segment', toUInt8(segment is null)), ('territory', toUInt8(territory is null)),
      ('country', toUInt8(country is null)), ('vertical', toUInt8(vertical is null))] as pair
    where first_outcome_at >= {from: DateTime64(3, 'UTC')} and first_outcome_at < {until: DateTime64(3, 'UTC')}
      and first_outcome != 'unqualified'
    group by day, fact, source
    order by fact, source, day`,
  params: z.object({ from: TimeParam, until: TimeParam }),
  row: z.object({ day: Count, fact: z.string(), source: z.string(), n: Count, k: Count }).readonly(),
});
