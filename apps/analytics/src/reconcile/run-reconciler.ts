import { toTimestamp } from "@pointsman/contracts/primitive";

import type { ServiceContext } from "../context.ts";
import { reconcile } from "./reconcile.ts";

const HOUR_MS = 3_600_000;
/** Events are written when they happen: an older hour changes only where a store was damaged, which the command looks for. */
const LOOK_BACK_MS = 48 * HOUR_MS;

/** Reconciles the last two days every `everyMs` milliseconds until the process is about to end. Never rejects. */
export async function runReconciler(service: ServiceContext, { everyMs }: { readonly everyMs: number }): Promise<void> {
  const { clock, log, pause, rebuild, stopping } = service;
  for (;;) {
    await pause(everyMs, stopping);
    if (stopping.aborted) return;
    // What a rebuild has not shipped yet is no difference.
    if (rebuild.state.kind === "running") continue;
    try {
      const sinceMs = clock.nowMs() - LOOK_BACK_MS;
      await reconcile(service, { since: toTimestamp(sinceMs - (sinceMs % HOUR_MS)) });
    } catch (error) {
      log.warn({ err: error }, "the stores could not be reconciled; the next look is due as ever");
    }
  }
}
