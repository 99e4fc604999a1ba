import type { Pause } from "../pause.ts";
import { backOffMs } from "./back-off.ts";
import type { RelayMonitor } from "./relay-monitor.ts";
import { deliverBatch, takeBatch, type RelayDeps, type TakenBatch } from "./relay-once.ts";

export interface RelayOptions extends RelayDeps {
  /** Pause after a look that found nothing. Polled, not notified: a NOTIFY in every commit costs Postgres 5–6 times. */
  readonly idleMs: number;
  readonly pause: Pause;
  readonly monitor: RelayMonitor;
}

/**
 * Relays the outbox until the signal is aborted; the batch in hand is finished first. Whatever fails is tried again,
 * after pauses that grow from 250 ms to 30 s. Never rejects.
 */
export async function runRelay(options: RelayOptions, signal: AbortSignal): Promise<void> {
  const { idleMs, pause, monitor, log } = options;
  let failures = 0;
  let next: TakenBatch | undefined;
  while (!signal.aborted) {
    try {
      const batch = next ?? (await takeBatch(options));
      next = undefined;
      if (batch !== undefined) next = await deliverAndTakeNext(options, batch, signal);
      if (failures > 0) log.info({ failures }, "the relay delivers again");
      failures = 0;
      monitor.report({ kind: "delivering" });
      if (batch === undefined) await pause(idleMs, signal);
      else log.debug({ delivered: batch.eventCount }, "delivered a batch");
    } catch (error) {
      failures += 1;
      const retryInMs = backOffMs(failures);
      monitor.report({ kind: "retrying", failures });
      log.warn({ err: error, failures, retryInMs }, "the relay failed and will try again");
      await pause(retryInMs, signal);
    }
  }
  monitor.report({ kind: "stopped" });
}

/**
 * Delivers a batch. While more waits than it holds, the next is cut and read meanwhile, in Postgres, which takes as long as the
 * warehouse. What was taken and then not sent stays frozen, and is the oldest at the next look.
 */
async function deliverAndTakeNext(
  options: RelayOptions,
  batch: TakenBatch,
  signal: AbortSignal,
): Promise<TakenBatch | undefined> {
  const isBehind = batch.eventCount >= options.maxBatchEvents && !signal.aborted;
  const [delivered, taken] = await Promise.allSettled([
    deliverBatch(options, batch),
    isBehind ? takeBatch(options, batch.id) : undefined,
  ]);
  if (delivered.status === "rejected") throw delivered.reason;
  if (taken.status === "rejected") throw taken.reason;
  return taken.value;
}
