import { countWaitingEvents, readLastEventNumber } from "@pointsman/store/outbox/waiting-events";

import type { ServiceContext } from "../context.ts";

export type CatchUpDeps = Pick<ServiceContext, "db" | "clock" | "relay" | "pause" | "stopping">;

export interface CatchUpResult {
  /** Every event that existed at the call is in the warehouse: a report that is read now has it. */
  readonly caughtUp: boolean;
  /** How many of them are not known to be. */
  readonly waiting: number;
  readonly waitedMs: number;
}

const POLL_MS = 50;

/**
 * Waits until the events that exist now are delivered, or `timeoutMs` has passed. Gives up at once where waiting cannot
 * help: the relay has stopped. What is set aside does not wait.
 */
export async function catchUp(deps: CatchUpDeps, options: { readonly timeoutMs: number }): Promise<CatchUpResult> {
  const { db, clock, pause, stopping } = deps;
  const startMs = clock.nowMs();
  const lastNumber = await readLastEventNumber(db);
  for (;;) {
    const waiting = await countWaitingEvents(db, lastNumber);
    const waitedMs = clock.nowMs() - startMs;
    if (waiting === 0 || waitedMs >= options.timeoutMs || isHopeless(deps)) {
      return { caughtUp: waiting === 0, waiting, waitedMs };
    }
    await pause(POLL_MS, stopping);
  }
}

function isHopeless({ relay, stopping }: CatchUpDeps): boolean {
  return stopping.aborted || relay.state.kind === "stopped";
}
