import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** Events frozen together. What is in a batch, and its token, never change. */
export type OutboxBatch = {
  readonly id: number;
  /** SHA-256 in hex of the payloads in order; see `toBatchToken`. */
  readonly token: string;
  readonly eventCount: number;
};

/**
 * Freezes up to `maxEvents` events that are in no batch yet into a new one. Who cuts at the same time waits for it, so no event
 * gets into two batches. No row of an event is written: the batch names them by their numbers.
 *
 * @returns undefined: there was nothing to freeze.
 */
export async function cutOutboxBatch(
  db: Db,
  options: { readonly maxEvents: number; readonly nowTs: Timestamp },
): Promise<OutboxBatch | undefined> {
  const { rows } = await sql<OutboxBatch>`
    select batch_id as id, batch_token as token, batch_events as "eventCount"
    from cut_outbox_batch(${options.maxEvents}, ${options.nowTs})`.execute(db);
  return rows[0];
}
