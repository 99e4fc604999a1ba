import type { LeadEvent } from "@pointsman/contracts/event";
import type { EventId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";

/**
 * The events of the oldest batch of which nobody was told yet, marked as if they were: exactly if the transaction
 * commits. Batches that another process is at are left to it. The relay marks what the warehouse has apart from this.
 *
 * @returns null: there is none
 */
export async function claimBatch(tx: Tx): Promise<readonly LeadEvent[] | null> {
  const { rows } = await sql<{ readonly id: number }>`
    with claimed as (
      select id from outbox_batch where not dispatched order by id limit 1 for update skip locked
    )
    update outbox_batch set dispatched = true from claimed where outbox_batch.id = claimed.id
    returning outbox_batch.id`.execute(tx);
  const [batch] = rows;
  if (batch === undefined) return null;
  const { rows: events } = await sql<{ readonly payload: LeadEvent }>`
    select outbox.payload
    from outbox_batch cross join unnest(outbox_batch.event_ids) as stretch
    join outbox on outbox.id >= lower(stretch) and outbox.id < upper(stretch)
    where outbox_batch.id = ${batch.id}
    order by outbox.id`.execute(tx);
  return events.map(({ payload }) => payload);
}

/** One event, archived or not. */
export async function findEvent(db: Db, id: EventId): Promise<LeadEvent | undefined> {
  const { rows } = await sql<{ readonly payload: LeadEvent }>`
    select payload from all_outbox where event_id = ${id}`.execute(db);
  return rows[0]?.payload;
}
