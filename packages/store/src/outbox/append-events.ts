import type { LeadEvent } from "@pointsman/contracts/event";
import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { toJsonArray } from "../json-array.ts";
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
  const payloads = events.map((event) => JSON.stringify(event));
  const rows = events.map(({ eventId, kind, occurredAt }, index) => {
    // The hash as text: JSON numbers lose digits beyond 2^53.
    return { eventId, kind, occurredAt, contentHash: hashPayload(payloads[index] ?? "").toString() };
  });
  return sql`
    insert into outbox (event_id, kind, occurred_at, payload, content_hash)
    select "eventId", kind, "occurredAt", payload, "contentHash"
    from rows from (
      json_to_recordset(${toRecordset(rows)}::json) as (
        "eventId" text, kind text, "occurredAt" timestamptz, "contentHash" bigint),
      unnest(${toJsonArray(payloads)}::json[])
    ) as r ("eventId", kind, "occurredAt", "contentHash", payload)`;
}
