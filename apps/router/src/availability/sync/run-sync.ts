import { findNextRead } from "@pointsman/store/availability/read-calendars";
import { inTransaction } from "@pointsman/store/in-transaction";
import { addJobs } from "@pointsman/store/timers/add-jobs";
import { runOnce, type TaskList } from "graphile-worker";

import { startWorker, toLogger, type RunningWorker } from "../../timers/run-worker.ts";
import { syncCalendars } from "./sync-calendars.ts";
import type { SyncContext } from "./sync-context.ts";
import { SYNC_TASK, toSyncJob } from "./sync-job.ts";

/** A calendar may be read so much later; the database also says that there are new jobs. */
const POLL_MS = 5_000;

/**
 * Reads calendars as they become due, together with all other processes that do. Apart from the timers: a vendor that does
 * not answer must not keep a lead waiting.
 */
export async function startCalendarSync(
  context: SyncContext,
  { url, deadAfterMs }: { readonly url: string; readonly deadAfterMs: number },
): Promise<RunningWorker> {
  await inTransaction(context.db, async (tx) => {
    const next = await findNextRead(tx);
    if (next !== null) await addJobs(tx, [toSyncJob(next)]);
  });
  return startWorker(context, { url, deadAfterMs, taskList: toTaskList(context), concurrency: 1, pollMs: POLL_MS });
}

/** Reads what is due by Node's clock, then returns: for tests, which move that clock. */
export async function runDueSyncs(context: SyncContext, { url }: { readonly url: string }): Promise<void> {
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

function toTaskList(context: SyncContext): TaskList {
  return { [SYNC_TASK]: async () => syncCalendars(context) };
}
