import { z } from "zod";

import { defineQuery, TimeParam } from "../define-query.ts";
import { Count } from "../report/report-params.ts";

/**
 * Route times of leads that were routed at once, by place and class of hours (UTC): those since an instant, and those
 * before. Of more than 2,000 a row a sample, the same each time.
 */
export const routeTimes = defineQuery({
  name: "route_times",
  sql: `
    select
      coalesce(territory, 'none') as territory,
      coalesce(tier, 'none') as tier,
      multiIf(toDayOfWeek(routed) > 5, 'weekend', toHour(routed) >= 8 and toHour(routed) < 18, 'work', 'evening') as hours,
      toUInt8(routed >= {since: DateTime64(3, 'UTC')}) as is_now,
      groupArraySample(2000, 1)(
        (toInt32(toUnixTimestamp64Milli(routed) - toUnixTimestamp64Milli(qualified_at)),
         toInt32(intDiv(toUnixTimestamp64Milli(routed) - toUnixTimestamp64Milli({since: DateTime64(3, 'UTC')}), 86400000)))) as times
    from (
      select territory, tier, qualified_at, lead_id, assumeNotNull(routed_at) as routed
      from lead_v1
      where routed_at >= {from: DateTime64(3, 'UTC')} and routed_at < {until: DateTime64(3, 'UTC')} and first_epoch = 1
        and routed_at >= qualified_at and routed_at < qualified_at + interval 1 day
      order by lead_id)
    group by territory, tier, hours, is_now
    order by territory, tier, hours, is_now`,
  params: z.object({ from: TimeParam, since: TimeParam, until: TimeParam }),
  row: z
    .object({
      territory: z.string(),
      tier: z.string(),
      hours: z.enum(["work", "evening", "weekend"]),
      isNow: z.number(),
      /** Milliseconds, and the day since `since`. */
      times: z.array(z.tuple([z.number(), z.number()])).readonly(),
    })
    .readonly(),
});

/** Of the leads that were routed at once in the last minutes, how many took longer than a minute. */
export const brokenPromises = defineQuery({
  name: "broken_promises",
  sql: `
    select minutes, toUInt32(count()) as n, toUInt32(countIf(routed_at > qualified_at + interval 60 second)) as k
    from lead_v1
    array join {windows: Array(UInt32)} as minutes
    where routed_at < {until: DateTime64(3, 'UTC')} and first_epoch = 1
      and routed_at >= {until: DateTime64(3, 'UTC')} - toIntervalMinute(minutes)
    group by minutes`,
  params: z.object({ until: TimeParam, windows: z.array(z.number().int()) }),
  row: z.object({ minutes: Count, n: Count, k: Count }).readonly(),
});
