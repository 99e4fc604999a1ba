import { z } from "zod";

import { defineQuery, TimeParam } from "../define-query.ts";
import { Count } from "../report/report-params.ts";

/** Leads received by source and hour since `from`; hours without any are left out. */
export const hourlyVolume = defineQuery({
  name: "hourly_volume",
  sql: `
    select toString(source) as source, groupArray((hour, leads)) as hours
    from (
      select
        source,
        toUInt32(intDiv(toUnixTimestamp64Milli(received_at) - toUnixTimestamp64Milli({from: DateTime64(3, 'UTC')}), 3600000)) as hour,
        toUInt32(count()) as leads
      from lead_v1
      where received_at >= {from: DateTime64(3, 'UTC')} and received_at < {until: DateTime64(3, 'UTC')}
      group by source, hour)
    group by source
    order by source`,
  params: z.object({ from: TimeParam, until: TimeParam }),
  row: z.object({ source: z.string(), hours: z.array(z.tuple([Count, Count])).readonly() }).readonly(),
});
