import { cacheKeys } from "@pointsman/rpc/cache-keys";
import { createRpcApp } from "@pointsman/rpc/create-rpc-app";
import { endService } from "@pointsman/rpc/end-service";
import { listen } from "@pointsman/rpc/listen";
import { Readiness } from "@pointsman/rpc/readiness";
import { runService } from "@pointsman/rpc/run-service";
import { findApiKeyBySecretHash } from "@pointsman/store/api-keys/find-api-key-by-secret-hash";
import { listenForKeyChanges } from "@pointsman/store/api-keys/listen-for-key-changes";
import { touchApiKey } from "@pointsman/store/api-keys/touch-api-key";
import { assertDurable } from "@pointsman/store/assert-durable";
import { connect, type Db } from "@pointsman/store/connect";
import { readMigrations } from "@pointsman/store/migrate";
import { describeError } from "@pointsman/telemetry/describe-error";
import { addProcessMetrics } from "@pointsman/telemetry/metrics";
import { startTracing } from "@pointsman/telemetry/start-tracing";
import { pino, type Logger } from "pino";

import { serveAnalysts } from "./analysts/serve-analysts.ts";
import { appRouter } from "./app-router.ts";
import { runBackground } from "./background.ts";
import { parseConfig, type AnalyticsConfig } from "./config.ts";
import type { ServiceContext } from "./context.ts";
import { createAnalyticsMetrics } from "./metrics/analytics-metrics.ts";
import { watchCalls } from "./metrics/watch-calls.ts";
import { listNeeds } from "./needs.ts";
import { openWarehouse, type Warehouse } from "./open-warehouse.ts";
import { pause } from "./pause.ts";
import { RebuildMonitor } from "./rebuild/rebuild-monitor.ts";
import { RelayMonitor } from "./relay/relay-monitor.ts";
import { checkHealth } from "./verbs/check-health.ts";

// One connection relays, the others answer: reports need two statements each, a check one at a time.
const MAX_DATABASE_CONNECTIONS = 5;

const LOGGED = { name: "pointsman-analytics", serializers: { err: describeError } };

/** The analytics service as a process: `node apps/analytics/src/main.ts`, configured by `config.ts`. */
async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const log = pino({ ...LOGGED, level: config.LOG_LEVEL });
  const db = connect({
    url: config.DATABASE_URL,
    maxConnections: MAX_DATABASE_CONNECTIONS,
    applicationName: "pointsman-analytics",
    onConnectionError: (error) => log.warn({ err: error }, "a database connection broke"),
  });
  await assertDurable(db);
  const { client: warehouse, embedded, close: closeWarehouse } = await openWarehouse(config.warehouse);
  const clock = { nowMs: Date.now };
  const monitor = new RelayMonitor();
  const stopping = new AbortController();
  const service: ServiceContext = {
    db,
    warehouse,
    clock,
    log,
    relay: monitor,
    rebuild: new RebuildMonitor(),
    pause,
    stopping: stopping.signal,
  };
  const { keys, keyChanges } = openKeys(db, config, log);
  const tracing = await startTracing({
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    serviceName: "pointsman-analytics",
    share: config.OTEL_TRACES_SAMPLER_ARG,
  });
  const metrics = createAnalyticsMetrics(service);
  addProcessMetrics(metrics);
  const readiness = new Readiness(listNeeds(db, warehouse, await readMigrations()));
  const app = createRpcApp({
    router: appRouter,
    service,
    keys,
    log,
    checkHealth: async () => checkHealth(service),
    readiness,
    watch: watchCalls(service, metrics, tracing),
  });
  const server = await listen(app, { host: config.HOST, port: config.PORT });
  log.info({ host: config.HOST, port: server.port, warehouse: config.warehouse.kind }, "the analytics service listens");
  const analysts = await openAnalysts(embedded, config, log);
  const background = runBackground(service, { config, monitor, metrics, tracing });
  readiness.start();
  const stop = async () =>
    endService({
      readiness,
      server,
      log,
      delayMs: config.DRAIN_DELAY_MS,
      timeoutMs: config.DRAIN_TIMEOUT_MS,
      exit: (code) => process.exit(code),
      steps: [
        {
          name: "background",
          end: async () => {
            stopping.abort();
            await background;
          },
        },
        { name: "calls", end: server.close },
        { name: "analysts", end: async () => analysts?.close() },
        { name: "warehouse", end: closeWarehouse },
        { name: "keys", end: keyChanges.stop },
        { name: "database", end: async () => db.destroy() },
        { name: "traces", end: tracing.stop },
      ],
    });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
}

/** Null: nobody is to ask here, or the warehouse is a server, where analysts ask. */
async function openAnalysts(embedded: Warehouse["embedded"], config: AnalyticsConfig, log: Logger) {
  const { ANALYSTS_PORT: port, ANALYSTS_PASSWORD: password = null } = config;
  if (embedded === null || port === undefined) return null;
  const analysts = await serveAnalysts(embedded, { port, password, nowMs: Date.now, log });
  log.info({ port: analysts.port }, "analysts may ask in SQL, on this machine");
  return analysts;
}

/** The keys on file, known for 10 s, and forgotten when Postgres says that some are other than they were. */
function openKeys(db: Db, config: AnalyticsConfig, log: Logger) {
  const keys = cacheKeys({
    findKey: async (hash) => findApiKeyBySecretHash(db, hash),
    touchKey: async (id, usedAt) => touchApiKey(db, id, usedAt),
    onTouchFailed: (error) => log.warn({ err: error }, "the use of an API key could not be noted"),
    nowMs: Date.now,
  });
  const keyChanges = listenForKeyChanges({
    url: config.DATABASE_URL,
    applicationName: "pointsman-analytics-keys",
    onChange: keys.forget,
    onError: (error) => log.warn({ err: error }, "changes of API keys are seen after 10 s until this is mended"),
  });
  return { keys, keyChanges };
}

const exit = (code: number) => process.exit(code);
await runService({ title: "The analytics service", log: pino(LOGGED), stderr: process.stderr, exit }, main);
