import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql, type RawBuilder } from "kysely";

import type { Db } from "../connect.ts";
import { UNCUT_EVENTS } from "../outbox/event-sets.ts";

/** How much stands and waits in the database. Each count of rows stops at `COUNTED_AT_MOST`. */
export type Depths = {
  readonly parkedLeads: number;
  readonly heldLeads: number;
  /** Parked leads for which nobody had room. */
  readonly waitingLeads: number;
  /** Events that are in no delivered batch. */
  readonly outboxEvents: number;
  /** When the oldest of them happened; null: there is none. */
  readonly outboxOldestAt: Timestamp | null;
  readonly deliveries: number;
  /** Jobs that are due and that nobody has begun. */
  readonly dueJobs: number;
  readonly laterJobs: number;
  /** Jobs that were given up after their last try. */
  readonly failedJobs: number;
};

/** More than this needs the same answer as this, and a look must stay cheap when everything piles up. */
const COUNTED_AT_MOST = 100_000;

/**
 * Reads partial indexes of what is open, and the jobs that are not done: nothing that grows with history.
 */
export async function readDepths(db: Db): Promise<Depths> {
  const { rows } = await selectDepths().execute(db);
  const [depths] = rows;
  if (depths === undefined) throw new Error("The depths were not read");
  return depths;
}

/** The statement of `readDepths`. */
export function selectDepths(): RawBuilder<Depths> {
  const most = sql.lit(COUNTED_AT_MOST);
  return sql<Depths>`
    select
      (select count(*) from (select from lead where state = 'parked' limit ${most}) as parked) as "parkedLeads",
      (select count(*) from (select from lead where state = 'held' limit ${most}) as held) as "heldLeads",
      (select count(*) from (select from lead where waits_for is not null limit ${most}) as waiting) as "waitingLeads",
      (select count(*) from (select from ${UNCUT_EVENTS} as uncut limit ${most}) as unbatched)
        + (select coalesce(sum(event_count), 0) from outbox_batch where delivered_at is null) as "outboxEvents",
      least(
        (select occurred_at from outbox where id > (select last_id from outbox_cut) order by id limit 1),
        (select outbox.occurred_at
         from (select event_ids from outbox_batch where delivered_at is null order by id limit 1) as oldest
         join outbox on outbox.id = lower(oldest.event_ids))) as "outboxOldestAt",
      (select count(*) from (select from delivery where state in ('due', 'sending') limit ${most}) as open) as deliveries,
      jobs.*
    from (
      select
        count(*) filter (where attempts < max_attempts and locked_at is null and run_at <= now()) as "dueJobs",
        count(*) filter (where attempts < max_attempts and run_at > now()) as "laterJobs",
        count(*) filter (where attempts >= max_attempts) as "failedJobs"
      from (select * from graphile_worker.jobs limit ${most}) as job
    ) as jobs`;
}
