import { cacheKeys } from "@pointsman/rpc/cache-keys";
import { createRpcApp } from "@pointsman/rpc/create-rpc-app";
import { listen } from "@pointsman/rpc/listen";
import { findApiKeyBySecretHash } from "@pointsman/store/api-keys/find-api-key-by-secret-hash";
import { listenForKeyChanges } from "@pointsman/store/api-keys/listen-for-key-changes";
import { touchApiKey } from "@pointsman/store/api-keys/touch-api-key";
import { assertDurable } from "@pointsman/store/assert-durable";
import { connect } from "@pointsman/store/connect";
import { insertBatch } from "@pointsman/warehouse/ingest/insert-batch";
import { pino } from "pino";

import { runScans } from "./anomalies/run-scans.ts";
import { appRouter } from "./app-router.ts";
import { parseConfig } from "./config.ts";
import type { ServiceContext } from "./context.ts";
import { openWarehouse } from "./open-warehouse.ts";
import { pause } from "./pause.ts";
import { RelayMonitor } from "./relay/relay-monitor.ts";
import { runRelay } from "./relay/run-relay.ts";
import { checkHealth } from "./verbs/check-health.ts";

// One connection relays, the others answer: reports need two statements each, a check one at a time.
const MAX_DATABASE_CONNECTIONS = 5;

/** The analytics service as a process: `node apps/analytics/src/main.ts`, configured by `config.ts`. */
async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const log = pino({ name: "pointsman-analytics", level: config.LOG_LEVEL });
  const db = connect({
    url: config.DATABASE_URL,
    maxConnections: MAX_DATABASE_CONNECTIONS,
    applicationName: "pointsman-analytics",
    onConnectionError: (error) => log.warn({ err: error }, "a database connection broke"),
  });
  await assertDurable(db);
  const { client: warehouse, close: closeWarehouse } = await openWarehouse(config.warehouse);
  const clock = { nowMs: Date.now };
  const monitor = new RelayMonitor();
  const stopping = new AbortController();
  const service: ServiceContext = { db, warehouse, clock, log, relay: monitor, pause, stopping: stopping.signal };
  const keys = cacheKeys({
    findKey: async (hash) => findApiKeyBySecretHash(db, hash),
    touchKey: async (id, usedAt) => touchApiKey(db, id, usedAt),
    onTouchFailed: (error) => log.warn({ err: error }, "the use of an API key could not be noted"),
    nowMs: clock.nowMs,
  });
  const keyChanges = listenForKeyChanges({
    url: config.DATABASE_URL,
    applicationName: "pointsman-analytics-keys",
    onChange: keys.forget,
    onError: (error) => log.warn({ err: error }, "changes of API keys are seen after 10 s until this is mended"),
  });
  const app = createRpcApp({
    router: appRouter,
    service,
    keys,
    log,
    checkHealth: async () => checkHealth(service),
  });
  const server = await listen(app, { host: config.HOST, port: config.PORT });
  log.info({ host: config.HOST, port: server.port, warehouse: config.warehouse.kind }, "the analytics service listens");
  const relay = runRelay(
    {
      db,
      clock,
      send: async (batch) => insertBatch(warehouse, batch),
      maxBatchEvents: config.RELAY_BATCH_EVENTS,
      idleMs: config.RELAY_IDLE_MS,
      pause,
      monitor,
      log,
    },
    stopping.signal,
  );
  const scans = runScans(service);
  const stop = async () => {
    stopping.abort();
    await Promise.all([relay, scans]);
    await server.close();
    await closeWarehouse();
    await keyChanges.stop();
    await db.destroy();
    log.info("stopped");
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
}

await main();
