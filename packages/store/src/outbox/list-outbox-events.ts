import type { LeadEventKind } from "@pointsman/contracts/event";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import type { OutboxEvent } from "./read-batch.ts";

/** An hour's events of a kind, or of all kinds; `limit` of them after the one with the number `after`, in its order. */
export interface OutboxHour {
  readonly hour: Timestamp;
  readonly kind?: LeadEventKind;
  readonly after?: number;
  readonly limit?: number;
}

/**
 * The events behind rows of `countOutboxByHourAndKind`, in id order: what a reconciler ships again, and a rebuild. Those that
 * are set aside are left out.
 */
export async function listOutboxEvents(
  db: Db,
  group: OutboxHour,
): Promise<readonly (OutboxEvent & { readonly id: number })[]> {
  const { hour, kind, after = 0, limit } = group;
  return db
    .selectFrom("all_outbox")
    .select(["id", "event_id as eventId", "kind", "occurred_at as occurredAt"])
    .select([sql<string>`payload::text`.as("payload"), sql<string>`content_hash::text`.as("contentHash")])
    .where("id", ">", after)
    .where("occurred_at", ">=", hour)
    .where(sql<boolean>`occurred_at < ${hour}::timestamptz + interval '1 hour'`)
    .where(sql<boolean>`event_id not in (select event_id from outbox_refused where redelivered_at is null)`)
    .$if(kind !== undefined, (select) => select.where("kind", "=", kind ?? "lead.received"))
    .orderBy("id")
    .$if(limit !== undefined, (select) => select.limit(limit ?? 0))
    .execute();
}
