import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** Events in batches that have arrived. Reads the batches that are not archived, not the events. */
export async function countDeliveredEvents(db: Db): Promise<number> {
  const { rows } = await sql<{ readonly delivered: number }>`
    select coalesce(sum(event_count), 0) + (select events from outbox_archived) as delivered
    from outbox_batch where delivered_at is not null`.execute(db);
  return rows[0]?.delivered ?? 0;
}
