import { setTimeout as pause } from "node:timers/promises";

import type { Logger } from "pino";

import { drainInOrder, type DrainStep } from "./drain.ts";
import type { Listening } from "./listen.ts";
import type { Readiness } from "./readiness.ts";

export interface EndOptions {
  readonly readiness: Readiness;
  /** Told at once that the end is near. */
  readonly server: Pick<Listening, "release">;
  /** How long calls are still taken after the service has said that it is not ready, ms. */
  readonly delayMs: number;
  /** From the first to its last; each ends what nobody needs any more. */
  readonly steps: readonly DrainStep[];
  /** For all steps together, ms. */
  readonly timeoutMs: number;
  readonly log: Logger;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
}

/** Ends a service such that nobody's call fails for it; what does not come to its end in time is cut off, and said. */
export async function endService(options: EndOptions): Promise<void> {
  const { readiness, server, delayMs, steps, timeoutMs, log, exit } = options;
  readiness.drain();
  server.release();
  log.info({ delayMs }, "about to end: not ready any more, calls are still answered");
  await pause(delayMs);
  try {
    const late = await drainInOrder(steps, timeoutMs);
    if (late === null) {
      log.info("stopped");
      return;
    }
    log.error({ step: late, timeoutMs }, "did not come to its end in time and is cut off");
  } catch (error) {
    log.error({ err: error }, "could not end in order");
  }
  exit(1);
}
