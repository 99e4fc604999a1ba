import type { RebuildProgress } from "./rebuild-warehouse.ts";

/**
 * The rebuild of the warehouse in this process.
 *
 * - `none`: none was asked for since the start → `running`
 * - `running` → `done`, or `failed` with what went wrong; either may be started again
 */
export type RebuildState =
  | { readonly kind: "none" }
  | ({ readonly kind: "running" | "done" } & RebuildProgress)
  | ({ readonly kind: "failed"; readonly problem: string } & RebuildProgress);

/** One rebuild at a time, told of while it goes on. */
export class RebuildMonitor {
  #state: RebuildState = { kind: "none" };

  get state(): RebuildState {
    return this.#state;
  }

  /** Starts it, unless one is under way; resolves when it has ended. Never rejects. */
  async run(rebuild: (onProgress: (progress: RebuildProgress) => void) => Promise<RebuildProgress>): Promise<void> {
    if (this.#state.kind === "running") return;
    let progress: RebuildProgress = { total: 0, done: 0, emptied: false };
    this.#state = { kind: "running", ...progress };
    try {
      progress = await rebuild((now) => {
        progress = now;
        this.#state = { kind: "running", ...now };
      });
      this.#state = { kind: "done", ...progress };
    } catch (error) {
      this.#state = { kind: "failed", problem: error instanceof Error ? error.message : String(error), ...progress };
    }
  }
}
