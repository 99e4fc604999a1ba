import { Worker } from "node:worker_threads";

import type { ReadCalendar, ReadOptions } from "./read-calendar.ts";

export type WorkerAnswer =
  | { readonly calendar: ReadCalendar }
  | { readonly failure: "malformed" | "too_large"; readonly detail: string };

const IDLE_MS = 60_000;

export type CalendarReader = (text: string, options: ReadOptions) => Promise<WorkerAnswer>;

/** Of the thread. A file of 9 MB with 20,000 events took 100 MB. */
const MAX_HEAP_MB = 512;

/**
 * Reads iCalendar files in a thread of its own, one after the other: a file of 9 MB took 2 s on a busy machine, in which routing
 * goes on, and one that would take for ever is given up after `timeoutMs` together with its thread. The thread is kept for
 * the next files, because it takes some 300 ms to start, and ends when none came for a while; it keeps no process alive.
 */
export function createCalendarReader({ timeoutMs }: { readonly timeoutMs: number }): CalendarReader {
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const end = () => {
    void worker?.terminate();
    worker = null;
  };
  const readNext = async (text: string, options: ReadOptions): Promise<WorkerAnswer> => {
    clearTimeout(idle);
    worker ??= startWorker();
    const answer = await ask(worker, { text, options }, timeoutMs);
    if (answer === null) end();
    else idle = setTimeout(end, IDLE_MS).unref();
    return (
      answer ?? { failure: "too_large", detail: `It takes more than ${timeoutMs} ms or ${MAX_HEAP_MB} MB to read.` }
    );
  };
  return async (text, options) => {
    const reading = last.then(async () => readNext(text, options));
    last = reading;
    return reading;
  };
}

function startWorker(): Worker {
  const worker = new Worker(new URL("calendar-worker.ts", import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  worker.unref();
  // Without memory it fails and then exits; the exit is what is waited for.
  return worker.on("error", () => {});
}

/** Null where the thread gives no answer in time, or dies of it. Never rejects. */
async function ask(worker: Worker, message: object, timeoutMs: number): Promise<WorkerAnswer | null> {
  return new Promise((resolve) => {
    const settle = (answer: WorkerAnswer | null) => {
      clearTimeout(timer);
      worker.off("message", settle).off("exit", fail);
      resolve(answer);
    };
    const fail = () => settle(null);
    const timer = setTimeout(fail, timeoutMs);
    worker.on("message", settle).on("exit", fail);
    worker.postMessage(message);
  });
}
