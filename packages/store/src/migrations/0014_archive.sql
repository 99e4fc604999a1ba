-- Finished leads and delivered events leave the tables that routing writes to (packages/store/src/archive).
--
-- Lead ids and keys are random, so that each new lead touches cold pages of every index on leads: with a million on file a
-- batch took more than twice as long to write as with ten thousand. What is here is only read.

-- Not by month, unlike the rest: every new lead is looked up here by key, id and address, and a look-up that does not know
-- the month would cost one probe for each month on file. No unique index either: what is unique was so before it came here.
create table lead_archive (like lead including comments);
create index lead_archive_id_idx on lead_archive (id);
create index lead_archive_key_idx on lead_archive (source, idempotency_key);
create index lead_archive_email_idx on lead_archive (personal_email, received_at desc, id desc);
create index lead_archive_received_at_idx on lead_archive (received_at desc, id desc);
create index lead_archive_rep_received_at_idx on lead_archive (rep_id, received_at desc, id desc);
create index lead_archive_account_id_idx on lead_archive (account_id) where account_id is not null;
create index lead_archive_created_at_idx on lead_archive using brin (created_at);
comment on table lead_archive is 'Leads that are done with, as they stood in lead';

-- Everything else of a lead, by the month (UTC) in which that lead was taken in hand: what belongs together goes together.
create table decision_archive (lead_created_at timestamptz(3) not null, like decision including comments)
  partition by range (lead_created_at);
create index decision_archive_lead_idx on decision_archive (lead_id, epoch);
create index decision_archive_pool_idx on decision_archive (pool_id, pool_seq);
comment on table decision_archive is 'Decisions on archived leads';

create table assignment_archive (lead_created_at timestamptz(3) not null, like assignment including comments)
  partition by range (lead_created_at);
create index assignment_archive_lead_idx on assignment_archive (lead_id, epoch);
comment on table assignment_archive is 'Assignments of archived leads; all have ended';

create table reroute_archive (lead_created_at timestamptz(3) not null, like reroute including comments)
  partition by range (lead_created_at);
create index reroute_archive_lead_idx on reroute_archive (lead_id, epoch);
comment on table reroute_archive is 'Re-routes of archived leads';

create table rejection_archive (lead_created_at timestamptz(3) not null, like rejection including comments)
  partition by range (lead_created_at);
create index rejection_archive_lead_idx on rejection_archive (lead_id, epoch);
comment on table rejection_archive is 'Rejections of archived leads';

create table conversion_archive (lead_created_at timestamptz(3) not null, like conversion including comments)
  partition by range (lead_created_at);
create index conversion_archive_lead_idx on conversion_archive (lead_id);
comment on table conversion_archive is 'Conversions of archived leads';

create table disqualification_archive (lead_created_at timestamptz(3) not null, like disqualification including comments)
  partition by range (lead_created_at);
create index disqualification_archive_lead_idx on disqualification_archive (lead_id);
comment on table disqualification_archive is 'Disqualifications of archived leads';

create table notification_archive (lead_created_at timestamptz(3) not null, like notification including comments)
  partition by range (lead_created_at);
create index notification_archive_lead_idx on notification_archive (lead_id, epoch);
comment on table notification_archive is 'What people were told of archived leads';

create table lead_failure_archive (lead_created_at timestamptz(3) not null, like lead_failure including comments)
  partition by range (lead_created_at);
create index lead_failure_archive_lead_idx on lead_failure_archive (lead_id, epoch);
comment on table lead_failure_archive is 'Failures of archived leads';

do $$
declare
  name text;
begin
  foreach name in array array['decision', 'assignment', 'reroute', 'rejection', 'conversion', 'disqualification',
                              'notification', 'lead_failure'] loop
    execute format('comment on column %I.lead_created_at is %L', name || '_archive', 'created_at of the lead');
  end loop;
end
$$;

-- Events by the month in which they happened, batches by that in which they were cut.
create table outbox_archive (like outbox including comments) partition by range (occurred_at);
create index outbox_archive_event_id_idx on outbox_archive (event_id);
create index outbox_archive_batch_id_idx on outbox_archive (batch_id);
create index outbox_archive_occurred_at_idx on outbox_archive using brin (occurred_at);
comment on table outbox_archive is 'Events that the warehouse has';

create table outbox_batch_archive (like outbox_batch including comments) partition by range (created_at);
create index outbox_batch_archive_id_idx on outbox_batch_archive (id);
comment on table outbox_batch_archive is 'Batches that were delivered';

create table outbox_archived (
  id boolean primary key default true check (id),
  events bigint not null default 0
);
comment on table outbox_archived is 'One row. How many events were archived, so that nobody has to count them';
comment on column outbox_archived.id is 'Always true: there is one row';
insert into outbox_archived default values;

create table account_archived_rep (
  account_id text primary key,
  rep_id text not null,
  assigned_at timestamptz(3) not null,
  lead_id text not null,
  epoch int not null
);
comment on table account_archived_rep is 'The latest of the archived assignments of each account: routing asks for it, and the archive is not searched';

-- What the archive command looks for, the oldest first; and the leads that go with the one that they joined.
create index conversion_converted_at_idx on conversion (converted_at, lead_id);
create index disqualification_disqualified_at_idx on disqualification (disqualified_at, lead_id);
create index lead_unqualified_idx on lead (created_at, id) where state = 'unqualified';
create index lead_attached_to_idx on lead (attached_to_lead_id) where attached_to_lead_id is not null;

create function renew_archive_views() returns void language plpgsql as $$
declare
  name text;
  columns text;
begin
  foreach name in array array['lead', 'decision', 'assignment', 'reroute', 'rejection', 'conversion', 'disqualification',
                              'notification', 'lead_failure', 'outbox', 'outbox_batch'] loop
    select string_agg(quote_ident(attname), ', ' order by attnum) into columns
    from pg_attribute where attrelid = name::regclass and attnum > 0 and not attisdropped;
    execute format('drop view if exists %I', 'all_' || name);
    execute format('create view %I as select %s, false as archived from %I union all select %s, true from %I',
                   'all_' || name, columns, name, columns, name || '_archive');
    execute format('comment on view %I is %L', 'all_' || name, 'Rows of ' || name || ', archived or not');
  end loop;
end
$$;
comment on function renew_archive_views() is 'Makes the views all_… anew. A migration that adds a column to one of these tables adds it to its archive and calls this';
select renew_archive_views();

-- Apart, so that a batch prepares nothing for the months of the archive unless it has a lead that lies there.
create function archived_first_decision(of_lead text, of_lead_created_at timestamptz)
returns table (epoch int, decided_at timestamptz, outcome json, trace json, rule_set_version int)
language plpgsql stable as $$
begin
  return query
    select decision.epoch, decision.decided_at::timestamptz, decision.outcome, decision.trace, decision.rule_set_version
    from decision_archive as decision
    where decision.lead_created_at = of_lead_created_at and decision.lead_id = of_lead and decision.epoch = 1;
end
$$;
comment on function archived_first_decision(text, timestamptz) is 'The first decision on an archived lead';
