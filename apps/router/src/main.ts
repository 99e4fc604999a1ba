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
import { describeSchemaGap } from "@pointsman/store/check/describe-schema-gap";
import { connect } from "@pointsman/store/connect";
import { readMigrations } from "@pointsman/store/migrate";
import { describeError } from "@pointsman/telemetry/describe-error";
import { addProcessMetrics } from "@pointsman/telemetry/metrics";
import { startTracing } from "@pointsman/telemetry/start-tracing";
import { pino } from "pino";

import { API_INFO } from "./api-info.ts";
import { appRouter } from "./app-router.ts";
import { readSigningKey } from "./audit/signing-key.ts";
import { startBackground } from "./background.ts";
import { parseConfig, type RouterConfig } from "./config.ts";
import type { ServiceContext } from "./context.ts";
import { createService } from "./create-service.ts";
import { watchCalls } from "./metrics/watch-calls.ts";
import { checkHealth } from "./verbs/check-health.ts";

const LOGGED = { name: "pointsman-router", serializers: { err: describeError } };

/** The routing service as a process: `node apps/router/src/main.ts`, configured by `config.ts`. */
async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const signingKey = await readSigningKey(config);
  const log = pino({ ...LOGGED, level: config.LOG_LEVEL });
  const db = connect({
    url: config.DATABASE_URL,
    maxConnections: config.DATABASE_MAX_CONNECTIONS,
    applicationName: "pointsman-router",
    onConnectionError: (error) => log.warn({ err: error }, "a database connection broke"),
  });
  await assertDurable(db);
  const tracing = await startTracing({
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    serviceName: "pointsman-router",
    share: config.OTEL_TRACES_SAMPLER_ARG,
  });
  const service = createService({
    db,
    clock: { nowMs: Date.now },
    log,
    chance: Math.random,
    maxBatchLeads: config.BATCH_MAX_LEADS,
    maxBatches: config.BATCHES_UNDER_WAY,
    lingerMs: config.BATCH_LINGER_MS,
    maxWaitingLeads: config.MAX_WAITING_LEADS,
    allowPrivate: config.ALLOW_PRIVATE_ADDRESSES,
    signingKey,
    tracing,
  });
  addProcessMetrics(service.metrics);
  const { keys, keyChanges } = openKeys(service, config);
  const migrations = await readMigrations();
  const readiness = new Readiness([
    { check: async () => describeSchemaGap(db, migrations), otherwise: "The database does not answer." },
  ]);
  const app = createRpcApp({
    router: appRouter,
    service,
    keys,
    log,
    checkHealth: async () => checkHealth(service),
    describedAs: API_INFO,
    readiness,
    watch: watchCalls(service, tracing),
  });
  const server = await listen(app, { host: config.HOST, port: config.PORT });
  log.info({ host: config.HOST, port: server.port }, "the routing service listens");
  const stopping = new AbortController();
  const background = startBackground(service, { config, migrations, signal: stopping.signal });
  const stop = async () =>
    endService({
      readiness,
      server,
      log,
      delayMs: config.DRAIN_DELAY_MS,
      timeoutMs: config.DRAIN_TIMEOUT_MS,
      exit: (code) => process.exit(code),
      steps: [
        // Streams never end by themselves.
        { name: "subscriptions", end: async () => service.feed.stop() },
        { name: "calls", end: server.close },
        {
          name: "timers",
          end: async () => {
            stopping.abort();
            await (await background).stop();
          },
        },
        { name: "batches", end: async () => service.batcher.drain() },
        { name: "keys", end: keyChanges.stop },
        { name: "database", end: async () => db.destroy() },
        { name: "traces", end: tracing.stop },
      ],
    });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
  await background;
  readiness.start();
}

/** The keys on file, known for 10 s, and forgotten when Postgres says that some are other than they were. */
function openKeys({ db, log, feed }: ServiceContext, config: RouterConfig) {
  const keys = cacheKeys({
    findKey: async (hash) => findApiKeyBySecretHash(db, hash),
    touchKey: async (id, usedAt) => touchApiKey(db, id, usedAt),
    onTouchFailed: (error) => log.warn({ err: error }, "the use of an API key could not be noted"),
    nowMs: Date.now,
  });
  const keyChanges = listenForKeyChanges({
    url: config.DATABASE_URL,
    applicationName: "pointsman-router-keys",
    onChange: () => {
      keys.forget();
      feed.renew();
    },
    onError: (error) => log.warn({ err: error }, "changes of API keys are seen after 10 s until this is mended"),
  });
  return { keys, keyChanges };
}

const exit = (code: number) => process.exit(code);
await runService({ title: "The routing service", log: pino(LOGGED), stderr: process.stderr, exit }, main);
