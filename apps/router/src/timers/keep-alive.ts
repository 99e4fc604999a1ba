import { setTimeout as pause } from "node:timers/promises";

import { removeWorker, renewWorker, unlockJobsOfDead } from "@pointsman/store/timers/worker-life";

import type { TimerContext } from "./timer-context.ts";

/** A process that dies is noticed after that time and a third of it; one that lives says so three times in it. */
export interface Liveness {
  /** What its jobs are locked by. */
  readonly workerId: string;
  readonly deadAfterMs: number;
}

/**
 * Says again and again that this process lives, and gives back the jobs of those that do not: the end of a hold or of an
 * SLA that a killed process had under way is run by another within a minute. That a process which only slept does the
 * same a second time is harmless: jobs act only on the decision that they were made for (see `TimerContext.fence`).
 */
export function keepAlive(
  { db, log }: Pick<TimerContext, "db" | "log">,
  { workerId, deadAfterMs }: Liveness,
): AsyncDisposable {
  const stopping = new AbortController();
  const beat = async () => {
    try {
      await renewWorker(db, workerId);
      const dead = await unlockJobsOfDead(db, deadAfterMs);
      if (dead.length > 0) log.warn({ workers: dead }, "a process died with jobs under way; they are run again");
    } catch (error) {
      // The next one is due soon; where Postgres is away nobody else thinks that this process is dead either.
      log.warn({ err: error }, "could not say that the timers of this process live");
    }
  };
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      await beat();
      await pause(deadAfterMs / 3, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await ended;
      // Where Postgres is gone first, the others find it silent, with no job.
      await removeWorker(db, workerId).catch((error: unknown) => log.warn({ err: error }, "could not sign off"));
    },
  };
}
