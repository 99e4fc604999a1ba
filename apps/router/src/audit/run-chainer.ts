import { setTimeout as pause } from "node:timers/promises";

import { toTimestamp } from "@pointsman/contracts/primitive";
import { chainChanges } from "@pointsman/store/audit/chain-changes";

import type { ServiceContext } from "../context.ts";
import { signHead } from "./sign-head.ts";

/** How long a change waits for its place in the chain at most, as long as it keeps up. */
const POLL_MS = 1_000;
/** Between two full looks, so that at thousands of leads a second the database gets its breath. */
const BREATH_MS = 20;
/** How often the head is signed, where it has moved: what was cut off before it is seen. */
const SIGN_EVERY_MS = 10 * 60_000;

export type ChainerContext = Pick<ServiceContext, "db" | "clock" | "log" | "signingKey">;

export interface Chainer {
  /** Resolves when what is under way is done. */
  readonly stop: () => Promise<void>;
}

/** Chains what is committed, by turns with all other processes that do, until it is stopped. Never throws. */
export function startChainer(context: ChainerContext): Chainer {
  const stopping = new AbortController();
  const ended = runUntil(context, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

async function runUntil(context: ChainerContext, signal: AbortSignal): Promise<void> {
  const { db, clock, log } = context;
  let signedMs = clock.nowMs();
  while (!signal.aborted) {
    let chained = 0;
    try {
      chained = await chainChanges(db, toTimestamp(clock.nowMs()));
      if (clock.nowMs() - signedMs > SIGN_EVERY_MS) {
        signedMs = clock.nowMs();
        await signHead(context);
      }
    } catch (error) {
      log.error({ err: error }, "changes could not be chained; it will be tried again");
    }
    await pause(chained > 0 ? BREATH_MS : POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Chains all that is committed now, as far as nobody else is at it. */
export async function chainAll({ db, clock }: Pick<ServiceContext, "db" | "clock">): Promise<void> {
  while ((await chainChanges(db, toTimestamp(clock.nowMs()))) > 0);
}
