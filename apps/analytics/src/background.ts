import { NO_TRACING, type Tracing } from "@pointsman/telemetry/tracing";
import { insertBatch } from "@pointsman/warehouse/ingest/insert-batch";

import { runScans } from "./anomalies/run-scans.ts";
import { runCells } from "./cells/run-cells.ts";
import type { AnalyticsConfig } from "./config.ts";
import type { ServiceContext } from "./context.ts";
import type { AnalyticsMetrics } from "./metrics/analytics-metrics.ts";
import { watchSend } from "./metrics/watch-send.ts";
import { runReconciler } from "./reconcile/run-reconciler.ts";
import type { RelayMonitor } from "./relay/relay-monitor.ts";
import { runRelay } from "./relay/run-relay.ts";

export interface BackgroundOptions {
  readonly config: AnalyticsConfig;
  readonly monitor: RelayMonitor;
  readonly metrics: AnalyticsMetrics;
  readonly tracing: Tracing;
}

/** What the service does besides answering, until it is told to stop: relays events, reconciles, keeps reports' cells, looks for anomalies. */
export async function runBackground(
  service: ServiceContext,
  { config, monitor, metrics, tracing }: BackgroundOptions,
): Promise<void> {
  const { db, warehouse, clock, log, pause, stopping } = service;
  const traced = tracing === NO_TRACING ? null : tracing;
  const send = watchSend(async (batch) => insertBatch(warehouse, batch), metrics, traced);
  const { RELAY_BATCH_EVENTS: maxBatchEvents, RELAY_IDLE_MS: idleMs } = config;
  await Promise.all([
    runRelay({ db, clock, send, maxBatchEvents, idleMs, pause, monitor, log }, stopping),
    runReconciler(service, { everyMs: config.RECONCILE_MINUTES * 60_000 }),
    runScans(service),
    runCells(service),
  ]);
}
