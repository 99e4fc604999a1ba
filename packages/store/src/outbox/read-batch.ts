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

export type OutboxBatchContent = OutboxBatch & { readonly events: readonly OutboxEvent[] };

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
  const events = await db
    .selectFrom("all_outbox")
    .select(["event_id as eventId", "kind", "occurred_at as occurredAt"])
    .select([sql<string>`payload::text`.as("payload"), sql<string>`content_hash::text`.as("contentHash")])
    .where("batch_id", "=", batchId)
    .orderBy("id")
    .execute();
  if (toBatchToken(events.map((event) => event.payload)) !== batch.token) {
    throw new Error(`The events of outbox batch ${batchId} were changed after it was cut`);
  }
  return { ...batch, events };
}
