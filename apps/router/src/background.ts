import { setTimeout as pause } from "node:timers/promises";

import { createGuardedFetch } from "@pointsman/outbound/guarded-fetch";
import { createMailer } from "@pointsman/outbound/mail";
import { describeSchemaGap } from "@pointsman/store/check/describe-schema-gap";
import type { Migration } from "@pointsman/store/migrate";

import { startChainer } from "./audit/run-chainer.ts";
import { createCalendarSources } from "./availability/sync/calendar-sources.ts";
import { startCalendarSync } from "./availability/sync/run-sync.ts";
import type { SyncContext } from "./availability/sync/sync-context.ts";
import type { RouterConfig } from "./config.ts";
import type { ServiceContext } from "./context.ts";
import { startNotifier } from "./notifier/run-notifier.ts";
import { startTimers } from "./timers/run-timers.ts";
import type { OnRun, RunningWorker } from "./timers/run-worker.ts";
import { isSameDecision } from "./timers/timer-context.ts";

export interface BackgroundOptions {
  readonly config: RouterConfig;
  readonly migrations: readonly Migration[];
  /** Aborted: it is not begun, where the migrations are still awaited. */
  readonly signal: AbortSignal;
}

/** What the service does besides answering: timers, telling people, reading calendars, chaining the audit trail. Begins once no migration is missing. */
export async function startBackground(
  service: ServiceContext,
  { config, migrations, signal }: BackgroundOptions,
): Promise<RunningWorker> {
  if (!(await waitForSchema(service, migrations, signal))) return { stop: async () => undefined };
  const onRun: OnRun = (task, result) => service.metrics.timerRuns.inc({ task, result });
  const worker = { url: config.DATABASE_URL, deadAfterMs: config.TIMERS_DEAD_AFTER_MS, onRun };
  const timers = await startTimers({ ...service, fence: isSameDecision }, worker);
  const outlets = openOutlets(config);
  const notifier =
    config.NOTIFIER === "on" ? startNotifier({ ...service, chance: Math.random, ...outlets }) : undefined;
  const chainer = startChainer(service);
  const sync = await startCalendarSync(toSyncContext(service, config), worker);
  return {
    stop: async () => {
      await Promise.all([timers.stop(), sync.stop(), notifier?.stop(), chainer.stop()]);
      outlets.mailer?.close();
    },
  };
}

const LOOK_EVERY_MS = 1_000;

/** @returns false: it was told to stop before */
async function waitForSchema(
  { db, log }: ServiceContext,
  migrations: readonly Migration[],
  signal: AbortSignal,
): Promise<boolean> {
  let said: string | null = null;
  while (!signal.aborted) {
    const gap = await describeSchemaGap(db, migrations).catch(() => "The database does not answer.");
    if (gap === null) return true;
    if (gap !== said) log.warn({ gap }, "not ready: timers and notifier wait for the database");
    said = gap;
    await pause(LOOK_EVERY_MS);
  }
  return false;
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
