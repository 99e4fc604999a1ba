import { Logger, run, runOnce, type Runner, type TaskList } from "graphile-worker";
import type { Logger as Log } from "pino";

import { TASKS } from "./tasks.ts";
import type { TimerContext } from "./timer-context.ts";

/**
 * Jobs are looked for this often. Leads that wait are promised a place within 2 s of there being one. The database
 * also says that there are new jobs, once a transaction; that makes most of them quicker, and nothing relies on it.
 */
const POLL_MS = 1_000;

/** Jobs under way in one process. More only wait for each other's pools. */
const CONCURRENT_JOBS = 2;

interface TimerOptions {
  readonly url: string;
}

/** Runs the jobs that are due, as they become due, together with all other processes that do. */
export async function startTimers(context: TimerContext, { url }: TimerOptions): Promise<Runner> {
  return run({
    connectionString: url,
    // One that listens for new jobs, one that takes them; the tasks work on the service's own connections.
    maxPoolSize: CONCURRENT_JOBS + 1,
    taskList: toTaskList(context),
    logger: toLogger(context.log),
    // The service ends its parts in an order of its own.
    noHandleSignals: true,
    pollInterval: POLL_MS,
    concurrency: CONCURRENT_JOBS,
  });
}

/** Runs what is due by Node's clock, and what that makes due, then returns: for tests, which move that clock. */
export async function runDueTimers(context: TimerContext, { url }: TimerOptions): Promise<void> {
  await runOnce({
    connectionString: url,
    maxPoolSize: 2,
    taskList: toTaskList(context),
    logger: toLogger(context.log),
    noHandleSignals: true,
    useNodeTime: true,
    concurrency: 1,
  });
}

function toTaskList(context: TimerContext): TaskList {
  return Object.fromEntries(
    Object.entries(TASKS).map(([name, task]) => [name, async (payload: unknown) => task(context, payload)]),
  );
}

/** Jobs that fail are logged with their reason; each job that is done is not. */
export function toLogger(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    if (level === "error") log.error(meta, message);
    else if (level === "warning") log.warn(meta, message);
    else log.debug(message);
  });
}
