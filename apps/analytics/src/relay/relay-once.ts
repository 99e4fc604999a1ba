import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Db } from "@pointsman/store/connect";
import { cutOutboxBatch } from "@pointsman/store/outbox/cut-outbox-batch";
import { listUndeliveredBatches } from "@pointsman/store/outbox/list-undelivered-batches";
import { markBatchDelivered } from "@pointsman/store/outbox/mark-batch-delivered";
import { readBatch, type BatchEvent } from "@pointsman/store/outbox/read-batch";
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

/** A frozen batch on its way, without the events that were set aside before. */
export interface TakenBatch {
  readonly id: number;
  /** Those set aside too. */
  readonly eventCount: number;
  readonly token: string;
  readonly events: readonly BatchEvent[];
}

/**
 * Delivers one batch of the outbox: the oldest that is frozen but not known to have arrived, else a new one.
 *
 * An event waits in no batch → is frozen into one → is delivered with it. Whoever dies in between leaves a frozen
 * batch, which the next call sends again byte for byte under its token, so that it counts once. Two relays may send the
 * same batch; that costs time and changes nothing.
 *
 * @returns how many events it dealt with; 0: none waits.
 * @throws what the databases throw, after which calling again is right.
 */
export async function relayOnce(deps: RelayDeps): Promise<number> {
  const batch = await takeBatch(deps);
  if (batch === undefined) return 0;
  await deliverBatch(deps, batch);
  return batch.eventCount;
}

/**
 * The oldest batch that is frozen but not known to have arrived, of those behind `after`, else a new one.
 *
 * @param after id of a batch that is being delivered; 0: there is none
 * @returns undefined: nothing waits
 */
export async function takeBatch({ db, clock, maxBatchEvents }: RelayDeps, after = 0): Promise<TakenBatch | undefined> {
  const oldest = (await listUndeliveredBatches(db)).find(({ id }) => id > after);
  const batch = oldest ?? (await cutOutboxBatch(db, { maxEvents: maxBatchEvents, nowTs: toTimestamp(clock.nowMs()) }));
  if (batch === undefined) return undefined;
  const { id, eventCount } = batch;
  const { token, events } = await readBatch(db, id);
  const aside = await listRefused(db, { batchId: id, limit: eventCount });
  const asideIds = new Set(aside.map(({ eventId }) => eventId));
  return { id, eventCount, token, events: events.filter(({ eventId }) => !asideIds.has(eventId)) };
}

/**
 * Sends a batch and marks it. An event that the warehouse will not take is set aside, in Postgres and with the reason,
 * before its batch is marked; a repeat leaves it out.
 */
export async function deliverBatch({ db, clock, send, log }: RelayDeps, batch: TakenBatch): Promise<void> {
  const { id, token, events } = batch;
  const refused = (await deliverRows(send, { token, rows: events })).flatMap(({ index, problem }) => {
    const event = events[index];
    return event === undefined ? [] : [{ eventId: event.eventId, problem }];
  });
  const at = toTimestamp(clock.nowMs());
  if (refused.length > 0) log.error({ batchId: id, refused }, "the warehouse refused events: they are set aside");
  await setAside(db, { batchId: id, refused, refusedAt: at });
  await markBatchDelivered(db, id, at);
}
