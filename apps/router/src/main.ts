import { createGuardedFetch } from "@pointsman/outbound/guarded-fetch";
import { createMailer } from "@pointsman/outbound/mail";
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
import { createCalendarSources } from "./availability/sync/calendar-sources.ts";
import { startCalendarSync } from "./availability/sync/run-sync.ts";
import type { SyncContext } from "./availability/sync/sync-context.ts";
import { parseConfig, type RouterConfig } from "./config.ts";
import type { ServiceContext } from "./context.ts";
import { createService } from "./create-service.ts";
import { startNotifier } from "./notifier/run-notifier.ts";
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
    allowPrivate: config.ALLOW_PRIVATE_ADDRESSES,
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
    onChange: () => {
      keys.forget();
      service.feed.renew();
    },
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
  const worker = { url: config.DATABASE_URL, deadAfterMs: config.TIMERS_DEAD_AFTER_MS };
  const timers = await startTimers({ ...service, fence: isSameDecision }, worker);
  const outlets = openOutlets(config);
  const notifier =
    config.NOTIFIER === "on" ? startNotifier({ ...service, chance: Math.random, ...outlets }) : undefined;
  const sync = await startCalendarSync(toSyncContext(service, config), worker);
  const stop = async () => {
    // Streams never end by themselves.
    service.feed.stop();
    await server.close();
    await Promise.all([timers.stop(), sync.stop(), notifier?.stop()]);
    outlets.mailer?.close();
    await service.batcher.drain();
    await keyChanges.stop();
    await db.destroy();
    log.info("stopped");
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
}

function toSyncContext(service: ServiceContext, config: RouterConfig): SyncContext {
  const everyMs = config.CALENDAR_SYNC_MINUTES * 60_000;
  return { ...service, chance: Math.random, everyMs, sources: createCalendarSources(config, Date.now) };
}

/** What the Standard Webhooks specification asks a sender to wait for at least. */
const OUTBOUND_TIMEOUT_MS = 15_000;
/** Of an answer nothing is read but its status. */
const MAX_ANSWER_BYTES = 64 * 1024;

function openOutlets({ SMTP_URL, MAIL_FROM, ALLOW_PRIVATE_ADDRESSES }: RouterConfig) {
  return {
    fetch: createGuardedFetch({
      allowPrivate: ALLOW_PRIVATE_ADDRESSES,
      maxBytes: MAX_ANSWER_BYTES,
      cutBody: true,
      timeoutMs: OUTBOUND_TIMEOUT_MS,
      maxRedirects: 0,
    }),
    mailer:
      SMTP_URL === undefined ? null : createMailer({ url: SMTP_URL, from: MAIL_FROM, timeoutMs: OUTBOUND_TIMEOUT_MS }),
  };
}

await main();
