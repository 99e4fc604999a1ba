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
 * Freezes up to `maxEvents` events that are in no batch yet into a new one. Rows that another process is just freezing
 * are left to it, so no event gets into two batches.
 *
 * @returns undefined: there was nothing to freeze.
 */
export async function cutOutboxBatch(
  db: Db,
  options: { readonly maxEvents: number; readonly nowTs: Timestamp },
): Promise<OutboxBatch | undefined> {
  const { rows } = await sql<OutboxBatch>`
    with claimed as (
      select id, payload from outbox where batch_id is null order by id limit ${options.maxEvents}
      for update skip locked
    ), batch as (
      insert into outbox_batch (token, event_count, created_at)
      select encode(sha256(convert_to(string_agg(payload::text, e'\n' order by id), 'UTF8')), 'hex'), count(*),
             ${options.nowTs}::timestamptz
      from claimed
      having count(*) > 0
      returning id, token, event_count
    ), frozen as (
      update outbox set batch_id = batch.id from claimed, batch where outbox.id = claimed.id
    )
    select id, token, event_count as "eventCount" from batch`.execute(db);
  return rows[0];
}
