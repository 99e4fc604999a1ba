import { cacheKeys } from "@pointsman/rpc/cache-keys";
import { createRpcApp } from "@pointsman/rpc/create-rpc-app";
import { listen } from "@pointsman/rpc/listen";
import { findApiKeyBySecretHash } from "@pointsman/store/api-keys/find-api-key-by-secret-hash";
import { listenForKeyChanges } from "@pointsman/store/api-keys/listen-for-key-changes";
import { touchApiKey } from "@pointsman/store/api-keys/touch-api-key";
import { assertDurable } from "@pointsman/store/assert-durable";
import { connect } from "@pointsman/store/connect";
import { pino } from "pino";

import { API_INFO } from "./api-info.ts";
import { appRouter } from "./app-router.ts";
import { parseConfig } from "./config.ts";
import { createService } from "./create-service.ts";
import { startTimers } from "./timers/run-timers.ts";
import { isSameDecision } from "./timers/timer-context.ts";
import { checkHealth } from "./verbs/check-health.ts";

/** The routing service as a process: `node apps/router/src/main.ts`, configured by `config.ts`. */
async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const log = pino({ name: "pointsman-router", level: config.LOG_LEVEL });
  const db = connect({
    url: config.DATABASE_URL,
    maxConnections: config.DATABASE_MAX_CONNECTIONS,
    applicationName: "pointsman-router",
    onConnectionError: (error) => log.warn({ err: error }, "a database connection broke"),
  });
  await assertDurable(db);
  const service = createService({
    db,
    clock: { nowMs: Date.now },
    log,
    chance: Math.random,
    maxBatchLeads: config.BATCH_MAX_LEADS,
    maxBatches: config.BATCHES_UNDER_WAY,
    lingerMs: config.BATCH_LINGER_MS,
    maxWaitingLeads: config.MAX_WAITING_LEADS,
  });
  const keys = cacheKeys({
    findKey: async (hash) => findApiKeyBySecretHash(db, hash),
    touchKey: async (id, usedAt) => touchApiKey(db, id, usedAt),
    onTouchFailed: (error) => log.warn({ err: error }, "the use of an API key could not be noted"),
    nowMs: Date.now,
  });
  const keyChanges = listenForKeyChanges({
    url: config.DATABASE_URL,
    applicationName: "pointsman-router-keys",
    onChange: keys.forget,
    onError: (error) => log.warn({ err: error }, "changes of API keys are seen after 10 s until this is mended"),
  });
  const app = createRpcApp({
    router: appRouter,
    service,
    keys,
    log,
    checkHealth: async () => checkHealth(service),
    describedAs: API_INFO,
  });
  const server = await listen(app, { host: config.HOST, port: config.PORT });
  log.info({ host: config.HOST, port: server.port }, "the routing service listens");
  const timers = await startTimers({ ...service, fence: isSameDecision }, { url: config.DATABASE_URL });
  const stop = async () => {
    // Streams never end by themselves.
    service.feed.stop();
    await server.close();
    await timers.stop();
    await service.batcher.drain();
    await keyChanges.stop();
    await db.destroy();
    log.info("stopped");
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
}

await main();
