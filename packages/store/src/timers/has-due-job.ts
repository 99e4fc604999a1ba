import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/**
 * Whether a job of the task is about to be run by `now`, or runs. One that has failed for good is not, nor one that is
 * due for more than 10 s: nobody runs it. A job for at once is due since 1970 (see `addJobs`), so only its tries count.
 */
export async function hasDueJob(db: Db, task: string, now: Timestamp): Promise<boolean> {
  const { rows } = await sql<{ readonly isDue: boolean }>`
    select exists (
      select from graphile_worker.jobs
      where task_identifier = ${task} and attempts < max_attempts and run_at <= ${now}::timestamptz
        and (run_at = 'epoch' or run_at > ${now}::timestamptz - interval '10 s')) as "isDue"`.execute(db);
  return rows[0]?.isDue === true;
}
