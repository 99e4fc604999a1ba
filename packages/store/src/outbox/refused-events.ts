import type { EventId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import type { OutboxEvent } from "./read-batch.ts";

/** An event that the warehouse would not take. */
export type RefusedEvent = {
  readonly eventId: EventId;
  readonly batchId: number;
  /** What the warehouse said of it. */
  readonly problem: string;
  readonly refusedAt: Timestamp;
};

/** Sets events of a batch aside, so that the rest of it can go on. Again: the newest problem is kept. */
export async function setAside(
  db: Db,
  batch: {
    readonly batchId: number;
    readonly refused: readonly { readonly eventId: EventId; readonly problem: string }[];
    readonly refusedAt: Timestamp;
  },
): Promise<void> {
  if (batch.refused.length === 0) return;
  await db
    .insertInto("outbox_refused")
    .values(
      batch.refused.map(({ eventId, problem }) => ({
        event_id: eventId,
        batch_id: batch.batchId,
        problem,
        refused_at: batch.refusedAt,
        redelivered_at: null,
      })),
    )
    .onConflict((conflict) =>
      conflict.column("event_id").doUpdateSet({
        problem: (excluded) => excluded.ref("excluded.problem"),
        refused_at: batch.refusedAt,
        redelivered_at: null,
      }),
    )
    .execute();
}

/** Events that are set aside now, the oldest first; of one batch where it is given. */
export async function listRefused(
  db: Db,
  query: { readonly limit: number; readonly batchId?: number },
): Promise<readonly RefusedEvent[]> {
  const { limit, batchId } = query;
  return db
    .selectFrom("outbox_refused")
    .select(["event_id as eventId", "batch_id as batchId", "problem", "refused_at as refusedAt"])
    .where("redelivered_at", "is", null)
    .$if(batchId !== undefined, (select) => select.where("batch_id", "=", batchId ?? 0))
    .orderBy("refused_at")
    .orderBy("event_id")
    .limit(limit)
    .execute();
}

/** How many events are set aside now. */
export async function countRefused(db: Db): Promise<number> {
  const { rows } = await sql<{ readonly refused: number }>`
    select count(*) as refused from outbox_refused where redelivered_at is null`.execute(db);
  return rows[0]?.refused ?? 0;
}

/** These events as they were put in the outbox, archived or not. */
export async function readEvents(db: Db, ids: readonly EventId[]): Promise<readonly OutboxEvent[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom("all_outbox")
    .select(["event_id as eventId", "kind", "occurred_at as occurredAt"])
    .select([sql<string>`payload::text`.as("payload"), sql<string>`content_hash::text`.as("contentHash")])
    .where("event_id", "in", ids)
    .orderBy("id")
    .execute();
}

/** Notes that the warehouse took these after all. */
export async function markRedelivered(db: Db, ids: readonly EventId[], at: Timestamp): Promise<void> {
  if (ids.length === 0) return;
  await db.updateTable("outbox_refused").set({ redelivered_at: at }).where("event_id", "in", ids).execute();
}
