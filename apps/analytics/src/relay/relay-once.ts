import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Db } from "@pointsman/store/connect";
import { cutOutboxBatch } from "@pointsman/store/outbox/cut-outbox-batch";
import { listUndeliveredBatches } from "@pointsman/store/outbox/list-undelivered-batches";
import { markBatchDelivered } from "@pointsman/store/outbox/mark-batch-delivered";
import { readBatch } from "@pointsman/store/outbox/read-batch";
import { listRefused, setAside } from "@pointsman/store/outbox/refused-events";
import type { Logger } from "pino";

import type { Clock } from "../context.ts";
import { deliverRows, type Send } from "./deliver-rows.ts";

export interface RelayDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly send: Send;
  /** Events in one batch, at most. */
  readonly maxBatchEvents: number;
  readonly log: Logger;
}

/**
 * Delivers one batch of the outbox: the oldest that is frozen but not known to have arrived, else a new one.
 *
 * An event waits in no batch → is frozen into one → is delivered with it. Whoever dies in between leaves a frozen
 * batch, which the next call sends again byte for byte under its token, so that it counts once. Two relays may send the
 * same batch; that costs time and changes nothing.
 *
 * An event that the warehouse will not take is set aside, in Postgres and with the reason, before its batch is marked; a
 * repeat leaves it out.
 *
 * @returns how many events it dealt with; 0: none waits.
 * @throws what the databases throw, after which calling again is right.
 */
export async function relayOnce({ db, clock, send, maxBatchEvents, log }: RelayDeps): Promise<number> {
  const [oldest] = await listUndeliveredBatches(db);
  const batch = oldest ?? (await cutOutboxBatch(db, { maxEvents: maxBatchEvents, nowTs: toTimestamp(clock.nowMs()) }));
  if (batch === undefined) return 0;
  const { token, events } = await readBatch(db, batch.id);
  const aside = await listRefused(db, { batchId: batch.id, limit: batch.eventCount });
  const asideIds = new Set(aside.map(({ eventId }) => eventId));
  const rows = events.filter(({ eventId }) => !asideIds.has(eventId));
  const refused = (await deliverRows(send, { token, rows })).flatMap(({ index, problem }) => {
    const event = rows[index];
    return event === undefined ? [] : [{ eventId: event.eventId, problem }];
  });
  const at = toTimestamp(clock.nowMs());
  if (refused.length > 0) log.error({ batchId: batch.id, refused }, "the warehouse refused events: they are set aside");
  await setAside(db, { batchId: batch.id, refused, refusedAt: at });
  await markBatchDelivered(db, batch.id, at);
  return batch.eventCount;
}
