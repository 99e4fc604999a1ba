import type { LeadEventKind } from "@pointsman/contracts/event";
import type { EventId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import type { OutboxBatch } from "./cut-outbox-batch.ts";
import { toBatchToken } from "./hash-payload.ts";

/** An event as it was put in the outbox. */
export type OutboxEvent = {
  readonly eventId: EventId;
  readonly kind: LeadEventKind;
  readonly occurredAt: Timestamp;
  /** JSON of a `LeadEvent`, byte for byte as it was written. */
  readonly payload: string;
  /** A signed 64-bit number in decimal digits. */
  readonly contentHash: string;
};

/** What is sent of an event, and what it is called by. */
export type BatchEvent = Pick<OutboxEvent, "eventId" | "payload" | "contentHash">;

export type OutboxBatchContent = OutboxBatch & { readonly events: readonly BatchEvent[] };

/** One value each of all events of a stretch of numbers, in lines: none of them holds a line feed, JSON included. */
type Stretch = { readonly eventIds: string; readonly payloads: string; readonly contentHashes: string };

/**
 * A batch with its events in their order; the same bytes each time. Throws when there is no such batch, or when its
 * events are no longer those that its token was made of.
 */
export async function readBatch(db: Db, batchId: number): Promise<OutboxBatchContent> {
  const batch = await db
    .selectFrom("all_outbox_batch")
    .select(["id", "token", "event_count as eventCount"])
    .where("id", "=", batchId)
    .executeTakeFirst();
  if (batch === undefined) throw new Error(`There is no outbox batch ${batchId}`);
  // In lines: a row an event takes the driver as long as everything that Postgres does for it.
  const { rows } = await sql<Stretch>`
    select found.*
    from all_outbox_batch cross join unnest(event_ids) as stretch
    cross join lateral (
      select string_agg(event_id, e'\n') as "eventIds", string_agg(payload::text, e'\n') as payloads,
             string_agg(content_hash::text, e'\n') as "contentHashes"
      from (select * from all_outbox as event where event.id >= lower(stretch) and event.id < upper(stretch) order by event.id)
        as event) as found
    where all_outbox_batch.id = ${batchId} and found.payloads is not null
    order by lower(stretch)`.execute(db);
  if (toBatchToken(rows.map(({ payloads }) => payloads)) !== batch.token) {
    throw new Error(`The events of outbox batch ${batchId} were changed after it was cut`);
  }
  return { ...batch, events: rows.flatMap(toEvents) };
}

function toEvents({ eventIds, payloads, contentHashes }: Stretch): readonly BatchEvent[] {
  const ids = eventIds.split("\n");
  const hashes = contentHashes.split("\n");
  const texts = payloads.split("\n");
  if (texts.length !== ids.length)
    throw new Error("An event of the outbox holds a line feed, which JSON.stringify never writes");
  return texts.map((payload, index) => ({
    eventId: ids[index] as EventId, // as many lines of each
    payload,
    contentHash: hashes[index] ?? "",
  }));
}
