import type { RefusedEvent } from "./refused-events-error.ts";

/**
 * How the relay is doing.
 *
 * - `delivering`: nothing is wrong → `retrying` on an error, → `blocked`, → `stopped`
 * - `retrying`: the last `failures` attempts failed, the next is due after a pause → `delivering` once one succeeds
 * - `blocked`: the oldest batch holds events that the warehouse cannot store; nothing more is sent until a restart
 * - `stopped`: the process is about to end
 */
export type RelayState =
  | { readonly kind: "delivering" }
  | { readonly kind: "retrying"; readonly failures: number }
  | { readonly kind: "blocked"; readonly batchId: number; readonly refused: readonly RefusedEvent[] }
  | { readonly kind: "stopped" };

/** Where the relay says how it is doing, and callers read it. */
export class RelayMonitor {
  #state: RelayState = { kind: "delivering" };

  get state(): RelayState {
    return this.#state;
  }

  report(state: RelayState): void {
    this.#state = state;
  }
}
