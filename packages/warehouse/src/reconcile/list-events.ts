import { LeadEventKind } from "@pointsman/contracts/event";
import { Timestamp } from "@pointsman/contracts/primitive";
import { z } from "zod";

import { defineQuery, TimeParam } from "../define-query.ts";

/** The events of one row of `countEvents`, each with its hash: to tell which are missing, differ or should not be there. */
export const listEvents = defineQuery({
  name: "list_events",
  sql: `
    select event_id, toString(content_hash) as content_hash
    from lead_event_v2 final
    where kind = {kind: String}
      and occurred_at >= {hour: DateTime64(3, 'UTC')} and occurred_at < {hour: DateTime64(3, 'UTC')} + interval 1 hour`,
  params: z.object({ hour: TimeParam, kind: LeadEventKind }),
  row: z.object({ eventId: z.string(), contentHash: z.string() }).readonly(),
});

/**
 * Days of receipt whose kept rows are not those of their events: a lead is missing, or its row was made before the last of
 * its events was known (the version adds up to another sum), or assignments are. Reads all, some 20 million events a second.
 */
export const listStaleDays = defineQuery({
  name: "list_stale_days",
  sql: `
    select toDateTime64(day, 3, 'UTC') as from, toDateTime64(day + 1, 3, 'UTC') as until
    from
    (
      select toDate(received_at) as day, sum(toUInt64(toUnixTimestamp64Milli(ingested_at))) as version,
        countIf(kind = 'lead.assigned') as assignments, 1 as made_of
      from lead_event_v2 final group by day
      union all
      select toDate(received_at) as day, sum(version) as version, 0 as assignments, 2 as made_of
      from lead_row_v1 final group by day
      union all
      select toDate(received_at) as day, 0 as version, count() as assignments, 3 as made_of
      from assignment_row_v1 final group by day
    )
    group by day
    having sumIf(version, made_of = 1) != sumIf(version, made_of = 2)
      or sumIf(assignments, made_of = 1) != sumIf(assignments, made_of = 3)
    order by day`,
  params: z.object({}),
  row: z.object({ from: Timestamp, until: Timestamp }).readonly(),
});
