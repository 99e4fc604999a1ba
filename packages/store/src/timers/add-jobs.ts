import type { JsonValue, Timestamp } from "@pointsman/contracts/primitive";
import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { LEADS_WAIT } from "../leads/leads-wait.ts";
import { prepared } from "../prepared.ts";
import { toRecordset } from "../recordset.ts";

/** Something to be done at an instant: a graphile-worker job. */
export type NewJob = {
  /** Of the task that does it. */
  readonly task: string;
  readonly payload: { readonly [name: string]: JsonValue };
  /** Null: at once. */
  readonly runAt: Timestamp | null;
  /** A job that waits under the same key is replaced; one that already runs is left to itself. Null: has no key. */
  readonly key: string | null;
};

/**
 * Adds jobs, in one statement, which also notifies once however many they are: they exist exactly if the transaction
 * commits. Of two with one key the later counts. A job costs about five plain rows: 400 took 6.0 ms where 400 rows took
 * 1.1 ms, one 1.0 ms where one row took 0.5 ms, so a batch without any skips the statement.
 */
export async function addJobs(tx: Tx, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length > 0) await addJobRows(jobs).execute(tx);
}

/** The statement of `addJobs`. */
export function addJobRows(jobs: readonly NewJob[]): RawBuilder<unknown> {
  return sql`${prepared("add_jobs")}
    select count(*) from graphile_worker.add_jobs((
      select array_agg(row(task, payload, null, ${runAt}, null, key, null, null)::graphile_worker.job_spec order by key)
      from json_to_recordset(${toRecordset(withoutRepeats(jobs))}::json) as r (
        task text, payload json, "runAt" timestamptz, key text)))`;
}

/** The same as `addJobs` of one job, but only where some lead waits; so that nothing is added while nothing waits. */
export async function addJobIfLeadsWait(tx: Tx, { task, payload, key }: Omit<NewJob, "runAt">): Promise<void> {
  await sql`
    select graphile_worker.add_job(${task}, ${JSON.stringify(payload)}::json, run_at => 'epoch', job_key => ${key}::text)::text
    where ${LEADS_WAIT}`.execute(tx);
}

/** "At once" is long ago: then it is due by the clock of whoever runs the jobs, not only by the database's. */
const runAt = sql`coalesce("runAt", 'epoch')`;

function withoutRepeats(jobs: readonly NewJob[]): readonly NewJob[] {
  const keyed = new Map(jobs.flatMap((job) => (job.key === null ? [] : [[job.key, job] as const])));
  return [...jobs.filter(({ key }) => key === null), ...keyed.values()];
}
