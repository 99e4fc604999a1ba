import { setTimeout as pause } from "node:timers/promises";

import { toTimestamp } from "@pointsman/contracts/primitive";
import { pruneDeliveries } from "@pointsman/store/deliveries/prune-deliveries";
import { hasEndpoint } from "@pointsman/store/endpoints/find-endpoints";
import { pruneQuietLeads } from "@pointsman/store/notifications/quiet-leads";

import { claimDue, deliver } from "./deliver.ts";
import { dispatch } from "./dispatch.ts";
import type { NotifierContext } from "./notifier-context.ts";

/** How often is looked for something to tell. Polled, not notified: a NOTIFY in every commit costs Postgres 5–6 times. */
const POLL_MS = 1_000;

/** Where a message is done its receiver is free for the next; so many of them at once are one look. */
const SOON_MS = 20;

/** Longer than a call may take, shorter than a supervisor waits before it kills (25 s in the local stack). */
const STOP_MS = 18_000;

/** Messages under way in one process. */
const MAX_UNDER_WAY = 64;

/** Deliveries are kept for so long after they are done. */
const KEEP_MS = 30 * 24 * 3_600_000;
const PRUNE_EVERY_MS = 3_600_000;
const PRUNE_AT_ONCE = 10_000;

export interface Notifier {
  /** Begins nothing more; resolves when what is under way is done, after 18 s at most. What is not is sent again later. */
  readonly stop: () => Promise<void>;
}

/** Tells people and programs, together with all other processes that do, until it is stopped. Never throws. */
export function startNotifier(context: NotifierContext): Notifier {
  const stopping = new AbortController();
  const ended = runUntil(context, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      const patience = new AbortController();
      await Promise.race([ended, pause(STOP_MS, undefined, { signal: patience.signal }).catch(() => undefined)]);
      patience.abort();
    },
  };
}

async function runUntil(context: NotifierContext, signal: AbortSignal): Promise<void> {
  const { log, clock } = context;
  const underWay = new Set<Promise<void>>();
  let prunedMs = -Infinity;
  while (!signal.aborted) {
    let isBusy = false;
    try {
      isBusy = await look(context, underWay);
      if (clock.nowMs() - prunedMs > PRUNE_EVERY_MS) {
        prunedMs = clock.nowMs();
        await prune(context);
      }
    } catch (error) {
      log.error({ err: error }, "telling people failed and will be tried again");
    }
    if (!isBusy) await pauseUntilDone(underWay, signal);
  }
  await Promise.all(underWay);
}

/** Looks once for something to tell, and begins to send what is due. @returns whether there was anything */
async function look(context: NotifierContext, underWay: Set<Promise<void>>): Promise<boolean> {
  if (context.mailer === null && !(await hasEndpoint(context.db))) return false;
  const dispatched = await dispatch(context);
  const claimed = await claimDue(context, MAX_UNDER_WAY - underWay.size);
  for (const delivery of claimed) {
    const sending = deliver(context, delivery)
      // It stays claimed, and is sent again when the claim lapses.
      .catch((error: unknown) =>
        context.log.error({ err: error, deliveryId: delivery.id }, "a message could not be sent"),
      )
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
  }
  return dispatched || claimed.length > 0;
}

/** Until the next look is due, or something that is under way is done. */
async function pauseUntilDone(underWay: ReadonlySet<Promise<void>>, signal: AbortSignal): Promise<void> {
  const isDone = new AbortController();
  const waiting = pause(POLL_MS, undefined, { signal: AbortSignal.any([signal, isDone.signal]) }).catch(
    () => undefined,
  );
  if (underWay.size > 0) {
    const done = Promise.race(underWay).then(async () => pause(SOON_MS));
    await Promise.race([waiting, done]);
    isDone.abort();
  }
  await waiting;
}

async function prune({ db, clock }: NotifierContext): Promise<void> {
  const before = toTimestamp(clock.nowMs() - KEEP_MS);
  while ((await pruneDeliveries(db, { before, limit: PRUNE_AT_ONCE })) === PRUNE_AT_ONCE);
  await pruneQuietLeads(db, before);
}

/** Tells all that is to be told now, then returns: for tests, which move the clock. */
export async function tellDue(context: NotifierContext): Promise<void> {
  const underWay = new Set<Promise<void>>();
  while (await look(context, underWay)) await Promise.all(underWay);
}
