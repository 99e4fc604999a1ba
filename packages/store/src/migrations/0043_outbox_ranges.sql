-- A batch names its events by their numbers. Before, each event named its batch: freezing one wrote every row of it anew, with its
-- indexes and its foreign key, 22 µs an event of the 26 that the relay took of Postgres. Now an event is written once.
lock table outbox, outbox_batch in access exclusive mode;

alter table outbox_batch add column event_ids int8multirange;
alter table outbox_batch_archive add column event_ids int8multirange;
update outbox_batch set event_ids = frozen.ids
from (select batch_id, range_agg(int8range(id, id, '[]')) as ids from outbox where batch_id is not null group by batch_id) as frozen
where frozen.batch_id = outbox_batch.id;
update outbox_batch_archive set event_ids = frozen.ids
from (select batch_id, range_agg(int8range(id, id, '[]')) as ids from outbox_archive group by batch_id) as frozen
where frozen.batch_id = outbox_batch_archive.id;
alter table outbox_batch alter column event_ids set not null;
alter table outbox_batch_archive alter column event_ids set not null;
comment on column outbox_batch.event_ids is 'outbox.id of its events, in ranges; each is in one batch';
comment on column outbox_batch_archive.event_ids is 'outbox.id of its events, in ranges; each is in one batch';

create table outbox_cut (
  id boolean primary key default true check (id),
  last_id bigint not null,
  gaps int8multirange not null default '{}',
  settling int8multirange not null default '{}',
  settling_writers text[] not null default '{}'
) with (fillfactor = 50);
comment on table outbox_cut is 'One row. Which events are in batches: those up to last_id without gaps. Numbers become visible out of order';
comment on column outbox_cut.id is 'Always true: there is one row';
comment on column outbox_cut.last_id is 'The highest outbox.id that is in a batch; 0: none is';
comment on column outbox_cut.gaps is 'Numbers below it that were not to be seen: of transactions under way, or of some that were rolled back';
comment on column outbox_cut.settling is 'Of the gaps: forgotten once all of settling_writers have ended, as nobody is left who could fill them';
comment on column outbox_cut.settling_writers is 'pg_locks.virtualtransaction of those that were writing to outbox after the gaps had been seen';
-- The lock above has waited for all who were writing: nothing else is on its way.
insert into outbox_cut (last_id, gaps)
select greatest(coalesce(max(id), 0), (select coalesce(max(id), 0) from outbox_archive)),
       coalesce(range_agg(int8range(id, id, '[]')) filter (where batch_id is null), '{}')
from outbox;

drop view all_outbox;
alter table outbox drop column batch_id;
alter table outbox_archive drop column batch_id;
comment on table outbox is 'One row a change of a lead, written once. Which are in batches is told by outbox_cut, never by "id > last": ids commit out of order';
select renew_archive_views();

-- The steps are statements of their own, for each sees what was committed before it began.
create function cut_outbox_batch(max_events int, cut_at timestamptz)
returns table (batch_id bigint, batch_token text, batch_events int)
language plpgsql as $$
declare
  cut outbox_cut;
  writers text[];
  found_ids int8multirange;
  found_last bigint;
  found_count int;
  found_token text;
  old_gaps int8multirange;
begin
  select * into strict cut from outbox_cut;
  -- Nothing is locked, hence written, where nothing waits: several processes look four times a second.
  if coalesce((select max(outbox.id) from outbox), 0) <= cut.last_id and not exists (
    select from unnest(cut.gaps) as gap cross join lateral (
      select from outbox where outbox.id >= lower(gap) and outbox.id < upper(gap) order by outbox.id limit 1) as late) then
    return;
  end if;
  select * into strict cut from outbox_cut for update;

  -- Whoever writes to outbox locks it before his rows get numbers, and until his commit is seen. So whoever had a number that was
  -- a gap at an earlier cut stands here, or has ended, and what he committed is found below.
  if not isempty(cut.gaps) then
    select coalesce(array_agg(distinct virtualtransaction), '{}') into writers
    from pg_locks
    where locktype = 'relation' and relation = 'outbox'::regclass and mode = 'RowExclusiveLock'
      and database = (select oid from pg_database where datname = current_database());
  end if;

  select range_agg(int8range(found.id, found.id, '[]')), max(found.id), count(*),
         encode(sha256(convert_to(string_agg(found.payload::text, e'\n' order by found.id), 'UTF8')), 'hex')
  into found_ids, found_last, found_count, found_token
  from (
    select late.id, late.payload
    from unnest(cut.gaps) as gap join outbox as late on late.id >= lower(gap) and late.id < upper(gap)
    union all
    (select newer.id, newer.payload from outbox as newer where newer.id > cut.last_id order by newer.id limit max_events)
    order by id
    limit max_events) as found;
  if found_count = 0 then
    return;
  end if;

  old_gaps := cut.gaps - found_ids;
  -- Not where a full batch may have left some of them out.
  if not isempty(old_gaps) and (found_count < max_events or found_last > cut.last_id) then
    if not isempty(cut.settling) and not cut.settling_writers && writers then
      old_gaps := old_gaps - cut.settling;
      cut.settling := '{}';
    end if;
    if isempty(cut.settling) then
      if writers = '{}' then
        old_gaps := '{}';
      else
        cut.settling := old_gaps;
        cut.settling_writers := writers;
      end if;
    end if;
  end if;
  if found_last > cut.last_id then
    old_gaps := old_gaps + (int8multirange(int8range(cut.last_id, found_last, '(]')) - found_ids);
  end if;
  update outbox_cut
  set last_id = greatest(cut.last_id, found_last), gaps = old_gaps,
      settling = cut.settling * old_gaps, settling_writers = cut.settling_writers;
  return query
    insert into outbox_batch (token, event_count, created_at, event_ids)
    values (found_token, found_count, cut_at, found_ids)
    returning id, token, event_count;
end
$$;
comment on function cut_outbox_batch(int, timestamptz) is 'Freezes the oldest events that are in no batch into a new one; no row: there are none';
