import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";
import { lockArchive } from "./lock-archive.ts";
import { makeMonths } from "./make-months.ts";
import type { ArchivedColumns } from "./read-columns.ts";

type DeliveredBatch = { readonly id: number; readonly createdAt: Timestamp; readonly eventCount: number };

/** A relay that finds little to do cuts small batches: so many of them hold few events. */
const MAX_BATCHES = 1_000;

/** How many events in batches that were delivered before `before` are still in the outbox. */
export async function countArchivableEvents(db: Db, before: Timestamp): Promise<number> {
  const { rows } = await sql<{ readonly events: number }>`
    select coalesce(sum(event_count), 0) as events from outbox_batch where delivered_at < ${before}::timestamptz`.execute(
    db,
  );
  return rows[0]?.events ?? 0;
}

/**
 * Moves the oldest batches that were delivered before `before`, with their events, to the archive: as many as have
 * `maxEvents` events together, or one that has more.
 *
 * @returns how many events were moved; 0: there are none left
 */
export async function archiveEvents(
  tx: Tx,
  {
    before,
    maxEvents,
    columns,
  }: { readonly before: Timestamp; readonly maxEvents: number; readonly columns: ArchivedColumns },
): Promise<number> {
  await lockArchive(tx);
  const { rows: batches } = await sql<DeliveredBatch>`
    select id, created_at as "createdAt", event_count as "eventCount"
    from (
      select *, sum(event_count) over (order by id) - event_count as events_before
      from (
        select * from outbox_batch where delivered_at < ${before}::timestamptz
        order by id limit ${sql.lit(MAX_BATCHES)}) as oldest) as counted
    where events_before < ${maxEvents} or events_before = 0
    order by id`.execute(tx);
  if (batches.length === 0) return 0;
  const ids = batches.map(({ id }) => id);
  const { rows: months } = await sql<{ readonly month: Timestamp }>`
    select distinct date_trunc('month', occurred_at, 'UTC') as month
    from outbox_batch cross join unnest(outbox_batch.event_ids) as stretch
    join outbox on outbox.id >= lower(stretch) and outbox.id < upper(stretch)
    where outbox_batch.id = any(${ids}::bigint[])`.execute(tx);
  await makeMonths(
    tx,
    ["outbox"],
    months.map(({ month }) => month),
  );
  await makeMonths(
    tx,
    ["outbox_batch"],
    batches.map(({ createdAt }) => createdAt),
  );
  await sql`
    with moved as (
      delete from outbox using outbox_batch, unnest(outbox_batch.event_ids) as stretch
      where outbox_batch.id = any(${ids}::bigint[]) and outbox.id >= lower(stretch) and outbox.id < upper(stretch)
      returning outbox.*)
    insert into outbox_archive (${columns.outbox}) select ${columns.outbox} from moved`.execute(tx);
  await sql`
    with moved as (delete from outbox_batch where id = any(${ids}::bigint[]) returning *)
    insert into outbox_batch_archive (${columns.outbox_batch}) select ${columns.outbox_batch} from moved`.execute(tx);
  const events = batches.reduce((sum, { eventCount }) => sum + eventCount, 0);
  await sql`update outbox_archived set events = events + ${events}`.execute(tx);
  return events;
}
