-- Leads that wait for somebody to have room, and what people are to be told.
-- The timers' own tables are graphile-worker's, in a schema of their own: see timers/migrate-timers.ts.

alter table lead
  add column waits_for text[],
  add constraint lead_waits_for_check check (waits_for is null or state = 'parked');
-- Holds only what waits: nearly always nothing.
create index lead_waiting_idx on lead (qualified_at, id) where waits_for is not null;
comment on column lead.waits_for is 'Ids of the pools and reps that had no room for a parked lead; null: it does not wait';

create table notification (
  id bigint generated always as identity primary key,
  kind text not null,
  rep_id text not null references rep,
  lead_id text references lead,
  epoch int,
  created_at timestamptz(3) not null,
  payload jsonb not null,
  check ((lead_id is null) = (epoch is null))
);
create unique index notification_lead_key on notification (lead_id, epoch, kind, rep_id) where lead_id is not null;
create index notification_rep_created_at_idx on notification (rep_id, created_at, id);
comment on table notification is 'What somebody is to be told, written with the change that it tells of';
comment on column notification.kind is 'contracts NotificationKind';
comment on column notification.rep_id is 'Who is told';
comment on column notification.lead_id is 'Null: it is about no single lead';
comment on column notification.epoch is 'The decision that it tells of';
comment on column notification.payload is 'Ids and times only, nothing personal';
