import { actAs } from "@pointsman/store/audit/act-as";
import { runOnce, type JobHelpers, type TaskList } from "graphile-worker";

import { startWorker, toLogger, type OnRun, type RunningWorker } from "./run-worker.ts";
import { TASKS } from "./tasks.ts";
import type { TimerContext } from "./timer-context.ts";

/**
 * Jobs are looked for this often. Leads that wait are promised a place within 2 s of there being one. The database
 * also says that there are new jobs, once a transaction; that makes most of them quicker, and nothing relies on it.
 */
const POLL_MS = 1_000;

const SECOND_MS = 1_000;

/** Jobs under way in one process. More only wait for each other's pools. */
const CONCURRENT_JOBS = 2;

interface TimerOptions {
  readonly url: string;
}

interface SharedTimerOptions extends TimerOptions {
  /** How long a process may be silent until its jobs are given to others. */
  readonly deadAfterMs: number;
  readonly onRun?: OnRun | undefined;
}

/** Runs the jobs that are due, as they become due, together with all other processes that do. */
export async function startTimers(
  context: TimerContext,
  { url, deadAfterMs, onRun }: SharedTimerOptions,
): Promise<RunningWorker> {
  return startWorker(context, {
    url,
    deadAfterMs,
    taskList: toTaskList(context),
    concurrency: CONCURRENT_JOBS,
    pollMs: POLL_MS,
    onRun,
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
    Object.entries(TASKS).map(([name, task]) => [
      name,
      async (payload: unknown, helpers: JobHelpers) => {
        const db = actAs(context.db, { kind: "system", id: "timers" }, `timers.${name}`);
        if (!(await comesBack(context, helpers))) await task({ ...context, db }, payload);
      },
    ]),
  );
}

/**
 * Jobs become due by the database's clock. Where this process's is behind, the hold or the SLA that a job is about may last
 * a little yet by it: the job comes back when both agree, a second later so that it does not go round and round.
 */
async function comesBack({ clock }: TimerContext, { job, addJob }: JobHelpers): Promise<boolean> {
  const dueMs = job.run_at.getTime();
  const behindMs = dueMs - clock.nowMs();
  if (behindMs <= 0) return false;
  await addJob(job.task_identifier, job.payload, {
    runAt: new Date(dueMs + behindMs + SECOND_MS),
    ...(job.key !== null && { jobKey: job.key }),
  });
  return true;
}
