import { setTimeout as pause } from "node:timers/promises";

const POLL_MS = 5;
const DEADLINE_MS = 60_000;

/** Waits until something holds: looks every 5 ms. @throws Error that says what did not come in 60 s, or on abort */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!(await holds())) {
    signal?.throwIfAborted();
    if (performance.now() > deadline) throw new Error(`Waited ${DEADLINE_MS / 1_000} s in vain: ${what}`);
    await pause(POLL_MS);
  }
}
