import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** Whether a job of the task is there to be run by `now`, or runs. */
export async function hasDueJob(db: Db, task: string, now: Timestamp): Promise<boolean> {
  const { rows } = await sql<{ readonly isDue: boolean }>`
    select exists (
      select from graphile_worker.jobs
      where task_identifier = ${task} and run_at <= ${now}::timestamptz) as "isDue"`.execute(db);
  return rows[0]?.isDue === true;
}
