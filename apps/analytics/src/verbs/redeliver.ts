import { toTimestamp } from "@pointsman/contracts/primitive";
import { listRefused, markRedelivered, readEvents, setAside } from "@pointsman/store/outbox/refused-events";
import { insertBatch } from "@pointsman/warehouse/ingest/insert-batch";

import type { ServiceContext } from "../context.ts";
import { deliverRows } from "../relay/deliver-rows.ts";

export interface RedeliverResult {
  /** The warehouse took them now. */
  readonly delivered: number;
  /** It did not, and they stay aside, with what it said this time. */
  readonly refused: number;
}

const MAX_EVENTS = 1_000;

/** Delivers events that were set aside again, a thousand a call: for when the reason is gone. Delivered twice they count once. */
export async function redeliver({
  db,
  warehouse,
  clock,
}: Pick<ServiceContext, "db" | "warehouse" | "clock">): Promise<RedeliverResult> {
  const aside = await listRefused(db, { limit: MAX_EVENTS });
  const batchIds = new Map(aside.map(({ eventId, batchId }) => [eventId, batchId]));
  const events = await readEvents(db, [...batchIds.keys()]);
  const at = toTimestamp(clock.nowMs());
  const found = await deliverRows(async (batch) => insertBatch(warehouse, batch), {
    token: `redelivery.${at}`,
    rows: events,
  });
  const problems = new Map(found.map(({ index, problem }) => [events[index]?.eventId, problem]));
  for (const { eventId } of events) {
    const problem = problems.get(eventId);
    const refused = problem === undefined ? [] : [{ eventId, problem }];
    await setAside(db, { batchId: batchIds.get(eventId) ?? 0, refused, refusedAt: at });
  }
  const delivered = events.filter(({ eventId }) => !problems.has(eventId)).map(({ eventId }) => eventId);
  await markRedelivered(db, delivered, at);
  return { delivered: delivered.length, refused: problems.size };
}
