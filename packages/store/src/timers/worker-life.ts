import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** Notes that the process that locks jobs as `workerId` lives, by the database's clock, which all processes share. */
export async function renewWorker(db: Db, workerId: string): Promise<void> {
  await sql`
    insert into timer_worker (id, seen_at) values (${workerId}, now())
    on conflict (id) do update set seen_at = excluded.seen_at`.execute(db);
}

/** Forgets a process that has ended and has no job under way. */
export async function removeWorker(db: Db, workerId: string): Promise<void> {
  await sql`delete from timer_worker where id = ${workerId}`.execute(db);
}

/**
 * Unlocks the jobs of every process that has not said for so long that it lives: others take them at once. One that only
 * slept finds them done, or does them a second time: a job must bear that.
 *
 * @returns the processes that had jobs
 */
export async function unlockJobsOfDead(db: Db, deadAfterMs: number): Promise<readonly string[]> {
  const deadline = sql`now() - ${deadAfterMs} * interval '1 ms'`;
  // A job that was locked just now may be of a process that has not had the time to say anything yet.
  const { rows } = await sql<{ readonly workerIds: readonly string[] }>`
    with gone as (delete from timer_worker where seen_at < ${deadline}),
    dead as (
      select array_agg(distinct locked_by) as "workerIds" from graphile_worker.jobs
      where locked_by is not null and locked_at < ${deadline}
        and not exists (select from timer_worker where id = locked_by and seen_at >= ${deadline}))
    select "workerIds", graphile_worker.force_unlock_workers("workerIds")::text from dead
    where "workerIds" is not null`.execute(db);
  return rows[0]?.workerIds ?? [];
}
