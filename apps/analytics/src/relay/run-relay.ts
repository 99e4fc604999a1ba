import type { Pause } from "../pause.ts";
import { backOffMs } from "./back-off.ts";
import type { RelayMonitor } from "./relay-monitor.ts";
import { relayOnce, type RelayDeps } from "./relay-once.ts";

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
  while (!signal.aborted) {
    try {
      const delivered = await relayOnce(options);
      if (failures > 0) log.info({ failures }, "the relay delivers again");
      failures = 0;
      monitor.report({ kind: "delivering" });
      if (delivered > 0) log.debug({ delivered }, "delivered a batch");
      else await pause(idleMs, signal);
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
