import { sql } from "kysely";

/** Events that are in no batch: `id`, `kind` and `occurred_at` of each. */
export const UNCUT_EVENTS = sql`(
  select fresh.id, fresh.kind, fresh.occurred_at
  from outbox_cut
  -- In order, so that the index is read from there on: the planner takes a third of the table to lie behind any number.
  cross join lateral (select * from outbox where outbox.id > outbox_cut.last_id order by outbox.id) as fresh
  union all
  select late.id, late.kind, late.occurred_at
  from outbox_cut cross join unnest(outbox_cut.gaps) as gap
  join outbox as late on late.id >= lower(gap) and late.id < upper(gap)
)`;

/** Events that are in no delivered batch, the same of each. */
export const WAITING_EVENTS = sql`(
  select * from ${UNCUT_EVENTS} as uncut
  union all
  select frozen.id, frozen.kind, frozen.occurred_at
  from outbox_batch cross join unnest(outbox_batch.event_ids) as stretch
  join outbox as frozen on frozen.id >= lower(stretch) and frozen.id < upper(stretch)
  where outbox_batch.delivered_at is null
)`;
