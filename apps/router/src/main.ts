import { setTimeout as pause } from "node:timers/promises";

import { createRpcApp } from "@pointsman/rpc/create-rpc-app";
import { listen } from "@pointsman/rpc/listen";
import { findApiKeyBySecretHash } from "@pointsman/store/api-keys/find-api-key-by-secret-hash";
import { assertDurable } from "@pointsman/store/assert-durable";
import { connect } from "@pointsman/store/connect";
import { pino } from "pino";

import { appRouter } from "./app-router.ts";
import { parseConfig } from "./config.ts";
import type { ServiceContext } from "./context.ts";
import { createService } from "./create-service.ts";
import { checkHealth } from "./verbs/check-health.ts";
import { releaseDueHolds } from "./verbs/release-due-holds.ts";

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
    maxBatchLeads: config.BATCH_MAX_LEADS,
    maxWaitingLeads: config.MAX_WAITING_LEADS,
  });
  const app = createRpcApp({
    router: appRouter,
    service,
    keys: { findKey: async (hash) => findApiKeyBySecretHash(db, hash), nowMs: Date.now },
    log,
    checkHealth: async () => checkHealth(service),
  });
  const server = await listen(app, { host: config.HOST, port: config.PORT });
  log.info({ host: config.HOST, port: server.port }, "the routing service listens");
  const sweep = sweepHolds(service, config.HOLD_SWEEP_MS);
  const stop = async () => {
    await server.close();
    await sweep.stop();
    await service.batcher.drain();
    await db.destroy();
    log.info("stopped");
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
}

/** Sweeps one after the other, `everyMs` apart. */
function sweepHolds(service: ServiceContext, everyMs: number) {
  const stopping = new AbortController();
  const stopped = (async () => {
    while (!stopping.signal.aborted) {
      await releaseDueHolds(service).catch((error: unknown) =>
        service.log.error({ err: error }, "the sweep of holds failed"),
      );
      await pause(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await stopped;
    },
  };
}

await main();
