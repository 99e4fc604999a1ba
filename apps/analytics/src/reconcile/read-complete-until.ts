import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import type { Db } from "@pointsman/store/connect";
import { measureOutboxLag } from "@pointsman/store/outbox/measure-outbox-lag";

/**
 * The warehouse has every event that happened before this instant, of those that Postgres had at the call: the oldest
 * that waits, or now where none does. A lead that is still queued at the edge is in neither.
 */
export async function readCompleteUntil(db: Db, nowMs: number): Promise<Timestamp> {
  const { oldestOccurredAt } = await measureOutboxLag(db);
  const now = toTimestamp(nowMs);
  return oldestOccurredAt !== null && oldestOccurredAt < now ? oldestOccurredAt : now;
}
