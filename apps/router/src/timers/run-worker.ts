import { EventEmitter } from "node:events";

import { mask } from "@pointsman/telemetry/describe-error";
import { Logger, run, type TaskList, type WorkerEvents } from "graphile-worker";
import type { Logger as Log } from "pino";

import type { ServiceContext } from "../context.ts";
import { keepAlive } from "./keep-alive.ts";

/** How the jobs of some tasks are run by this process. */
export interface WorkerOptions {
  readonly url: string;
  /** How long a process may be silent until its jobs are given to others. */
  readonly deadAfterMs: number;
  readonly taskList: TaskList;
  /** Jobs under way at once in this process. */
  readonly concurrency: number;
  readonly pollMs: number;
  readonly onRun?: OnRun | undefined;
}

/** Told of each job that was run. */
export type OnRun = (task: string, result: "done" | "failed") => void;

/** Runs jobs until it is stopped: none is under way then. */
export interface RunningWorker {
  readonly stop: () => Promise<void>;
}

/** Runs jobs as they become due, together with all other processes that do. */
export async function startWorker(
  context: Pick<ServiceContext, "db" | "log">,
  { url, deadAfterMs, taskList, concurrency, pollMs, onRun }: WorkerOptions,
): Promise<RunningWorker> {
  const events: WorkerEvents = new EventEmitter();
  const created = new Promise<string>((resolve) => {
    events.once("pool:create", ({ workerPool }) => resolve(workerPool.id));
  });
  if (onRun !== undefined) {
    events.on("job:success", ({ job }) => onRun(job.task_identifier, "done"));
    events.on("job:error", ({ job }) => onRun(job.task_identifier, "failed"));
  }
  const runner = await run({
    connectionString: url,
    events,
    // One that listens for new jobs, and those that take them; the tasks work on the service's own connections.
    maxPoolSize: concurrency + 1,
    taskList,
    logger: toLogger(context.log),
    // The service ends its parts in an order of its own.
    noHandleSignals: true,
    pollInterval: pollMs,
    concurrency,
  });
  const life = keepAlive(context, { workerId: await created, deadAfterMs });
  return {
    stop: async () => {
      await runner.stop();
      await life[Symbol.asyncDispose]();
    },
  };
}

/** Jobs that fail are logged with their reason; each job that is done is not. */
export function toLogger(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    if (level === "error") log.error(toFields(meta), toLine(message));
    else if (level === "warning") log.warn(toFields(meta), toLine(message));
    else log.debug(message);
  });
}

/** Of the job its names: its error is described as any other, which the message quotes in full. */
function toFields(meta: unknown): { readonly err?: unknown; readonly task?: unknown; readonly jobId?: unknown } {
  if (typeof meta !== "object" || meta === null) return {};
  const { error, job } = meta as { readonly error?: unknown; readonly job?: { readonly [field: string]: unknown } };
  return {
    ...(error !== undefined && { err: error }),
    ...(job !== undefined && { task: job["task_identifier"], jobId: job["id"] }),
  };
}

function toLine(message: string): string {
  return mask(/^.*?(?= with error |: |\n|$)/.exec(message)?.[0] ?? "");
}
