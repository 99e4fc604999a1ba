import type { LeadEvent } from "@pointsman/contracts/event";
import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { unnestRows } from "../unnest-rows.ts";
import { hashPayload } from "./hash-payload.ts";

/**
 * Puts events in the outbox, in the transaction of the change that they tell of. The same event id twice is a pg error
 * (23505): a change was written twice, and the transaction must not commit.
 */
export async function appendEvents(tx: Tx, events: readonly LeadEvent[]): Promise<void> {
  if (events.length === 0) return;
  await insertEventRows(events).execute(tx);
}

/** Columns of `outbox` in the order of the insert, by the names that rows have for them. */
const COLUMNS = {
  eventId: "text",
  kind: "text",
  occurredAt: "timestamptz",
  payload: "json",
  contentHash: "bigint",
} as const;

/** The statement of `appendEvents`. */
export function insertEventRows(events: readonly LeadEvent[]): RawBuilder<unknown> {
  const rows = events.map((event) => {
    const { eventId, kind, occurredAt } = event;
    const payload = JSON.stringify(event);
    // As text: numbers lose digits beyond 2^53.
    return { eventId, kind, occurredAt, payload, contentHash: hashPayload(payload).toString() };
  });
  return sql`
    insert into outbox (event_id, kind, occurred_at, payload, content_hash)
    ${unnestRows(COLUMNS, rows)}`;
}
