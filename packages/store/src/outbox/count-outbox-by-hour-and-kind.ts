import type { LeadEventKind } from "@pointsman/contracts/event";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

export type OutboxCount = {
  /** Start of the hour in UTC. */
  readonly hour: Timestamp;
  readonly kind: LeadEventKind;
  readonly count: number;
  /** XOR of the content hashes: a signed 64-bit number in decimal digits. */
  readonly hashXor: string;
};

/** What the warehouse must have, by hour of `occurredAt` and kind: all but what is set aside. Reads the whole outbox from `since` on, if given. */
export async function countOutboxByHourAndKind(db: Db, since?: Timestamp): Promise<readonly OutboxCount[]> {
  const { rows } = await sql<OutboxCount>`
    select date_trunc('hour', occurred_at, 'UTC') as hour, kind, count(*) as count, bit_xor(content_hash)::text as "hashXor"
    from all_outbox
    where (${since ?? null}::timestamptz is null or occurred_at >= ${since ?? null}::timestamptz)
      and event_id not in (select event_id from outbox_refused where redelivered_at is null)
    group by 1, 2
    order by 1, 2`.execute(db);
  return rows;
}
