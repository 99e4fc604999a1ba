import type { LeadEvent } from "@pointsman/contracts/event";
import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";
import { hashPayload } from "./hash-payload.ts";

/**
 * Puts events in the outbox, in the transaction of the change that they tell of. The same event id twice is a pg error
 * (23505): a change was written twice, and the transaction must not commit.
 */
export async function appendEvents(tx: Tx, events: readonly LeadEvent[]): Promise<void> {
  if (events.length === 0) return;
  await insertEventRows(events).execute(tx);
}

/** The statement of `appendEvents`. */
export function insertEventRows(events: readonly LeadEvent[]): RawBuilder<unknown> {
  return sql`
    insert into outbox (event_id, kind, occurred_at, payload, content_hash)
    select "eventId", kind, "occurredAt", payload::json, "contentHash"
    from json_to_recordset(${toRecordset(events.map(toRow))}::json) as r (
      "eventId" text, kind text, "occurredAt" timestamptz, payload text, "contentHash" bigint)`;
}

function toRow(event: LeadEvent) {
  const payload = JSON.stringify(event);
  // The hash as text: JSON numbers lose digits beyond 2^53.
  return {
    eventId: event.eventId,
    kind: event.kind,
    occurredAt: event.occurredAt,
    payload,
    contentHash: hashPayload(payload).toString(),
  };
}
