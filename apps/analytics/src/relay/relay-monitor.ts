/**
 * How the relay is doing.
 *
 * - `delivering`: nothing is wrong → `retrying` on an error, → `stopped`
 * - `retrying`: the last `failures` attempts failed, the next is due after a pause → `delivering` once one succeeds
 * - `stopped`: the process is about to end
 */
export type RelayState =
  | { readonly kind: "delivering" }
  | { readonly kind: "retrying"; readonly failures: number }
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
