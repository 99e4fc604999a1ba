import type { StoreCheck } from "./store-check.ts";

/** What must hold of the outbox, and of the server under it. Event ids are made as contracts `toEventId` makes them. */
export const EVENT_CHECKS = [
  {
    name: "change-has-its-event",
    invariant: "I-18",
    description:
      "Every receipt, decision, re-route, rejection, acceptance, first touch, conversion and disqualification has its event in the outbox.",
    sql: `
      with change (lead_id, epoch, what) as (
        select id, 0, 'received' from all_lead
        union all select lead_id, epoch, outcome_kind from all_decision
        union all select lead_id, epoch, 'rerouted' from all_reroute
        union all select lead_id, epoch, 'rejected' from all_rejection
        union all select lead_id, epoch, 'accepted' from all_assignment where accepted_at is not null
        union all select lead_id, epoch, 'touched' from all_assignment where first_touched_at is not null
        union all select lead_id, epoch, 'converted' from all_conversion
        union all select lead_id, epoch, 'disqualified' from all_disqualification
        union all select lead_id, epoch, case kind when 'reminder' then 'reminded' else 'escalated' end
                  from all_notification where kind in ('reminder', 'escalation')
      )
      select change.lead_id, change.epoch, 'lead.' || change.what as missing_event
      from change
      left join all_outbox as outbox on outbox.event_id = 'evt_' || substr(change.lead_id, 6) || '.' || change.epoch || '.' || change.what
      where outbox.id is null`,
  },
  {
    name: "event-has-its-change",
    invariant: "I-18",
    description: "Every event in the outbox tells of a change that is on file.",
    sql: `
      with change (lead_id, epoch, what) as (
        select id, 0, 'received' from all_lead
        union all select lead_id, epoch, outcome_kind from all_decision
        union all select lead_id, epoch, 'rerouted' from all_reroute
        union all select lead_id, epoch, 'rejected' from all_rejection
        union all select lead_id, epoch, 'accepted' from all_assignment where accepted_at is not null
        union all select lead_id, epoch, 'touched' from all_assignment where first_touched_at is not null
        union all select lead_id, epoch, 'converted' from all_conversion
        union all select lead_id, epoch, 'disqualified' from all_disqualification
        union all select lead_id, epoch, case kind when 'reminder' then 'reminded' else 'escalated' end
                  from all_notification where kind in ('reminder', 'escalation')
      )
      select outbox.event_id, outbox.kind
      from all_outbox as outbox
      left join change on outbox.event_id = 'evt_' || substr(change.lead_id, 6) || '.' || change.epoch || '.' || change.what
      where change.lead_id is null`,
  },
  {
    name: "batch-is-as-cut",
    invariant: "I-21",
    description: "The events of an outbox batch are those that its token was made of.",
    sql: `
      select outbox_batch.id as batch_id, outbox_batch.event_count, count(outbox.id) as events
      from all_outbox_batch as outbox_batch
      left join unnest(outbox_batch.event_ids) as stretch on true
      left join all_outbox as outbox on outbox.id >= lower(stretch) and outbox.id < upper(stretch)
      group by outbox_batch.id, outbox_batch.event_count, outbox_batch.token
      having outbox_batch.event_count <> count(outbox.id)
          or outbox_batch.token is distinct from
             encode(sha256(convert_to(string_agg(outbox.payload::text, e'\\n' order by outbox.id), 'UTF8')), 'hex')`,
  },
  {
    name: "event-is-in-one-batch",
    invariant: "I-19",
    description: "Every event is either in one outbox batch, or in none and still to be cut.",
    sql: `
      with stretch as materialized (
        select outbox_batch.id as batch_id, unnest(outbox_batch.event_ids) as ids from all_outbox_batch as outbox_batch
      ), frozen as materialized (
        select coalesce(range_agg(ids), '{}') as ids from stretch
      )
      select outbox.id as event_number, outbox.event_id, null::bigint as batch_id
      from all_outbox as outbox cross join outbox_cut cross join frozen
      where (outbox.id <= outbox_cut.last_id and not outbox_cut.gaps @> outbox.id) <> (frozen.ids @> outbox.id)
      union all
      select lower(ids), null, batch_id
      from (select *, max(upper(ids)) over (order by lower(ids), batch_id rows between unbounded preceding and 1 preceding) as seen
            from stretch) as ordered
      where lower(ids) < seen`,
  },
  {
    name: "commits-are-durable",
    invariant: "I-23",
    description: "A commit survives a crash of the server: fsync, full_page_writes and synchronous_commit are on.",
    sql: `
      select name, setting from pg_settings
      where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'`,
  },
] as const satisfies readonly StoreCheck[];
