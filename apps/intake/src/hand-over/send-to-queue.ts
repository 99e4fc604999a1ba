import type { Submission } from "@pointsman/contracts/lead";

/** A queue's producer, as far as intake uses it. */
export interface QueueProducer<T> {
  readonly send: (message: T) => Promise<unknown>;
}

/** A send that failed is tried again at once and once more after a moment: most failures are gone by then. */
const PAUSES_MS = [20, 100] as const;

/** Sends with retries. Throws what the last attempt threw: then the lead is not accepted. */
export async function sendToQueue(
  queue: QueueProducer<Submission>,
  submission: Submission,
  pause: (ms: number) => Promise<void>,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await queue.send(submission);
      return;
    } catch (error) {
      const pauseMs = PAUSES_MS[attempt];
      if (pauseMs === undefined) throw error;
      await pause(pauseMs);
    }
  }
}
