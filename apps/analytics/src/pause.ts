import { setTimeout } from "node:timers/promises";

/** Resolves after `ms` milliseconds, or as soon as the signal is aborted; never rejects. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

export const pause: Pause = async (ms, signal) => {
  // The only rejection there is: the signal.
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
};
