import { parentPort } from "node:worker_threads";

import type { WorkerAnswer } from "./read-apart.ts";
import { readCalendar, type ReadOptions } from "./read-calendar.ts";
import { UnreadableCalendarError } from "./read-components.ts";

/** The thread of `read-apart.ts`: reads one file after the other. */
parentPort?.on("message", ({ text, options }: { readonly text: string; readonly options: ReadOptions }) => {
  parentPort?.postMessage(answer(text, options));
});

function answer(text: string, options: ReadOptions): WorkerAnswer {
  try {
    return { calendar: readCalendar(text, options) };
  } catch (error) {
    const failure = error instanceof UnreadableCalendarError ? error.failure : "malformed";
    return { failure, detail: error instanceof Error ? error.message : "unknown" };
  }
}
