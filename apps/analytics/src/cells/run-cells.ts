import { toTimestamp } from "@pointsman/contracts/primitive";
import { buildCells } from "@pointsman/warehouse/cells/build-cells";

import type { ServiceContext } from "../context.ts";

/** Reports read the rows of a day meanwhile. A day whose leads convert every few seconds is not worth more turns. */
const INTERVAL_MS = 30_000;
/** In one statement: a day of 300,000 leads takes a second. */
const MAX_DAYS = 10;

/**
 * Makes the cells of days whose rows have changed, a few days every 30 s until it is told to stop. Today's rows change all the
 * time and stay rows. A turn that fails is logged, and the next one tries again.
 */
export async function runCells({ warehouse, clock, rebuild, pause, stopping, log }: ServiceContext): Promise<void> {
  for (;;) {
    await pause(INTERVAL_MS, stopping);
    if (stopping.aborted) return;
    // It makes them itself, once it is through.
    if (rebuild.state.kind === "running") continue;
    try {
      await buildCells(warehouse, { before: toTimestamp(clock.nowMs()), limit: MAX_DAYS });
    } catch (error) {
      log.warn({ err: error }, "the cells that reports read could not be made; they read rows until the next turn");
    }
  }
}
