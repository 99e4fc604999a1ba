import type { LeadEventKind } from "@pointsman/contracts/event";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import type { OutboxEvent } from "./read-batch.ts";

/** The events behind one row of `countOutboxByHourAndKind`, in id order: what a reconciler ships again. */
export async function listOutboxEvents(
  db: Db,
  group: { readonly hour: Timestamp; readonly kind: LeadEventKind },
): Promise<readonly OutboxEvent[]> {
  return db
    .selectFrom("all_outbox")
    .select(["event_id as eventId", "kind", "occurred_at as occurredAt"])
    .select([sql<string>`payload::text`.as("payload"), sql<string>`content_hash::text`.as("contentHash")])
    .where("kind", "=", group.kind)
    .where("occurred_at", ">=", group.hour)
    .where(sql<boolean>`occurred_at < ${group.hour}::timestamptz + interval '1 hour'`)
    .orderBy("id")
    .execute();
}
