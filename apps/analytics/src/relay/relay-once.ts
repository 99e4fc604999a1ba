import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Db } from "@pointsman/store/connect";
import { cutOutboxBatch } from "@pointsman/store/outbox/cut-outbox-batch";
import { listUndeliveredBatches } from "@pointsman/store/outbox/list-undelivered-batches";
import { markBatchDelivered } from "@pointsman/store/outbox/mark-batch-delivered";
import { readBatch, type OutboxBatchContent } from "@pointsman/store/outbox/read-batch";
import { RefusedRowsError } from "@pointsman/warehouse/ingest/insert-batch";

import type { Clock } from "../context.ts";
import { RefusedEventsError } from "./refused-events-error.ts";

export interface RelayDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** Stores a batch; resolves once it is stored. Under the same token and rows again it changes nothing. */
  readonly send: (batch: {
    readonly token: string;
    readonly rows: readonly { readonly payload: string; readonly contentHash: string }[];
  }) => Promise<void>;
  /** Events in one batch, at most. */
  readonly maxBatchEvents: number;
}

/**
 * Delivers one batch of the outbox: the oldest that is frozen but not known to have arrived, else a new one.
 *
 * An event waits in no batch → is frozen into one → is delivered with it. Whoever dies in between leaves a frozen
 * batch, which the next call sends again byte for byte under its token, so that it counts once. Two relays may send the
 * same batch; that costs time and changes nothing.
 *
 * @returns how many events it delivered; 0: none waits.
 * @throws RefusedEventsError where events of the batch can never be stored; else what the databases throw, after which
 * calling again is right.
 */
export async function relayOnce({ db, clock, send, maxBatchEvents }: RelayDeps): Promise<number> {
  const [oldest] = await listUndeliveredBatches(db);
  const batch = oldest ?? (await cutOutboxBatch(db, { maxEvents: maxBatchEvents, nowTs: toTimestamp(clock.nowMs()) }));
  if (batch === undefined) return 0;
  const content = await readBatch(db, batch.id);
  try {
    await send({ token: content.token, rows: content.events });
  } catch (error) {
    throw error instanceof RefusedRowsError ? nameRefused(content, error) : error;
  }
  await markBatchDelivered(db, batch.id, toTimestamp(clock.nowMs()));
  return batch.eventCount;
}

function nameRefused({ id, events }: OutboxBatchContent, { refused }: RefusedRowsError): RefusedEventsError {
  return new RefusedEventsError(
    id,
    refused.flatMap(({ index, problem }) => {
      const event = events[index];
      return event === undefined ? [] : [{ eventId: event.eventId, problem }];
    }),
  );
}
