-- Made from the catalogue by `pnpm --filter @pointsman/store db:dump`. Do not edit: change the migrations.

create extension pg_trgm;

CREATE OR REPLACE FUNCTION public.archived_first_decision(of_lead text, of_lead_created_at timestamp with time zone)
 RETURNS TABLE(epoch integer, decided_at timestamp with time zone, outcome json, trace json, rule_set_version integer)
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  return query
    select decision.epoch, decision.decided_at::timestamptz, decision.outcome, decision.trace, decision.rule_set_version
    from decision_archive as decision
    where decision.lead_created_at = of_lead_created_at and decision.lead_id = of_lead and decision.epoch = 1;
end
$function$

CREATE OR REPLACE FUNCTION public.audit_actor()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(
    nullif(current_setting('pointsman.actor', true), '')::jsonb,
    case when current_setting('application_name') like 'pointsman-%'
         then jsonb_build_object('kind', 'system', 'id', current_setting('application_name'))
         else jsonb_build_object('kind', 'database', 'id', session_user) end)
$function$

CREATE OR REPLACE FUNCTION public.audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "TimeZone" TO 'UTC'
AS $function$
declare
  hidden text[] := string_to_array(tg_argv[2], ',');
  entity text := case when right(tg_table_name, 8) = '_archive' then left(tg_table_name, -8) else tg_table_name end;
  was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - hidden end;
  becomes jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - hidden end;
  row_now jsonb := coalesce(becomes, was);
  entity_id text;
  lead text := case entity when 'lead' then row_now ->> 'id' else row_now ->> 'lead_id' end;
  is_erasing boolean := current_setting('pointsman.erasing', true) is not distinct from 'on';
  field text;
  side_was jsonb;
begin
  if tg_op = 'UPDATE' then
    select coalesce(jsonb_object_agg(key, value), '{}') into side_was from jsonb_each(was)
    where value is distinct from becomes -> key;
    if side_was = '{}' then return null; end if;
    select jsonb_object_agg(key, value) into becomes from jsonb_each(becomes) where side_was ? key;
    was := side_was;
  end if;
  foreach field in array string_to_array(tg_argv[0], ',') loop
    entity_id := concat_ws('/', entity_id, row_now ->> field);
  end loop;
  if is_erasing then
    select jsonb_object_agg(key, '{"erased": true}'::jsonb) into was from jsonb_object_keys(was) as key;
    select jsonb_object_agg(key, '{"erased": true}'::jsonb) into becomes from jsonb_object_keys(becomes) as key;
  elsif tg_argv[3] <> '' or row_now @? 'strict $.keyvalue() ? (@.key starts with "personal")' then
    for field in select key from jsonb_object_keys(coalesce(becomes, was)) as key
                 where key like 'personal%' or key = any(string_to_array(tg_argv[3], ',')) loop
      if was ? field then was := jsonb_set(was, array[field], audit_commit(entity, entity_id, field, lead, was -> field)); end if;
      if becomes ? field then
        becomes := jsonb_set(becomes, array[field], audit_commit(entity, entity_id, field, lead, becomes -> field));
      end if;
    end loop;
  end if;
  foreach field in array string_to_array(tg_argv[1], ',') loop
    if was ->> field is not null then
      was := jsonb_set(was, array[field], jsonb_build_object('sha256', encode(sha256(convert_to(was ->> field, 'UTF8')), 'hex')));
    end if;
    if becomes ->> field is not null then
      becomes := jsonb_set(becomes, array[field],
                           jsonb_build_object('sha256', encode(sha256(convert_to(becomes ->> field, 'UTF8')), 'hex')));
    end if;
  end loop;
  insert into audit_pending (actor, action, entity, entity_id, before, after)
  values (
    audit_actor(),
    coalesce(nullif(current_setting('pointsman.action', true), ''), lower(tg_op)),
    entity, entity_id, was, becomes);
  return null;
end
$function$

CREATE OR REPLACE FUNCTION public.audit_commit(of_entity text, of_id text, of_field text, of_lead text, of_value jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
AS $function$
declare
  found text;
  new_salt text;
begin
  if of_value is null or of_value = 'null' then return 'null'; end if;
  select commitment into found from audit_personal
  where entity = of_entity and entity_id = of_id and field = of_field and value = of_value limit 1;
  if found is null then
    new_salt := gen_random_uuid()::text;
    found := encode(sha256(convert_to(new_salt || of_value::text, 'UTF8')), 'hex');
    insert into audit_personal (commitment, entity, entity_id, field, lead_id, salt, value)
    values (found, of_entity, of_id, of_field, of_lead, new_salt, of_value);
  end if;
  return jsonb_build_object('committed', found);
end
$function$

CREATE OR REPLACE FUNCTION public.audit_head(content text)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  -- The keys of canonical JSON are sorted: nothing behind the events is one of the columns, and nothing before them is
  -- anybody's to choose.
  select case
    when content ^@ '{"action":"lead.events","actor":{"id":"routing","kind":"system"},"after":null,"at":"'
      then (split_part(content, ',"events":', 1) || '}')::jsonb
    else content::jsonb end
$function$

CREATE OR REPLACE FUNCTION public.cut_outbox_batch(max_events integer, cut_at timestamp with time zone)
 RETURNS TABLE(batch_id bigint, batch_token text, batch_events integer)
 LANGUAGE plpgsql
AS $function$
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
$function$

CREATE OR REPLACE FUNCTION public.erase_person(of_email text, of_mailbox text, only_count boolean)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  pseudonym text := 'erased-' || gen_random_uuid();
  live_leads text[];
  archived_leads text[];
  leads text[];
  commitments text[];
  contacts int;
  comments int;
  failures int;
  counted jsonb;
begin
  -- In the order of ids, as everybody locks them.
  if not only_count then perform from lead where personal_email = of_email order by id for update; end if;
  live_leads := array(select id from lead where personal_email = of_email order by id);
  archived_leads := array(select id from lead_archive where personal_email = of_email order by id);
  leads := live_leads || archived_leads;
  -- Colleagues who have the address are not what is asked for: they are taken away as people and as reps.
  commitments := array(
    select commitment from audit_personal
    where lead_id = any(leads)
       or entity not in ('rep', 'person', 'rep_calendar') and strpos(lower(value::text), of_email) > 0
    order by commitment);
  select count(*) into contacts from account_contact where personal_mailbox = of_mailbox or personal_email = of_email;
  select count(*) into comments from (
    select personal_comment, lead_id from all_reroute union all select personal_comment, lead_id from all_rejection
    union all select personal_comment, lead_id from all_disqualification) as said
  where lead_id = any(leads) and personal_comment is not null;
  select count(*) into failures from all_lead_failure where lead_id = any(leads);
  counted := jsonb_build_object('leadIds', to_jsonb(live_leads), 'archivedLeadIds', to_jsonb(archived_leads),
    'contacts', contacts, 'comments', comments, 'failures', failures, 'auditValues', cardinality(commitments));
  if only_count or counted = jsonb_build_object('leadIds', '[]'::jsonb, 'archivedLeadIds', '[]'::jsonb,
    'contacts', 0, 'comments', 0, 'failures', 0, 'auditValues', 0) then return counted; end if;

  perform set_config('pointsman.erasing', 'on', true);
  update lead set personal_email = pseudonym || '@erased.invalid', personal = '{}', warnings = '{}', account_match = null,
    attributes = attributes - '{utm,website}'::text[], idempotency_key = 'erased-' || id,
    body_hash = encode(sha256(convert_to(gen_random_uuid()::text, 'UTF8')), 'hex')
  where id = any(live_leads);
  update lead_archive set personal_email = pseudonym || '@erased.invalid', personal = '{}', warnings = '{}', account_match = null,
    attributes = attributes - '{utm,website}'::text[], idempotency_key = 'erased-' || id,
    body_hash = encode(sha256(convert_to(gen_random_uuid()::text, 'UTF8')), 'hex')
  where id = any(archived_leads);
  update reroute set personal_comment = null where lead_id = any(leads) and personal_comment is not null;
  update reroute_archive set personal_comment = null where lead_id = any(leads) and personal_comment is not null;
  update rejection set personal_comment = null where lead_id = any(leads) and personal_comment is not null;
  update rejection_archive set personal_comment = null where lead_id = any(leads) and personal_comment is not null;
  update disqualification set personal_comment = null where lead_id = any(leads) and personal_comment is not null;
  update disqualification_archive set personal_comment = null where lead_id = any(leads) and personal_comment is not null;
  update lead_failure set personal_detail = '' where lead_id = any(leads);
  update lead_failure_archive set personal_detail = '' where lead_id = any(leads);
  delete from account_contact where personal_mailbox = of_mailbox or personal_email = of_email;
  delete from audit_personal where commitment = any(commitments);
  perform set_config('pointsman.erasing', '', true);
  insert into audit_pending (actor, action, entity, entity_id, after)
  values (
    audit_actor(),
    coalesce(nullif(current_setting('pointsman.action', true), ''), 'privacy.erase'),
    'erasure', pseudonym, counted || jsonb_build_object('commitments', to_jsonb(commitments)));
  return counted;
end
$function$

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% rows are immutable', tg_table_name using errcode = 'restrict_violation';
end
$function$

CREATE OR REPLACE FUNCTION public.refuse_longer_key()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'an API key cannot be made to live longer' using errcode = '42501';
end $function$

CREATE OR REPLACE FUNCTION public.refuse_undecided_lead()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from lead where id = new.id and state is null) then
    raise exception 'lead % would be committed without a decision', new.id using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$function$

CREATE OR REPLACE FUNCTION public.renew_archive_views()
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
$function$

CREATE OR REPLACE FUNCTION public.tell_key_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('pointsman_key_change', '');
  return null;
end $function$


create table account (
  id text not null,
  name text not null,
  status text not null,
  division text,
  owner_rep_id text,
  csm_rep_id text,
  former_owner_rep_id text,
  closed_lost_at timestamp(3) with time zone,
  parent_account_id text,
  aliases text[] default '{}'::text[] not null,
  country text,
  team jsonb default '[]'::jsonb not null,
  name_reading integer default 0 not null,
  constraint account_csm_rep_id_fkey FOREIGN KEY (csm_rep_id) REFERENCES rep(id),
  constraint account_former_owner_rep_id_fkey FOREIGN KEY (former_owner_rep_id) REFERENCES rep(id),
  constraint account_owner_rep_id_fkey FOREIGN KEY (owner_rep_id) REFERENCES rep(id),
  constraint account_parent_account_id_fkey FOREIGN KEY (parent_account_id) REFERENCES account(id),
  constraint account_pkey PRIMARY KEY (id)
);

create table account_archived_rep (
  account_id text not null,
  rep_id text not null,
  assigned_at timestamp(3) with time zone not null,
  lead_id text not null,
  epoch integer not null,
  constraint account_archived_rep_pkey PRIMARY KEY (account_id)
);

create table account_contact (
  personal_mailbox text not null,
  account_id text not null,
  personal_email text not null,
  role text,
  id bigint generated always as identity not null,
  constraint account_contact_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint account_contact_pkey PRIMARY KEY (personal_mailbox, account_id)
);

create table account_domain (
  domain text not null,
  account_id text not null,
  "position" integer not null,
  constraint account_domain_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint account_domain_pkey PRIMARY KEY (domain, account_id)
);

create table account_key (
  key text not null,
  account_id text not null,
  constraint account_key_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint account_key_pkey PRIMARY KEY (key, account_id)
);

create table account_name (
  account_id text not null,
  "position" integer not null,
  core text not null,
  has_domain boolean not null,
  constraint account_name_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint account_name_pkey PRIMARY KEY (account_id, "position")
);

create table account_ownership (
  id bigint generated always as identity not null,
  account_id text not null,
  rep_id text not null,
  from_at timestamp(3) with time zone,
  until_at timestamp(3) with time zone,
  end_reason text,
  changed_by text,
  constraint account_ownership_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint account_ownership_check CHECK (((until_at IS NULL) = (end_reason IS NULL))),
  constraint account_ownership_check1 CHECK ((from_at <= until_at)),
  constraint account_ownership_end_reason_check CHECK ((end_reason = ANY (ARRAY['changed'::text, 'rep_left'::text]))),
  constraint account_ownership_pkey PRIMARY KEY (id),
  constraint account_ownership_rep_id_fkey FOREIGN KEY (rep_id) REFERENCES rep(id)
);

create table account_status_change (
  id bigint generated always as identity not null,
  account_id text not null,
  from_status text,
  to_status text not null,
  owner_rep_id text,
  changed_at timestamp(3) with time zone not null,
  changed_by text not null,
  constraint account_status_change_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint account_status_change_owner_rep_id_fkey FOREIGN KEY (owner_rep_id) REFERENCES rep(id),
  constraint account_status_change_pkey PRIMARY KEY (id)
);

create table anomaly (
  id bigint generated always as identity not null,
  state text not null,
  body jsonb not null,
  sentence text not null,
  opened_at timestamp(3) with time zone not null,
  seen_at timestamp(3) with time zone not null,
  state_at timestamp(3) with time zone not null,
  acknowledged_by text,
  merged_into bigint,
  constraint anomaly_check CHECK (((state <> 'acknowledged'::text) OR (acknowledged_by IS NOT NULL))),
  constraint anomaly_check1 CHECK (((state = 'merged'::text) = (merged_into IS NOT NULL))),
  constraint anomaly_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES anomaly(id),
  constraint anomaly_pkey PRIMARY KEY (id),
  constraint anomaly_state_check CHECK ((state = ANY (ARRAY['opened'::text, 'acknowledged'::text, 'merged'::text, 'closed'::text])))
);

create table api_key (
  id text not null,
  name text not null,
  secret_hash bytea not null,
  scopes text[],
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone,
  revoked_at timestamp(3) with time zone,
  last_used_at timestamp(3) with time zone,
  person_id text,
  hint text,
  created_by text,
  rotated_from text,
  constraint api_key_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint api_key_pkey PRIMARY KEY (id),
  constraint api_key_rotated_from_fkey FOREIGN KEY (rotated_from) REFERENCES api_key(id),
  constraint api_key_rotated_from_key UNIQUE (rotated_from),
  constraint api_key_scopes_check CHECK (((scopes IS NOT NULL) OR (person_id IS NOT NULL))),
  constraint api_key_secret_hash_key UNIQUE (secret_hash)
);

create table assignment (
  lead_id text not null,
  epoch integer not null,
  rep_id text not null,
  via text not null,
  stage_id text,
  rule_id text,
  pool_id text,
  tier text,
  territory text,
  co_owner_rep_ids text[] not null,
  copied_rep_ids text[] not null,
  note text,
  assigned_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  end_reason text,
  accepted_at timestamp(3) with time zone,
  first_touched_at timestamp(3) with time zone,
  work_units integer default 1 not null,
  sla_due_at timestamp(3) with time zone,
  constraint assignment_check CHECK (((ended_at IS NULL) = (end_reason IS NULL))),
  constraint assignment_lead_id_epoch_fkey FOREIGN KEY (lead_id, epoch) REFERENCES decision(lead_id, epoch),
  constraint assignment_pkey PRIMARY KEY (lead_id, epoch),
  constraint assignment_rep_id_fkey FOREIGN KEY (rep_id) REFERENCES rep(id),
  constraint assignment_touched_check CHECK (((first_touched_at IS NULL) OR (accepted_at IS NOT NULL))),
  constraint assignment_work_units_check CHECK ((work_units > 0))
);

create table assignment_archive (
  lead_created_at timestamp(3) with time zone not null,
  lead_id text not null,
  epoch integer not null,
  rep_id text not null,
  via text not null,
  stage_id text,
  rule_id text,
  pool_id text,
  tier text,
  territory text,
  co_owner_rep_ids text[] not null,
  copied_rep_ids text[] not null,
  note text,
  assigned_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  end_reason text,
  accepted_at timestamp(3) with time zone,
  first_touched_at timestamp(3) with time zone,
  work_units integer not null,
  sla_due_at timestamp(3) with time zone
) partition by RANGE (lead_created_at);

create table audit_checkpoint (
  seq bigint not null,
  hash text not null,
  at timestamp(3) with time zone not null,
  key_id text not null,
  signature text not null,
  constraint audit_checkpoint_pkey PRIMARY KEY (seq, key_id)
);

create table audit_entry (
  seq bigint not null,
  content text not null,
  hash text not null,
  at text default (audit_head(content) ->> 'at'::text) not null,
  actor_id text default ((audit_head(content) -> 'actor'::text) ->> 'id'::text) not null,
  action text default (audit_head(content) ->> 'action'::text) not null,
  entity text default (audit_head(content) ->> 'entity'::text) not null,
  entity_id text default (audit_head(content) ->> 'entityId'::text),
  constraint audit_entry_pkey PRIMARY KEY (seq),
  constraint audit_entry_seq_check CHECK ((seq > 0))
);

create table audit_pending (
  id bigint generated always as identity not null,
  xid xid8 default pg_current_xact_id() not null,
  at timestamp(3) with time zone default clock_timestamp() not null,
  actor jsonb not null,
  action text not null,
  entity text not null,
  entity_id text not null,
  before jsonb,
  after jsonb,
  constraint audit_pending_pkey PRIMARY KEY (id)
);

create table audit_personal (
  commitment text not null,
  entity text not null,
  entity_id text not null,
  field text not null,
  lead_id text,
  salt text not null,
  value jsonb not null,
  constraint audit_personal_pkey PRIMARY KEY (commitment)
);

create table audit_position (
  id boolean default true not null,
  last_event bigint default 0 not null,
  seen_event bigint default 0 not null,
  seen_xid bigint default 0 not null,
  constraint audit_position_id_check CHECK (id),
  constraint audit_position_pkey PRIMARY KEY (id)
);

create table availability_policy (
  id boolean default true not null,
  long_busy_minutes integer default 240 not null,
  tell_stale_after_hours integer default 24 not null,
  constraint availability_policy_id_check CHECK (id),
  constraint availability_policy_long_busy_minutes_check CHECK ((long_busy_minutes > 0)),
  constraint availability_policy_pkey PRIMARY KEY (id),
  constraint availability_policy_tell_stale_after_hours_check CHECK ((tell_stale_after_hours > 0))
);

create table calendar_block (
  calendar_id text not null,
  "position" integer not null,
  kind text not null,
  from_at timestamp(3) with time zone not null,
  until_at timestamp(3) with time zone not null,
  constraint calendar_block_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES rep_calendar(id) ON DELETE CASCADE,
  constraint calendar_block_check CHECK ((from_at < until_at)),
  constraint calendar_block_kind_check CHECK ((kind = ANY (ARRAY['out_of_office'::text, 'busy'::text]))),
  constraint calendar_block_pkey PRIMARY KEY (calendar_id, "position")
);

create table conversion (
  lead_id text not null,
  epoch integer not null,
  rep_id text not null,
  converted_at timestamp(3) with time zone not null,
  constraint conversion_lead_id_epoch_fkey FOREIGN KEY (lead_id, epoch) REFERENCES decision(lead_id, epoch),
  constraint conversion_pkey PRIMARY KEY (lead_id),
  constraint conversion_rep_id_fkey FOREIGN KEY (rep_id) REFERENCES rep(id)
);

create table conversion_archive (
  lead_created_at timestamp(3) with time zone not null,
  lead_id text not null,
  epoch integer not null,
  rep_id text not null,
  converted_at timestamp(3) with time zone not null
) partition by RANGE (lead_created_at);

create table credit_correction (
  id bigint generated always as identity not null,
  pool_id text not null,
  after_seq bigint not null,
  deltas jsonb not null,
  personal_comment text not null,
  requested_by text not null,
  corrected_at timestamp(3) with time zone not null,
  cause text not null,
  constraint credit_correction_cause_check CHECK ((cause = ANY (ARRAY['correction'::text, 'members'::text, 'unit'::text]))),
  constraint credit_correction_pkey PRIMARY KEY (id),
  constraint credit_correction_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES pool(id)
);

create table decision (
  lead_id text not null,
  epoch integer not null,
  decided_at timestamp(3) with time zone not null,
  rule_set_version integer not null,
  outcome_kind text not null,
  outcome json not null,
  trace json not null,
  inputs json not null,
  pool_id text,
  pool_seq bigint,
  constraint decision_check CHECK (((pool_id IS NULL) = (pool_seq IS NULL))),
  constraint decision_epoch_check CHECK ((epoch > 0)),
  constraint decision_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead(id),
  constraint decision_outcome_kind_check CHECK ((outcome_kind = ANY (ARRAY['assigned'::text, 'held'::text, 'parked'::text, 'attached'::text, 'unqualified'::text]))),
  constraint decision_pkey PRIMARY KEY (lead_id, epoch),
  constraint decision_pool_id_pool_seq_key UNIQUE (pool_id, pool_seq),
  constraint decision_rule_set_version_fkey FOREIGN KEY (rule_set_version) REFERENCES rule_set_version(version)
) with (toast_tuple_target=8160);

create table decision_archive (
  lead_created_at timestamp(3) with time zone not null,
  lead_id text not null,
  epoch integer not null,
  decided_at timestamp(3) with time zone not null,
  rule_set_version integer not null,
  outcome_kind text not null,
  outcome json not null,
  trace json not null,
  inputs json not null,
  pool_id text,
  pool_seq bigint
) partition by RANGE (lead_created_at);

create table delivery (
  id bigint generated always as identity not null,
  message_id text not null,
  endpoint_id text,
  rep_id text,
  type text not null,
  notification_id bigint,
  event_id text,
  state text not null,
  attempts integer default 0 not null,
  tries integer default 0 not null,
  next_at timestamp(3) with time zone not null,
  created_at timestamp(3) with time zone not null,
  finished_at timestamp(3) with time zone,
  person_id text,
  constraint delivery_check CHECK ((num_nonnulls(notification_id, event_id) <= 1)),
  constraint delivery_check1 CHECK (((finished_at IS NULL) = (state = ANY (ARRAY['due'::text, 'sending'::text])))),
  constraint delivery_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES endpoint(id) ON DELETE CASCADE,
  constraint delivery_message_key UNIQUE NULLS NOT DISTINCT (message_id, endpoint_id),
  constraint delivery_person_check CHECK (((person_id IS NULL) OR ((rep_id IS NULL) AND (endpoint_id IS NULL)))),
  constraint delivery_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint delivery_pkey PRIMARY KEY (id),
  constraint delivery_rep_id_fkey FOREIGN KEY (rep_id) REFERENCES rep(id),
  constraint delivery_state_check CHECK ((state = ANY (ARRAY['due'::text, 'sending'::text, 'delivered'::text, 'failed'::text, 'dropped'::text])))
);

create table delivery_attempt (
  delivery_id bigint not null,
  attempt integer not null,
  at timestamp(3) with time zone not null,
  status integer,
  duration_ms integer not null,
  error text,
  constraint delivery_attempt_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES delivery(id) ON DELETE CASCADE,
  constraint delivery_attempt_pkey PRIMARY KEY (delivery_id, attempt)
);

create table disqualification (
  lead_id text not null,
  epoch integer not null,
  rep_id text,
  reason text not null,
  personal_comment text,
  requested_by text not null,
  disqualified_at timestamp(3) with time zone not null,
  constraint disqualification_lead_id_epoch_fkey FOREIGN KEY (lead_id, epoch) REFERENCES decision(lead_id, epoch),
  constraint disqualification_pkey PRIMARY KEY (lead_id),
  constraint disqualification_rep_id_fkey FOREIGN KEY (rep_id) REFERENCES rep(id)
);

create table disqualification_archive (
  lead_created_at timestamp(3) with time zone not null,
  lead_id text not null,
  epoch integer not null,
  rep_id text,
  reason text not null,
  personal_comment text,
  requested_by text not null,
  disqualified_at timestamp(3) with time zone not null
) partition by RANGE (lead_created_at);

create table endpoint (
  id text not null,
  kind text not null,
  name text not null,
  url text not null,
  owner_rep_id text not null,
  types text[] not null,
  include_contact boolean not null,
  secret text,
  previous_secret text,
  previous_secret_until timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  failing_since timestamp(3) with time zone,
  last_success_at timestamp(3) with time zone,
  paused_until timestamp(3) with time zone,
  disabled_at timestamp(3) with time zone,
  disabled_reason text,
  constraint endpoint_check CHECK (((secret IS NULL) = (kind = 'slack'::text))),
  constraint endpoint_check1 CHECK (((previous_secret IS NULL) = (previous_secret_until IS NULL))),
  constraint endpoint_check2 CHECK (((disabled_at IS NULL) = (disabled_reason IS NULL))),
  constraint endpoint_kind_check CHECK ((kind = ANY (ARRAY['webhook'::text, 'slack'::text]))),
  constraint endpoint_owner_rep_id_fkey FOREIGN KEY (owner_rep_id) REFERENCES rep(id),
  constraint endpoint_pkey PRIMARY KEY (id)
);

create table form (
  id text not null,
  settings jsonb not null,
  owner_rep_id text,
  constraint form_owner_rep_id_fkey FOREIGN KEY (owner_rep_id) REFERENCES rep(id),
  constraint form_pkey PRIMARY KEY (id)
);

create table lead (
  id text not null,
  source text not null,
  idempotency_key text not null,
  body_hash text not null,
  received_at timestamp(3) with time zone not null,
  qualified_at timestamp(3) with time zone not null,
  created_at timestamp(3) with time zone not null,
  state text,
  epoch integer default 0 not null,
  rep_id text,
  held_until timestamp(3) with time zone,
  attached_to_lead_id text,
  account_id text,
  partner_id text,
  personal_email text not null,
  personal jsonb not null,
  attributes jsonb not null,
  warnings text[] not null,
  waits_for text[],
  attributed_by text,
  attributed_until timestamp(3) with time zone,
  account_match json,
  constraint lead_assigned_check CHECK (((state IS DISTINCT FROM 'assigned'::text) OR (rep_id IS NOT NULL))),
  constraint lead_attached_check CHECK (((NOT (state IS DISTINCT FROM 'attached'::text)) = (attached_to_lead_id IS NOT NULL))),
  constraint lead_attached_to_lead_id_fkey FOREIGN KEY (attached_to_lead_id) REFERENCES lead(id),
  constraint lead_attributed_by_check CHECK ((attributed_by = ANY (ARRAY['code'::text, 'window'::text]))),
  constraint lead_attribution_check CHECK (((attributed_by IS NULL) = (attributed_until IS NULL))),
  constraint lead_held_check CHECK (((NOT (state IS DISTINCT FROM 'held'::text)) = (held_until IS NOT NULL))),
  constraint lead_pkey PRIMARY KEY (id),
  constraint lead_rep_id_fkey FOREIGN KEY (rep_id) REFERENCES rep(id),
  constraint lead_source_idempotency_key_key UNIQUE (source, idempotency_key),
  constraint lead_state_check CHECK ((state = ANY (ARRAY['assigned'::text, 'held'::text, 'parked'::text, 'attached'::text, 'unqualified'::text, 'converted'::text, 'disqualified'::text]))),
  constraint lead_state_epoch_check CHECK (((state IS NULL) = (epoch = 0))),
  constraint lead_waits_for_check CHECK (((waits_for IS NULL) OR (state = 'parked'::text)))
);

create table lead_archive (
  id text not null,
  source text not null,
  idempotency_key text not null,
  body_hash text not null,
  received_at timestamp(3) with time zone not null,
  qualified_at timestamp(3) with time zone not null,
  created_at timestamp(3) with time zone not null,
  state text,
  epoch integer not null,
  rep_id text,
  held_until timestamp(3) with time zone,
  attached_to_lead_id text,
  account_id text,
  partner_id text,
  personal_email text not null,
  personal jsonb not null,
  attributes jsonb not null,
  warnings text[] not null,
  waits_for text[],
  attributed_by text,
  attributed_until timestamp(3) with time zone,
  account_match json
);

create table lead_failure (
  lead_id text not null,
  epoch integer not null,
  code text not null,
  personal_detail text not null,
  failed_at timestamp(3) with time zone not null,
  constraint lead_failure_lead_id_epoch_fkey FOREIGN KEY (lead_id, epoch) REFERENCES decision(lead_id, epoch),
  constraint lead_failure_pkey PRIMARY KEY (lead_id, epoch)
);

create table lead_failure_archive (
  lead_created_at timestamp(3) with time zone not null,
  lead_id text not null,
  epoch integer not null,
  code text not null,
  personal_detail text not null,
  failed_at timestamp(3) with time zone not null
) partition by RANGE (lead_created_at);

create table message_template (
  kind text not null,
  subject text not null,
  body text not null,
  updated_at timestamp(3) with time zone not null,
  constraint message_template_pkey PRIMARY KEY (kind)
);

create table migration (
  name text not null,
  checksum text not null,
  applied_at timestamp(3) with time zone default now() not null,
  constraint migration_pkey PRIMARY KEY (name)
);

create table notification (
  id bigint generated always as identity not null,
  kind text not null,
  rep_id text,
  lead_id text,
  epoch integer,
  created_at timestamp(3) with time zone not null,
  payload jsonb not null,
  dispatched boolean default false not null,
  constraint notification_check CHECK (((lead_id IS NULL) = (epoch IS NULL))),
  constraint notification_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead(id),
  constraint notification_pkey PRIMARY KEY (id),
  constraint notification_rep_id_fkey FOREIGN KEY (rep_id) REFERENCES rep(id),
  constraint notification_told_check CHECK (((rep_id IS NULL) = (kind = ANY (ARRAY['anomaly_opened'::text, 'anomaly_closed'::text]))))
);

create table notification_archive (
  lead_created_at timestamp(3) with time zone not null,
  id bigint not null,
  kind text not null,
  rep_id text not null,
  lead_id text,
  epoch integer,
  created_at timestamp(3) with time zone not null,
  payload jsonb not null,
  dispatched boolean not null
) partition by RANGE (lead_created_at);

create table org_state (
  id boolean default true not null,
  revision bigint default 0 not null,
  active_rule_set_version integer,
  constraint org_state_active_rule_set_version_fkey FOREIGN KEY (active_rule_set_version) REFERENCES rule_set_version(version),
  constraint org_state_id_check CHECK (id),
  constraint org_state_pkey PRIMARY KEY (id)
);

create table outbox (
  id bigint generated always as identity not null,
  event_id text not null,
  kind text not null,
  occurred_at timestamp(3) with time zone not null,
  payload json not null,
  content_hash bigint not null,
  constraint outbox_event_id_key UNIQUE (event_id),
  constraint outbox_pkey PRIMARY KEY (id)
);

create table outbox_archive (
  id bigint not null,
  event_id text not null,
  kind text not null,
  occurred_at timestamp(3) with time zone not null,
  payload json not null,
  content_hash bigint not null
) partition by RANGE (occurred_at);

create table outbox_archived (
  id boolean default true not null,
  events bigint default 0 not null,
  constraint outbox_archived_id_check CHECK (id),
  constraint outbox_archived_pkey PRIMARY KEY (id)
);

create table outbox_batch (
  id bigint generated always as identity not null,
  token text not null,
  event_count integer not null,
  created_at timestamp(3) with time zone not null,
  delivered_at timestamp(3) with time zone,
  dispatched boolean default false not null,
  event_ids int8multirange not null,
  constraint outbox_batch_event_count_check CHECK ((event_count > 0)),
  constraint outbox_batch_pkey PRIMARY KEY (id)
);

create table outbox_batch_archive (
  id bigint not null,
  token text not null,
  event_count integer not null,
  created_at timestamp(3) with time zone not null,
  delivered_at timestamp(3) with time zone,
  dispatched boolean not null,
  event_ids int8multirange not null
) partition by RANGE (created_at);

create table outbox_cut (
  id boolean default true not null,
  last_id bigint not null,
  gaps int8multirange default '{}'::int8multirange not null,
  settling int8multirange default '{}'::int8multirange not null,
  settling_writers text[] default '{}'::text[] not null,
  constraint outbox_cut_id_check CHECK (id),
  constraint outbox_cut_pkey PRIMARY KEY (id)
) with (fillfactor=50);

create table outbox_refused (
  event_id text not null,
  batch_id bigint not null,
  problem text not null,
  refused_at timestamp(3) with time zone not null,
  redelivered_at timestamp(3) with time zone,
  constraint outbox_refused_pkey PRIMARY KEY (event_id)
);

create table partner (
  id text not null,
  name text not null,
  code text not null,
  manager_rep_id text not null,
  policy text not null,
  attribution_days integer default 90 not null,
  constraint partner_attribution_days_check CHECK ((attribution_days >= 0)),
  constraint partner_manager_rep_id_fkey FOREIGN KEY (manager_rep_id) REFERENCES rep(id),
  constraint partner_pkey PRIMARY KEY (id)
);

create table person (
  id text not null,
  personal_name text not null,
  personal_email text not null,
  role text not null,
  rep_id text,
  status text not null,
  constraint person_check CHECK (((role <> 'rep'::text) OR (rep_id IS NOT NULL))),
  constraint person_pkey PRIMARY KEY (id),
  constraint person_rep_id_fkey FOREIGN KEY (rep_id) REFERENCES rep(id),
  constraint person_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'manager'::text, 'rep'::text, 'read_only'::text]))),
  constraint person_status_check CHECK ((status = ANY (ARRAY['active'::text, 'deactivated'::text])))
);

create table person_team (
  person_id text not null,
  team text not null,
  constraint person_team_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint person_team_pkey PRIMARY KEY (person_id, team),
  constraint person_team_team_fkey FOREIGN KEY (team) REFERENCES team(id)
);

create table pool (
  id text not null,
  name text not null,
  selection text not null,
  required_skills text[] default '{}'::text[] not null,
  available_within_hours integer default 0 not null,
  value jsonb,
  constraint pool_available_within_hours_check CHECK ((available_within_hours >= 0)),
  constraint pool_pkey PRIMARY KEY (id)
);

create table pool_member (
  pool_id text not null,
  rep_id text not null,
  "position" integer not null,
  weight integer not null,
  constraint pool_member_pkey PRIMARY KEY (pool_id, rep_id),
  constraint pool_member_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES pool(id),
  constraint pool_member_rep_id_fkey FOREIGN KEY (rep_id) REFERENCES rep(id),
  constraint pool_member_weight_check CHECK ((weight > 0))
) with (fillfactor=50);

create table pool_state (
  pool_id text not null,
  seq bigint default 0 not null,
  rep_ids text[] default '{}'::text[] not null,
  credits_micro bigint[] default '{}'::bigint[] not null,
  last_seqs bigint[] default '{}'::bigint[] not null,
  constraint pool_state_members_check CHECK (((cardinality(credits_micro) = cardinality(rep_ids)) AND (cardinality(last_seqs) = cardinality(rep_ids)))),
  constraint pool_state_pkey PRIMARY KEY (pool_id),
  constraint pool_state_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES pool(id),
  constraint pool_state_seq_check CHECK ((seq >= 0))
) with (fillfactor=50);

create table queue (
  id text not null,
  name text not null,
  owner_rep_id text not null,
  constraint queue_owner_rep_id_fkey FOREIGN KEY (owner_rep_id) REFERENCES rep(id),
  constraint queue_pkey PRIMARY KEY (id)
);

create table quiet_lead (
  lead_id text not null,
  created_at timestamp with time zone not null,
  constraint quiet_lead_pkey PRIMARY KEY (lead_id)
);

create table rejection (
  lead_id text not null,
  epoch integer not null,
  rep_id text not null,
  reason text not null,
  personal_comment text,
  requested_by text not null,
  rejected_at timestamp(3) with time zone not null,
  constraint rejection_lead_id_epoch_fkey FOREIGN KEY (lead_id, epoch) REFERENCES decision(lead_id, epoch),
  constraint rejection_pkey PRIMARY KEY (lead_id, epoch),
  constraint rejection_rep_id_fkey FOREIGN KEY (rep_id) REFERENCES rep(id)
);

create table rejection_archive (
  lead_created_at timestamp(3) with time zone not null,
  lead_id text not null,
  epoch integer not null,
  rep_id text not null,
  reason text not null,
  personal_comment text,
  requested_by text not null,
  rejected_at timestamp(3) with time zone not null
) partition by RANGE (lead_created_at);

create table rep (
  id text not null,
  name text not null,
  personal_email text not null,
  role text not null,
  team text not null,
  status text not null,
  time_zone text not null,
  capacity integer not null,
  soft_limit_pct integer not null,
  hard_limit_pct integer not null,
  ramp_pct integer not null,
  skills text[] not null,
  backup_rep_id text,
  working_hours jsonb default '[]'::jsonb not null,
  busy jsonb default '[]'::jsonb not null,
  busy_counts text[] default '{out_of_office,busy}'::text[] not null,
  ramp_steps jsonb default '[]'::jsonb not null,
  max_per_day integer,
  max_per_week integer,
  max_per_month integer,
  long_busy_minutes integer,
  constraint rep_backup_rep_id_fkey FOREIGN KEY (backup_rep_id) REFERENCES rep(id),
  constraint rep_capacity_check CHECK ((capacity > 0)),
  constraint rep_check CHECK ((soft_limit_pct <= hard_limit_pct)),
  constraint rep_long_busy_minutes_check CHECK ((long_busy_minutes > 0)),
  constraint rep_pkey PRIMARY KEY (id),
  constraint rep_status_check CHECK ((status = ANY (ARRAY['active'::text, 'departed'::text]))),
  constraint rep_team_fkey FOREIGN KEY (team) REFERENCES team(id)
);

create table rep_calendar (
  id text not null,
  rep_id text not null,
  kind text not null,
  personal_address text not null,
  all_is_time_off boolean not null,
  created_at timestamp(3) with time zone not null,
  created_by text not null,
  next_read_at timestamp(3) with time zone not null,
  claimed_until timestamp(3) with time zone,
  attempt integer default 0 not null,
  last_read_at timestamp(3) with time zone,
  fresh_until timestamp(3) with time zone,
  known_until timestamp(3) with time zone,
  read_in_zone text,
  etag text,
  last_modified text,
  skipped integer default 0 not null,
  failures integer default 0 not null,
  failure text,
  failure_detail text,
  told_stale_at timestamp(3) with time zone,
  constraint rep_calendar_kind_check CHECK ((kind = ANY (ARRAY['ics'::text, 'google'::text, 'microsoft'::text]))),
  constraint rep_calendar_pkey PRIMARY KEY (id),
  constraint rep_calendar_rep_id_fkey FOREIGN KEY (rep_id) REFERENCES rep(id),
  constraint rep_calendar_rep_id_kind_personal_address_key UNIQUE (rep_id, kind, personal_address)
);

create table rep_load (
  rep_id text not null,
  open_leads integer default 0 not null,
  last_assigned_at timestamp(3) with time zone,
  open_units integer default 0 not null,
  constraint rep_load_open_leads_check CHECK ((open_leads >= 0)),
  constraint rep_load_open_units_check CHECK ((open_units >= 0)),
  constraint rep_load_pkey PRIMARY KEY (rep_id),
  constraint rep_load_rep_id_fkey FOREIGN KEY (rep_id) REFERENCES rep(id)
) with (fillfactor=50);

create table rep_preference (
  rep_id text not null,
  channels jsonb not null,
  quiet_hours jsonb not null,
  slack_endpoint_id text,
  constraint rep_preference_pkey PRIMARY KEY (rep_id),
  constraint rep_preference_rep_id_fkey FOREIGN KEY (rep_id) REFERENCES rep(id),
  constraint rep_preference_slack_endpoint_id_fkey FOREIGN KEY (slack_endpoint_id) REFERENCES endpoint(id) ON DELETE SET NULL
);

create table rep_time_off (
  rep_id text not null,
  "position" integer not null,
  kind text not null,
  from_at timestamp(3) with time zone,
  until_at timestamp(3) with time zone,
  first_day date,
  last_day date,
  half text,
  constraint rep_time_off_check CHECK ((from_at < until_at)),
  constraint rep_time_off_form_check CHECK ((((from_at IS NOT NULL) AND (until_at IS NOT NULL) AND (first_day IS NULL) AND (last_day IS NULL) AND (half IS NULL)) OR ((from_at IS NULL) AND (until_at IS NULL) AND (first_day IS NOT NULL) AND (last_day >= first_day) AND ((half IS NULL) OR (first_day = last_day))))),
  constraint rep_time_off_half_check CHECK ((half = ANY (ARRAY['morning'::text, 'afternoon'::text]))),
  constraint rep_time_off_pkey PRIMARY KEY (rep_id, "position"),
  constraint rep_time_off_rep_id_fkey FOREIGN KEY (rep_id) REFERENCES rep(id)
);

create table reroute (
  lead_id text not null,
  epoch integer not null,
  from_rep_id text,
  reason text not null,
  personal_comment text,
  requested_by text not null,
  requested_at timestamp(3) with time zone not null,
  requested_by_kind text not null,
  constraint reroute_from_rep_id_fkey FOREIGN KEY (from_rep_id) REFERENCES rep(id),
  constraint reroute_lead_id_epoch_fkey FOREIGN KEY (lead_id, epoch) REFERENCES decision(lead_id, epoch),
  constraint reroute_pkey PRIMARY KEY (lead_id, epoch),
  constraint reroute_requested_by_kind_check CHECK ((requested_by_kind = ANY (ARRAY['rep'::text, 'manager'::text, 'sla'::text, 'system'::text])))
);

create table reroute_archive (
  lead_created_at timestamp(3) with time zone not null,
  lead_id text not null,
  epoch integer not null,
  from_rep_id text,
  reason text not null,
  personal_comment text,
  requested_by text not null,
  requested_at timestamp(3) with time zone not null,
  requested_by_kind text not null
) partition by RANGE (lead_created_at);

create table rule_set_draft (
  id text not null,
  revision integer not null,
  name text not null,
  body json not null,
  diagnostics jsonb not null,
  based_on_version integer,
  created_at timestamp(3) with time zone not null,
  created_by text not null,
  updated_at timestamp(3) with time zone not null,
  updated_by text not null,
  constraint rule_set_draft_based_on_version_fkey FOREIGN KEY (based_on_version) REFERENCES rule_set_version(version),
  constraint rule_set_draft_pkey PRIMARY KEY (id),
  constraint rule_set_draft_revision_check CHECK ((revision > 0))
);

create table rule_set_version (
  version integer not null,
  hash text not null,
  name text not null,
  body json not null,
  published_at timestamp(3) with time zone not null,
  published_by text not null,
  note text,
  rolls_back_to integer,
  constraint rule_set_version_pkey PRIMARY KEY (version),
  constraint rule_set_version_rolls_back_to_fkey FOREIGN KEY (rolls_back_to) REFERENCES rule_set_version(version)
);

create table team (
  id text not null,
  name text not null,
  constraint team_pkey PRIMARY KEY (id)
);

create table territory (
  id text not null,
  name text not null,
  division text not null,
  segment_pools jsonb not null,
  pool_id text,
  constraint territory_pkey PRIMARY KEY (id),
  constraint territory_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES pool(id)
);

create table time_off (
  id text not null,
  rep_id text not null,
  source text not null,
  kind text not null,
  from_at timestamp(3) with time zone,
  until_at timestamp(3) with time zone,
  first_day date,
  last_day date,
  half text,
  changed_at timestamp(3) with time zone not null,
  changed_by text not null,
  constraint time_off_check CHECK ((from_at < until_at)),
  constraint time_off_check1 CHECK ((((from_at IS NOT NULL) AND (until_at IS NOT NULL) AND (first_day IS NULL) AND (last_day IS NULL) AND (half IS NULL)) OR ((from_at IS NULL) AND (until_at IS NULL) AND (first_day IS NOT NULL) AND (last_day >= first_day) AND ((half IS NULL) OR (first_day = last_day))))),
  constraint time_off_half_check CHECK ((half = ANY (ARRAY['morning'::text, 'afternoon'::text]))),
  constraint time_off_pkey PRIMARY KEY (id),
  constraint time_off_rep_id_fkey FOREIGN KEY (rep_id) REFERENCES rep(id),
  constraint time_off_source_check CHECK ((source = ANY (ARRAY['api'::text, 'import'::text])))
);

create table timer_worker (
  id text not null,
  seen_at timestamp(3) with time zone not null,
  constraint timer_worker_pkey PRIMARY KEY (id)
);


create view all_assignment as
 SELECT assignment.lead_id,
    assignment.epoch,
    assignment.rep_id,
    assignment.via,
    assignment.stage_id,
    assignment.rule_id,
    assignment.pool_id,
    assignment.tier,
    assignment.territory,
    assignment.co_owner_rep_ids,
    assignment.copied_rep_ids,
    assignment.note,
    assignment.assigned_at,
    assignment.ended_at,
    assignment.end_reason,
    assignment.accepted_at,
    assignment.first_touched_at,
    assignment.work_units,
    assignment.sla_due_at,
    false AS archived
   FROM assignment
UNION ALL
 SELECT assignment_archive.lead_id,
    assignment_archive.epoch,
    assignment_archive.rep_id,
    assignment_archive.via,
    assignment_archive.stage_id,
    assignment_archive.rule_id,
    assignment_archive.pool_id,
    assignment_archive.tier,
    assignment_archive.territory,
    assignment_archive.co_owner_rep_ids,
    assignment_archive.copied_rep_ids,
    assignment_archive.note,
    assignment_archive.assigned_at,
    assignment_archive.ended_at,
    assignment_archive.end_reason,
    assignment_archive.accepted_at,
    assignment_archive.first_touched_at,
    assignment_archive.work_units,
    assignment_archive.sla_due_at,
    true AS archived
   FROM assignment_archive;

create view all_conversion as
 SELECT conversion.lead_id,
    conversion.epoch,
    conversion.rep_id,
    conversion.converted_at,
    false AS archived
   FROM conversion
UNION ALL
 SELECT conversion_archive.lead_id,
    conversion_archive.epoch,
    conversion_archive.rep_id,
    conversion_archive.converted_at,
    true AS archived
   FROM conversion_archive;

create view all_decision as
 SELECT decision.lead_id,
    decision.epoch,
    decision.decided_at,
    decision.rule_set_version,
    decision.outcome_kind,
    decision.outcome,
    decision.trace,
    decision.inputs,
    decision.pool_id,
    decision.pool_seq,
    false AS archived
   FROM decision
UNION ALL
 SELECT decision_archive.lead_id,
    decision_archive.epoch,
    decision_archive.decided_at,
    decision_archive.rule_set_version,
    decision_archive.outcome_kind,
    decision_archive.outcome,
    decision_archive.trace,
    decision_archive.inputs,
    decision_archive.pool_id,
    decision_archive.pool_seq,
    true AS archived
   FROM decision_archive;

create view all_disqualification as
 SELECT disqualification.lead_id,
    disqualification.epoch,
    disqualification.rep_id,
    disqualification.reason,
    disqualification.personal_comment,
    disqualification.requested_by,
    disqualification.disqualified_at,
    false AS archived
   FROM disqualification
UNION ALL
 SELECT disqualification_archive.lead_id,
    disqualification_archive.epoch,
    disqualification_archive.rep_id,
    disqualification_archive.reason,
    disqualification_archive.personal_comment,
    disqualification_archive.requested_by,
    disqualification_archive.disqualified_at,
    true AS archived
   FROM disqualification_archive;

create view all_lead as
 SELECT lead.id,
    lead.source,
    lead.idempotency_key,
    lead.body_hash,
    lead.received_at,
    lead.qualified_at,
    lead.created_at,
    lead.state,
    lead.epoch,
    lead.rep_id,
    lead.held_until,
    lead.attached_to_lead_id,
    lead.account_id,
    lead.partner_id,
    lead.personal_email,
    lead.personal,
    lead.attributes,
    lead.warnings,
    lead.waits_for,
    lead.attributed_by,
    lead.attributed_until,
    lead.account_match,
    false AS archived
   FROM lead
UNION ALL
 SELECT lead_archive.id,
    lead_archive.source,
    lead_archive.idempotency_key,
    lead_archive.body_hash,
    lead_archive.received_at,
    lead_archive.qualified_at,
    lead_archive.created_at,
    lead_archive.state,
    lead_archive.epoch,
    lead_archive.rep_id,
    lead_archive.held_until,
    lead_archive.attached_to_lead_id,
    lead_archive.account_id,
    lead_archive.partner_id,
    lead_archive.personal_email,
    lead_archive.personal,
    lead_archive.attributes,
    lead_archive.warnings,
    lead_archive.waits_for,
    lead_archive.attributed_by,
    lead_archive.attributed_until,
    lead_archive.account_match,
    true AS archived
   FROM lead_archive;

create view all_lead_failure as
 SELECT lead_failure.lead_id,
    lead_failure.epoch,
    lead_failure.code,
    lead_failure.personal_detail,
    lead_failure.failed_at,
    false AS archived
   FROM lead_failure
UNION ALL
 SELECT lead_failure_archive.lead_id,
    lead_failure_archive.epoch,
    lead_failure_archive.code,
    lead_failure_archive.personal_detail,
    lead_failure_archive.failed_at,
    true AS archived
   FROM lead_failure_archive;

create view all_notification as
 SELECT notification.id,
    notification.kind,
    notification.rep_id,
    notification.lead_id,
    notification.epoch,
    notification.created_at,
    notification.payload,
    notification.dispatched,
    false AS archived
   FROM notification
UNION ALL
 SELECT notification_archive.id,
    notification_archive.kind,
    notification_archive.rep_id,
    notification_archive.lead_id,
    notification_archive.epoch,
    notification_archive.created_at,
    notification_archive.payload,
    notification_archive.dispatched,
    true AS archived
   FROM notification_archive;

create view all_outbox as
 SELECT outbox.id,
    outbox.event_id,
    outbox.kind,
    outbox.occurred_at,
    outbox.payload,
    outbox.content_hash,
    false AS archived
   FROM outbox
UNION ALL
 SELECT outbox_archive.id,
    outbox_archive.event_id,
    outbox_archive.kind,
    outbox_archive.occurred_at,
    outbox_archive.payload,
    outbox_archive.content_hash,
    true AS archived
   FROM outbox_archive;

create view all_outbox_batch as
 SELECT outbox_batch.id,
    outbox_batch.token,
    outbox_batch.event_count,
    outbox_batch.created_at,
    outbox_batch.delivered_at,
    outbox_batch.dispatched,
    outbox_batch.event_ids,
    false AS archived
   FROM outbox_batch
UNION ALL
 SELECT outbox_batch_archive.id,
    outbox_batch_archive.token,
    outbox_batch_archive.event_count,
    outbox_batch_archive.created_at,
    outbox_batch_archive.delivered_at,
    outbox_batch_archive.dispatched,
    outbox_batch_archive.event_ids,
    true AS archived
   FROM outbox_batch_archive;

create view all_rejection as
 SELECT rejection.lead_id,
    rejection.epoch,
    rejection.rep_id,
    rejection.reason,
    rejection.personal_comment,
    rejection.requested_by,
    rejection.rejected_at,
    false AS archived
   FROM rejection
UNION ALL
 SELECT rejection_archive.lead_id,
    rejection_archive.epoch,
    rejection_archive.rep_id,
    rejection_archive.reason,
    rejection_archive.personal_comment,
    rejection_archive.requested_by,
    rejection_archive.rejected_at,
    true AS archived
   FROM rejection_archive;

create view all_reroute as
 SELECT reroute.lead_id,
    reroute.epoch,
    reroute.from_rep_id,
    reroute.reason,
    reroute.personal_comment,
    reroute.requested_by,
    reroute.requested_at,
    reroute.requested_by_kind,
    false AS archived
   FROM reroute
UNION ALL
 SELECT reroute_archive.lead_id,
    reroute_archive.epoch,
    reroute_archive.from_rep_id,
    reroute_archive.reason,
    reroute_archive.personal_comment,
    reroute_archive.requested_by,
    reroute_archive.requested_at,
    reroute_archive.requested_by_kind,
    true AS archived
   FROM reroute_archive;

create view pool_ledger as
 SELECT pool_state.pool_id,
    ledger.rep_id,
    ledger.credit_micro,
    ledger.last_assigned_seq,
    ledger."position"
   FROM pool_state
     CROSS JOIN LATERAL UNNEST(pool_state.rep_ids, pool_state.credits_micro, pool_state.last_seqs) WITH ORDINALITY ledger(rep_id, credit_micro, last_assigned_seq, "position");


CREATE INDEX account_contact_account_id_idx ON public.account_contact USING btree (account_id, personal_mailbox);
CREATE UNIQUE INDEX account_contact_place_key ON public.account_contact USING btree (account_id, id);
CREATE INDEX account_csm_rep_id_idx ON public.account USING btree (csm_rep_id, id) WHERE (csm_rep_id IS NOT NULL);
CREATE INDEX account_domain_account_id_idx ON public.account_domain USING btree (account_id);
CREATE INDEX account_key_account_id_idx ON public.account_key USING btree (account_id);
CREATE INDEX account_name_core_idx ON public.account_name USING gin (core gin_trgm_ops) WITH (fastupdate='on', gin_pending_list_limit='64');
CREATE INDEX account_name_domainless_idx ON public.account_name USING gin (core gin_trgm_ops) WITH (fastupdate='on', gin_pending_list_limit='64') WHERE (NOT has_domain);
CREATE INDEX account_owner_rep_id_idx ON public.account USING btree (owner_rep_id, id) WHERE (owner_rep_id IS NOT NULL);
CREATE INDEX account_ownership_past_idx ON public.account_ownership USING btree (account_id, until_at DESC, id DESC) WHERE (until_at IS NOT NULL);
CREATE UNIQUE INDEX account_ownership_present_key ON public.account_ownership USING btree (account_id) WHERE (until_at IS NULL);
CREATE INDEX account_parent_account_id_idx ON public.account USING btree (parent_account_id, id) WHERE (parent_account_id IS NOT NULL);
CREATE INDEX account_status_change_account_id_idx ON public.account_status_change USING btree (account_id, changed_at DESC, id DESC);
CREATE INDEX account_team_idx ON public.account USING gin (team jsonb_path_ops) WITH (fastupdate=off);
CREATE INDEX anomaly_id_idx ON public.anomaly USING btree (id) WHERE (state = ANY (ARRAY['opened'::text, 'acknowledged'::text]));
CREATE INDEX api_key_person_id_idx ON public.api_key USING btree (person_id) WHERE (person_id IS NOT NULL);
CREATE UNIQUE INDEX assignment_active_lead_key ON public.assignment USING btree (lead_id) WHERE (ended_at IS NULL);
CREATE INDEX assignment_active_rep_idx ON public.assignment USING btree (rep_id) WHERE (ended_at IS NULL);
CREATE INDEX assignment_archive_lead_idx ON ONLY public.assignment_archive USING btree (lead_id, epoch);
CREATE INDEX assignment_rep_assigned_at_idx ON public.assignment USING btree (rep_id, assigned_at);
CREATE INDEX assignment_running_sla_idx ON public.assignment USING btree (sla_due_at, lead_id) WHERE ((ended_at IS NULL) AND (first_touched_at IS NULL) AND (sla_due_at IS NOT NULL));
CREATE INDEX audit_entry_actor_idx ON public.audit_entry USING btree (actor_id, seq);
CREATE INDEX audit_entry_at_idx ON public.audit_entry USING btree (at, seq);
CREATE INDEX audit_entry_entity_idx ON public.audit_entry USING btree (entity, entity_id, seq);
CREATE INDEX audit_pending_xid_idx ON public.audit_pending USING btree (xid);
CREATE INDEX audit_personal_entity_idx ON public.audit_personal USING btree (entity, entity_id, field);
CREATE INDEX audit_personal_lead_id_idx ON public.audit_personal USING btree (lead_id) WHERE (lead_id IS NOT NULL);
CREATE INDEX conversion_archive_lead_idx ON ONLY public.conversion_archive USING btree (lead_id);
CREATE INDEX conversion_converted_at_idx ON public.conversion USING btree (converted_at, lead_id);
CREATE INDEX credit_correction_pool_idx ON public.credit_correction USING btree (pool_id, after_seq, id);
CREATE INDEX decision_archive_lead_idx ON ONLY public.decision_archive USING btree (lead_id, epoch);
CREATE INDEX decision_archive_pool_idx ON ONLY public.decision_archive USING btree (pool_id, pool_seq);
CREATE INDEX delivery_endpoint_idx ON public.delivery USING btree (endpoint_id, id DESC);
CREATE INDEX delivery_open_idx ON public.delivery USING btree (COALESCE(endpoint_id, ''::text), next_at, id) WHERE (state = ANY (ARRAY['due'::text, 'sending'::text]));
CREATE INDEX disqualification_archive_lead_idx ON ONLY public.disqualification_archive USING btree (lead_id);
CREATE INDEX disqualification_disqualified_at_idx ON public.disqualification USING btree (disqualified_at, lead_id);
CREATE INDEX form_owner_rep_id_idx ON public.form USING btree (owner_rep_id) WHERE (owner_rep_id IS NOT NULL);
CREATE INDEX lead_account_id_idx ON public.lead USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX lead_archive_account_id_idx ON public.lead_archive USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX lead_archive_created_at_idx ON public.lead_archive USING brin (created_at);
CREATE INDEX lead_archive_email_idx ON public.lead_archive USING btree (personal_email, received_at DESC, id DESC);
CREATE INDEX lead_archive_id_idx ON public.lead_archive USING btree (id);
CREATE INDEX lead_archive_key_idx ON public.lead_archive USING btree (source, idempotency_key);
CREATE INDEX lead_archive_received_at_idx ON public.lead_archive USING btree (received_at DESC, id DESC);
CREATE INDEX lead_archive_rep_received_at_idx ON public.lead_archive USING btree (rep_id, received_at DESC, id DESC);
CREATE INDEX lead_attached_to_idx ON public.lead USING btree (attached_to_lead_id) WHERE (attached_to_lead_id IS NOT NULL);
CREATE INDEX lead_attributed_account_idx ON public.lead USING btree (account_id, received_at DESC) WHERE (attributed_by = 'code'::text);
CREATE INDEX lead_email_idx ON public.lead USING btree (personal_email, received_at DESC, id DESC);
CREATE INDEX lead_failure_archive_lead_idx ON ONLY public.lead_failure_archive USING btree (lead_id, epoch);
CREATE INDEX lead_held_until_idx ON public.lead USING btree (held_until, id) WHERE (state = 'held'::text);
CREATE INDEX lead_parked_idx ON public.lead USING btree (qualified_at, id) WHERE (state = 'parked'::text);
CREATE INDEX lead_received_at_idx ON public.lead USING btree (received_at DESC, id DESC);
CREATE INDEX lead_rep_received_at_idx ON public.lead USING btree (rep_id, received_at DESC, id DESC);
CREATE INDEX lead_unqualified_idx ON public.lead USING btree (created_at, id) WHERE (state = 'unqualified'::text);
CREATE INDEX lead_waiting_idx ON public.lead USING btree (qualified_at, id) WHERE (waits_for IS NOT NULL);
CREATE UNIQUE INDEX notification_anomaly_key ON public.notification USING btree (kind, ((payload ->> 'anomalyId'::text))) WHERE (rep_id IS NULL);
CREATE INDEX notification_archive_lead_idx ON ONLY public.notification_archive USING btree (lead_id, epoch);
CREATE UNIQUE INDEX notification_lead_key ON public.notification USING btree (lead_id, epoch, kind, rep_id) WHERE (lead_id IS NOT NULL);
CREATE INDEX notification_rep_created_at_idx ON public.notification USING btree (rep_id, created_at, id);
CREATE INDEX notification_undispatched_idx ON public.notification USING btree (id) WHERE (NOT dispatched);
CREATE INDEX outbox_archive_event_id_idx ON ONLY public.outbox_archive USING btree (event_id);
CREATE INDEX outbox_archive_id_idx ON ONLY public.outbox_archive USING btree (id);
CREATE INDEX outbox_archive_occurred_at_idx ON ONLY public.outbox_archive USING brin (occurred_at);
CREATE INDEX outbox_batch_archive_id_idx ON ONLY public.outbox_batch_archive USING btree (id);
CREATE INDEX outbox_batch_undelivered_idx ON public.outbox_batch USING btree (id) WHERE (delivered_at IS NULL);
CREATE INDEX outbox_batch_undispatched_idx ON public.outbox_batch USING btree (id) WHERE (NOT dispatched);
CREATE INDEX outbox_occurred_at_idx ON public.outbox USING brin (occurred_at);
CREATE INDEX outbox_refused_batch_id_idx ON public.outbox_refused USING btree (batch_id);
CREATE INDEX outbox_refused_waiting_idx ON public.outbox_refused USING btree (event_id) WHERE (redelivered_at IS NULL);
CREATE UNIQUE INDEX partner_code_key ON public.partner USING btree (lower(code));
CREATE UNIQUE INDEX person_email ON public.person USING btree (lower(personal_email));
CREATE UNIQUE INDEX person_rep ON public.person USING btree (rep_id);
CREATE INDEX person_team_team_idx ON public.person_team USING btree (team);
CREATE INDEX quiet_lead_created_at_idx ON public.quiet_lead USING btree (created_at);
CREATE INDEX rejection_archive_lead_idx ON ONLY public.rejection_archive USING btree (lead_id, epoch);
CREATE INDEX rep_calendar_next_read_at_idx ON public.rep_calendar USING btree (next_read_at);
CREATE INDEX rep_team_idx ON public.rep USING btree (team);
CREATE INDEX reroute_archive_lead_idx ON ONLY public.reroute_archive USING btree (lead_id, epoch);
CREATE UNIQUE INDEX time_off_content_key ON public.time_off USING btree (rep_id, kind, from_at, until_at, first_day, last_day, half) NULLS NOT DISTINCT;

CREATE TRIGGER account_audited AFTER INSERT OR DELETE OR UPDATE ON public.account FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', 'name_reading', '');
CREATE TRIGGER account_contact_audited AFTER INSERT OR DELETE OR UPDATE ON public.account_contact FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', '', '');
CREATE TRIGGER account_domain_audited AFTER INSERT OR DELETE OR UPDATE ON public.account_domain FOR EACH ROW EXECUTE FUNCTION audit_change('account_id,domain', '', '', '');
CREATE TRIGGER api_key_audited AFTER INSERT OR DELETE OR UPDATE ON public.api_key FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', 'secret_hash,last_used_at', '');
CREATE TRIGGER api_key_lives_no_longer BEFORE UPDATE OF expires_at ON public.api_key FOR EACH ROW WHEN (((old.expires_at IS NOT NULL) AND ((new.expires_at IS NULL) OR (new.expires_at > old.expires_at)))) EXECUTE FUNCTION refuse_longer_key();
CREATE TRIGGER api_key_told AFTER UPDATE OF scopes, expires_at, revoked_at ON public.api_key FOR EACH STATEMENT EXECUTE FUNCTION tell_key_change();
CREATE TRIGGER assignment_audited AFTER UPDATE OF accepted_at, first_touched_at ON public.assignment FOR EACH ROW EXECUTE FUNCTION audit_change('lead_id,epoch', '', '', '');
CREATE TRIGGER audit_checkpoint_immutable BEFORE DELETE OR UPDATE ON public.audit_checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entry_immutable BEFORE DELETE OR UPDATE ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entry_kept BEFORE TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER availability_policy_audited AFTER UPDATE ON public.availability_policy FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', '', '');
CREATE TRIGGER conversion_audited AFTER INSERT OR UPDATE ON public.conversion FOR EACH ROW EXECUTE FUNCTION audit_change('lead_id', '', '', '');
CREATE TRIGGER credit_correction_audited AFTER INSERT OR DELETE OR UPDATE ON public.credit_correction FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', '', '');
CREATE TRIGGER disqualification_audited AFTER INSERT OR UPDATE ON public.disqualification FOR EACH ROW EXECUTE FUNCTION audit_change('lead_id', '', '', '');
CREATE TRIGGER endpoint_audited AFTER INSERT OR DELETE OR UPDATE ON public.endpoint FOR EACH ROW EXECUTE FUNCTION audit_change('id', 'url,secret,previous_secret', 'failing_since,last_success_at,paused_until', '');
CREATE TRIGGER form_audited AFTER INSERT OR DELETE OR UPDATE ON public.form FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', '', '');
CREATE TRIGGER lead_archive_audited AFTER DELETE OR UPDATE ON public.lead_archive FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', '', 'idempotency_key,body_hash,attributes,warnings,account_match');
CREATE TRIGGER lead_audited AFTER UPDATE ON public.lead FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', '', 'idempotency_key,body_hash,attributes,warnings,account_match');
CREATE CONSTRAINT TRIGGER lead_decided AFTER INSERT ON public.lead DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.state IS NULL)) EXECUTE FUNCTION refuse_undecided_lead();
CREATE TRIGGER lead_identity_immutable BEFORE UPDATE OF id, source, idempotency_key, body_hash, received_at, created_at ON public.lead FOR EACH ROW WHEN ((current_setting('pointsman.erasing'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER message_template_audited AFTER INSERT OR DELETE OR UPDATE ON public.message_template FOR EACH ROW EXECUTE FUNCTION audit_change('kind', '', 'updated_at', '');
CREATE TRIGGER org_state_audited AFTER UPDATE ON public.org_state FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', 'revision', '');
CREATE TRIGGER partner_audited AFTER INSERT OR DELETE OR UPDATE ON public.partner FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', '', '');
CREATE TRIGGER person_audited AFTER INSERT OR DELETE OR UPDATE ON public.person FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', '', '');
CREATE TRIGGER person_team_audited AFTER INSERT OR DELETE OR UPDATE ON public.person_team FOR EACH ROW EXECUTE FUNCTION audit_change('person_id,team', '', '', '');
CREATE TRIGGER person_team_told AFTER INSERT OR DELETE ON public.person_team FOR EACH STATEMENT EXECUTE FUNCTION tell_key_change();
CREATE TRIGGER person_told AFTER UPDATE ON public.person FOR EACH STATEMENT EXECUTE FUNCTION tell_key_change();
CREATE TRIGGER pool_audited AFTER INSERT OR DELETE OR UPDATE ON public.pool FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', '', '');
CREATE TRIGGER pool_member_audited AFTER INSERT OR DELETE OR UPDATE ON public.pool_member FOR EACH ROW EXECUTE FUNCTION audit_change('pool_id,rep_id', '', '', '');
CREATE TRIGGER queue_audited AFTER INSERT OR DELETE OR UPDATE ON public.queue FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', '', '');
CREATE TRIGGER rejection_audited AFTER INSERT OR UPDATE ON public.rejection FOR EACH ROW EXECUTE FUNCTION audit_change('lead_id,epoch', '', '', '');
CREATE TRIGGER rep_audited AFTER INSERT OR DELETE OR UPDATE ON public.rep FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', '', '');
CREATE TRIGGER rep_calendar_audited AFTER INSERT OR DELETE OR UPDATE ON public.rep_calendar FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', 'next_read_at,claimed_until,attempt,last_read_at,fresh_until,known_until,read_in_zone,etag,last_modified,skipped,failures,failure,failure_detail,told_stale_at', '');
CREATE TRIGGER rep_joined_told AFTER INSERT ON public.rep FOR EACH ROW EXECUTE FUNCTION tell_key_change();
CREATE TRIGGER rep_moved_told AFTER UPDATE OF team ON public.rep FOR EACH ROW WHEN ((old.team IS DISTINCT FROM new.team)) EXECUTE FUNCTION tell_key_change();
CREATE TRIGGER rep_preference_audited AFTER INSERT OR DELETE OR UPDATE ON public.rep_preference FOR EACH ROW EXECUTE FUNCTION audit_change('rep_id', '', '', '');
CREATE TRIGGER rep_time_off_audited AFTER INSERT OR DELETE OR UPDATE ON public.rep_time_off FOR EACH ROW EXECUTE FUNCTION audit_change('rep_id,position', '', '', '');
CREATE TRIGGER reroute_audited AFTER INSERT OR UPDATE ON public.reroute FOR EACH ROW EXECUTE FUNCTION audit_change('lead_id,epoch', '', '', '');
CREATE TRIGGER rule_set_draft_audited AFTER INSERT OR DELETE OR UPDATE ON public.rule_set_draft FOR EACH ROW EXECUTE FUNCTION audit_change('id', 'body,diagnostics', '', '');
CREATE TRIGGER rule_set_version_audited AFTER INSERT OR DELETE OR UPDATE ON public.rule_set_version FOR EACH ROW EXECUTE FUNCTION audit_change('version', 'body', '', '');
CREATE TRIGGER rule_set_version_immutable BEFORE DELETE OR UPDATE ON public.rule_set_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER team_audited AFTER INSERT OR DELETE OR UPDATE ON public.team FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', '', '');
CREATE TRIGGER territory_audited AFTER INSERT OR DELETE OR UPDATE ON public.territory FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', '', '');
CREATE TRIGGER time_off_audited AFTER INSERT OR DELETE OR UPDATE ON public.time_off FOR EACH ROW EXECUTE FUNCTION audit_change('id', '', '', '');

comment on table account is 'Companies on file';
comment on column account.status is 'prospect, open, customer or closed_lost';
comment on column account.division is 'The division whose customer it is, as in territory.division';
comment on column account.former_owner_rep_id is 'Who owned it when it was lost';
comment on column account.aliases is 'Other names it goes by: former ones, brands, abbreviations';
comment on column account.country is 'Where it is, ISO 3166-1 alpha-2';
comment on column account.team is '[{role, repId}], one rep a role';
comment on column account.name_reading is 'Version of the reading that account_name and account_key were made with; 0: not read yet';
comment on table account_archived_rep is 'The latest of the archived assignments of each account: routing asks for it, and the archive is not searched';
comment on table account_contact is 'People known at accounts';
comment on column account_contact.personal_mailbox is 'Personal data: the address without what makes no other person of it, e.g. a +tag; leads are looked up by it';
comment on column account_contact.personal_email is 'Personal data: e-mail address, lower case';
comment on column account_contact.role is 'What he is there, e.g. `champion`, `billing`; null: not known';
comment on column account_contact.id is 'Place in lists';
comment on table account_domain is 'Registrable domains of accounts; several accounts may share one';
comment on column account_domain.domain is 'Lower case, e.g. apexcorp.example';
comment on table account_key is 'Texts under which accounts are looked up exactly';
comment on column account_key.key is 'A name without blanks, e.g. `apexlogistics`; after a ~ the initials of one; after an @ the name in a domain';
comment on table account_name is 'Names and aliases of accounts, for leads that spell them otherwise';
comment on column account_name."position" is '0, 1, 2 …: the name first';
comment on column account_name.core is 'Folded, without legal forms, places and structure, e.g. `apex logistics`';
comment on column account_name.has_domain is 'The account has domains on file';
comment on table account_ownership is 'Who owned which account when';
comment on column account_ownership.from_at is 'Null: since before this history was kept';
comment on column account_ownership.until_at is 'Null: he owns it now, and account.owner_rep_id says so too';
comment on column account_ownership.end_reason is 'changed: somebody saved another owner or none; rep_left: he left the company';
comment on column account_ownership.changed_by is 'Who made the latest change of the row, e.g. an API key id';
comment on table account_status_change is 'When accounts changed their status. Rows are only ever added';
comment on column account_status_change.from_status is 'Null: the account was new';
comment on column account_status_change.owner_rep_id is 'Who owned it up to then';
comment on view all_assignment is 'Rows of assignment, archived or not';
comment on view all_conversion is 'Rows of conversion, archived or not';
comment on view all_decision is 'Rows of decision, archived or not';
comment on view all_disqualification is 'Rows of disqualification, archived or not';
comment on view all_lead is 'Rows of lead, archived or not';
comment on view all_lead_failure is 'Rows of lead_failure, archived or not';
comment on view all_notification is 'Rows of notification, archived or not';
comment on view all_outbox is 'Rows of outbox, archived or not';
comment on view all_outbox_batch is 'Rows of outbox_batch, archived or not';
comment on view all_rejection is 'Rows of rejection, archived or not';
comment on view all_reroute is 'Rows of reroute, archived or not';
comment on table anomaly is 'What moved in how leads are routed, as the last scan that saw it described it';
comment on column anomaly.body is 'packages/anomalies Anomaly: what, where, since when, how sure, reason, sample leads, rule set';
comment on column anomaly.sentence is 'The same in plain words';
comment on column anomaly.seen_at is 'The last scan that saw it';
comment on column anomaly.state_at is 'When it came into its state';
comment on column anomaly.acknowledged_by is 'Who said that he knows, e.g. an API key id; kept when it closes';
comment on column anomaly.merged_into is 'The anomaly that has most of its leads';
comment on table api_key is 'Who may call the services, and for what';
comment on column api_key.secret_hash is 'Hash of the secret; the secret itself is not kept';
comment on column api_key.scopes is 'contracts Scope; null, of a person''s key only: whatever his role may do';
comment on column api_key.expires_at is 'First instant at which the key is no longer good; null: never expires';
comment on column api_key.person_id is 'Whose key it is; null: a machine''s';
comment on column api_key.hint is 'How the secret begins, to know it by: 24 of its 256 bits; null: made before this was kept';
comment on column api_key.created_by is 'The key that made it; null: not kept';
comment on column api_key.rotated_from is 'The key that it took the place of, which has an end since';
comment on function archived_first_decision() is 'The first decision on an archived lead';
comment on table assignment is 'A rep having a lead, from assigned_at to ended_at';
comment on column assignment.epoch is 'The decision that gave it';
comment on column assignment.via is 'How the rep came to it: target, backup, next_in_pool or manual';
comment on column assignment.ended_at is 'Null: the rep has the lead now and it counts against his capacity';
comment on column assignment.end_reason is 'A re-route reason, rejected, converted or disqualified';
comment on column assignment.accepted_at is 'When the rep took it; null: not yet';
comment on column assignment.first_touched_at is 'When the rep first contacted the lead; null: not yet. A touched lead is accepted';
comment on column assignment.work_units is 'What the lead weighs against his capacity while he has it; 1 is an ordinary lead';
comment on column assignment.sla_due_at is 'By when the rep must touch the lead; null: no SLA applies';
comment on table assignment_archive is 'Assignments of archived leads; all have ended';
comment on column assignment_archive.lead_created_at is 'created_at of the lead';
comment on column assignment_archive.epoch is 'The decision that gave it';
comment on column assignment_archive.via is 'How the rep came to it: target, backup, next_in_pool or manual';
comment on column assignment_archive.ended_at is 'Null: the rep has the lead now and it counts against his capacity';
comment on column assignment_archive.end_reason is 'A re-route reason, rejected, converted or disqualified';
comment on column assignment_archive.accepted_at is 'When the rep took it; null: not yet';
comment on column assignment_archive.first_touched_at is 'When the rep first contacted the lead; null: not yet. A touched lead is accepted';
comment on column assignment_archive.work_units is 'What the lead weighs against his capacity while he has it; 1 is an ordinary lead';
comment on column assignment_archive.sla_due_at is 'By when the rep must touch the lead; null: no SLA applies';
comment on function audit_actor() is 'Who acts: as the transaction says; else a process of ours; else somebody at the database';
comment on function audit_change() is 'Notes a change of a row for the chain';
comment on table audit_checkpoint is 'Heads of the chain, signed. What was exported of them proves that nothing was cut off';
comment on column audit_checkpoint.seq is 'The last entry that it vouches for, and with it for all before';
comment on column audit_checkpoint.hash is 'Of that entry';
comment on column audit_checkpoint.key_id is 'First 16 hex digits of the SHA-256 of the public key (SPKI, DER)';
comment on column audit_checkpoint.signature is 'Ed25519 over the canonical JSON of {at, hash, keyId, seq}, base64';
comment on function audit_commit() is 'Puts a personal value apart, and gives what an entry holds in its place';
comment on table audit_entry is 'The chain: every change, each sealed with the hash of the one before it';
comment on column audit_entry.seq is '1, 2, 3 … without gaps';
comment on column audit_entry.content is 'contracts AuditContent as canonical JSON: the very text that is hashed';
comment on column audit_entry.hash is 'SHA-256 (hex) of the hash before, a line feed, and content; before the first stand 64 zeros';
comment on column audit_entry.at is 'From content, as are the columns behind it: only to find entries by';
comment on function audit_head() is 'The content of an entry but for its list of events';
comment on table audit_pending is 'Changes that are not chained yet';
comment on column audit_pending.xid is 'The transaction of the change: its rows are chained together';
comment on column audit_pending.at is 'By the clock of the database';
comment on column audit_pending.actor is 'contracts AuditActor';
comment on column audit_pending.action is 'The procedure, e.g. reps.upsert; timers; or insert, update, delete of somebody at the database';
comment on column audit_pending.entity is 'The table';
comment on column audit_pending.entity_id is 'Its key; of several columns joined by /';
comment on column audit_pending.before is 'Of a change only the columns that changed; null: it was added';
comment on column audit_pending.after is 'As before; null: it was taken away';
comment on table audit_personal is 'Personal values that entries speak of. An entry holds the commitment only, so that it stands when the value is erased';
comment on column audit_personal.commitment is 'SHA-256 (hex) of salt and the text of value';
comment on column audit_personal.field is 'The column';
comment on column audit_personal.lead_id is 'The lead that it is about; null: none';
comment on column audit_personal.salt is '122 bits of chance, so that nobody finds the value by trying';
comment on column audit_personal.value is 'Personal data';
comment on table audit_position is 'One row. How far events of leads are chained';
comment on column audit_position.id is 'Always true: there is one row';
comment on column audit_position.last_event is 'outbox.id up to which all that was committed is chained';
comment on column audit_position.seen_event is 'The highest outbox.id when it was last looked; chained once all that was under way then has ended';
comment on column audit_position.seen_xid is 'Every transaction that had an id then has one below this';
comment on table availability_policy is 'One row: what holds for all reps';
comment on column availability_policy.id is 'Always true: there is one row';
comment on column availability_policy.long_busy_minutes is 'Minutes of working hours, where a rep has no number of his own';
comment on column availability_policy.tell_stale_after_hours is 'Hours without a reading after which people are told';
comment on table calendar_block is 'What a calendar says, as stretches of time; nothing else of an event is ever kept';
comment on column calendar_block."position" is '0, 1, 2 … in order of time';
comment on column calendar_block.until_at is 'Exclusive';
comment on table conversion is 'Leads that became opportunities';
comment on column conversion.epoch is 'The decision whose rep converted it';
comment on table conversion_archive is 'Conversions of archived leads';
comment on column conversion_archive.lead_created_at is 'created_at of the lead';
comment on column conversion_archive.epoch is 'The decision whose rep converted it';
comment on table credit_correction is 'Changes of a pool''s ledger outside its decisions';
comment on column credit_correction.after_seq is 'Number of the pool''s last decision before it: it is the next that sees the corrected ledger';
comment on column credit_correction.deltas is '[{repId, deltaMicro, creditBefore, creditAfter}] in micro-units; deltaMicro sums to zero. Who left has 0 after';
comment on column credit_correction.personal_comment is 'Why; free text, may hold personal data. Empty unless it was by hand';
comment on column credit_correction.requested_by is 'Who asked, e.g. an API key id';
comment on column credit_correction.cause is 'correction: by hand; members: somebody joined or left; unit: it went from sharing leads to sharing value, or back';
comment on function cut_outbox_batch() is 'Freezes the oldest events that are in no batch into a new one; no row: there are none';
comment on table decision is 'Every decision on every lead, with all that is needed to make it again';
comment on column decision.epoch is '1, 2, 3 … per lead, without gaps';
comment on column decision.outcome is 'contracts Outcome; json, not jsonb, so that the stored text replays byte for byte';
comment on column decision.trace is 'Why the outcome is what it is; packed like inputs';
comment on column decision.inputs is 'What it was made from, enough to make it again; lists of like objects as tables ({"~": columns, rows})';
comment on column decision.pool_id is 'The pool that was chosen from; null: none';
comment on column decision.pool_seq is '1, 2, 3 … per pool, without gaps: the order in which its decisions replay';
comment on table decision_archive is 'Decisions on archived leads';
comment on column decision_archive.lead_created_at is 'created_at of the lead';
comment on column decision_archive.epoch is '1, 2, 3 … per lead, without gaps';
comment on column decision_archive.outcome is 'contracts Outcome; json, not jsonb, so that the stored text replays byte for byte';
comment on column decision_archive.trace is 'Why the outcome is what it is; packed like inputs';
comment on column decision_archive.inputs is 'What it was made from, enough to make it again; lists of like objects as tables ({"~": columns, rows})';
comment on column decision_archive.pool_id is 'The pool that was chosen from; null: none';
comment on column decision_archive.pool_seq is '1, 2, 3 … per pool, without gaps: the order in which its decisions replay';
comment on table delivery is 'One message on its way to one endpoint, or by e-mail to one rep. Holds ids only: text is made when it is sent';
comment on column delivery.message_id is 'The same for every attempt: webhook-id, or the left part of a Message-ID';
comment on column delivery.endpoint_id is 'Null: by e-mail to the rep';
comment on column delivery.rep_id is 'Who is told; null: nobody in person, or an admin';
comment on column delivery.type is 'contracts DeliveryType';
comment on column delivery.notification_id is 'Of notification or its archive';
comment on column delivery.event_id is 'Of outbox or its archive';
comment on column delivery.state is 'contracts DeliveryState';
comment on column delivery.attempts is 'Ever made. Who finishes an attempt must still hold this number';
comment on column delivery.tries is 'Failed since it was made due: its place in the schedule of retries';
comment on column delivery.next_at is 'due: when it is to be sent; sending: when the claim lapses and somebody else sends it again';
comment on column delivery.person_id is 'The admin who is told by e-mail; null: a rep or nobody in person';
comment on table delivery_attempt is 'The latest 20 attempts of each delivery';
comment on column delivery_attempt.status is 'HTTP or SMTP status; null: there was no answer';
comment on column delivery_attempt.duration_ms is 'ms';
comment on column delivery_attempt.error is 'Short, nothing of the answer''s body; null: it succeeded';
comment on table disqualification is 'Leads that turned out not to be worth working';
comment on column disqualification.epoch is 'The decision that it ended';
comment on column disqualification.rep_id is 'Who had the lead; null: nobody';
comment on column disqualification.personal_comment is 'Free text; may hold personal data';
comment on column disqualification.requested_by is 'Who said so, e.g. an API key id';
comment on table disqualification_archive is 'Disqualifications of archived leads';
comment on column disqualification_archive.lead_created_at is 'created_at of the lead';
comment on column disqualification_archive.epoch is 'The decision that it ended';
comment on column disqualification_archive.rep_id is 'Who had the lead; null: nobody';
comment on column disqualification_archive.personal_comment is 'Free text; may hold personal data';
comment on column disqualification_archive.requested_by is 'Who said so, e.g. an API key id';
comment on table endpoint is 'Addresses that are called when something happens: webhooks, and incoming webhooks of Slack';
comment on column endpoint.url is 'Of a Slack endpoint a secret';
comment on column endpoint.owner_rep_id is 'Who is told when it is disabled';
comment on column endpoint.types is 'contracts EventType: what it is called for';
comment on column endpoint.include_contact is 'Name, address and phone of the person behind the lead are sent too';
comment on column endpoint.secret is 'whsec_ and base64 of 32 bytes: signs what is sent';
comment on column endpoint.previous_secret is 'Signs too until previous_secret_until';
comment on column endpoint.failing_since is 'No call succeeded since; null: the last one did';
comment on column endpoint.paused_until is 'It asked for a pause (429, Retry-After)';
comment on column endpoint.disabled_reason is 'contracts DisabledReason';
comment on function erase_person() is 'Takes everything personal of one address away, or says what would go. The chain stands: it holds commitments only';
comment on table form is 'Where leads come from: the sources that the edge is configured with';
comment on column form.id is 'The source in POST /v1/leads/:source';
comment on column form.settings is 'contracts Source; of API keys it holds hashes only';
comment on column form.owner_rep_id is 'Who answers for the form; null: nobody';
comment on table lead is 'One row a submission, whatever became of it';
comment on column lead.id is 'Made at the edge from source and idempotency_key';
comment on column lead.body_hash is 'SHA-256 (hex) of what the caller sent; tells a repeat from another lead under the same key';
comment on column lead.received_at is 'When the edge had the whole request';
comment on column lead.qualified_at is 'When the lead became due for routing; speed to assignment counts from here. Received_at until it qualifies';
comment on column lead.created_at is 'When the routing service took it in hand';
comment on column lead.state is 'Null only inside the transaction that inserts the lead and decides on it';
comment on column lead.epoch is 'Epoch of the latest decision; 0 only while state is null';
comment on column lead.rep_id is 'Who has the lead now, or had it when it was converted or disqualified';
comment on column lead.held_until is 'When a held lead is decided again';
comment on column lead.attached_to_lead_id is 'The earlier lead of the same person';
comment on column lead.account_id is 'The account it was matched to';
comment on column lead.personal_email is 'Personal data: e-mail address, lower case';
comment on column lead.personal is 'Personal data: names, phone, job title, message, and form fields of unknown meaning (extra)';
comment on column lead.attributes is 'The rest of contracts LeadDetails: company, size, place, interest, campaign. Not personal';
comment on column lead.warnings is 'What intake could not understand';
comment on column lead.waits_for is 'Ids of the pools and reps that had no room for a parked lead; null: it does not wait';
comment on column lead.attributed_by is 'code: it carries the partner''s code; window: an earlier lead of the person or account did; null: no partner, or received before this was kept';
comment on column lead.attributed_until is 'End of the partner''s window, exclusive: that of the lead with the code';
comment on column lead.account_match is 'Accounts that were weighed, the best first, with score and findings; null: none was. Nothing personal';
comment on table lead_archive is 'Leads that are done with, as they stood in lead';
comment on column lead_archive.id is 'Made at the edge from source and idempotency_key';
comment on column lead_archive.body_hash is 'SHA-256 (hex) of what the caller sent; tells a repeat from another lead under the same key';
comment on column lead_archive.received_at is 'When the edge had the whole request';
comment on column lead_archive.qualified_at is 'When the lead became due for routing; speed to assignment counts from here. Received_at until it qualifies';
comment on column lead_archive.created_at is 'When the routing service took it in hand';
comment on column lead_archive.state is 'Null only inside the transaction that inserts the lead and decides on it';
comment on column lead_archive.epoch is 'Epoch of the latest decision; 0 only while state is null';
comment on column lead_archive.rep_id is 'Who has the lead now, or had it when it was converted or disqualified';
comment on column lead_archive.held_until is 'When a held lead is decided again';
comment on column lead_archive.attached_to_lead_id is 'The earlier lead of the same person';
comment on column lead_archive.account_id is 'The account it was matched to';
comment on column lead_archive.personal_email is 'Personal data: e-mail address, lower case';
comment on column lead_archive.personal is 'Personal data: names, phone, job title, message, and form fields of unknown meaning (extra)';
comment on column lead_archive.attributes is 'The rest of contracts LeadDetails: company, size, place, interest, campaign. Not personal';
comment on column lead_archive.warnings is 'What intake could not understand';
comment on column lead_archive.waits_for is 'Ids of the pools and reps that had no room for a parked lead; null: it does not wait';
comment on column lead_archive.attributed_by is 'code: it carries the partner''s code; window: an earlier lead of the person or account did; null: no partner, or received before this was kept';
comment on column lead_archive.attributed_until is 'End of the partner''s window, exclusive: that of the lead with the code';
comment on column lead_archive.account_match is 'Accounts that were weighed, the best first, with score and findings; null: none was. Nothing personal';
comment on table lead_failure is 'Why routing a lead failed, so that it was parked with reason error';
comment on column lead_failure.epoch is 'The decision that parked it';
comment on column lead_failure.code is 'As in the inputs of the decision: postgres_<SQLSTATE> or the name of the error in snake case';
comment on column lead_failure.personal_detail is 'Text of the error; it may quote what was sent, so it is treated as personal data';
comment on table lead_failure_archive is 'Failures of archived leads';
comment on column lead_failure_archive.lead_created_at is 'created_at of the lead';
comment on column lead_failure_archive.epoch is 'The decision that parked it';
comment on column lead_failure_archive.code is 'As in the inputs of the decision: postgres_<SQLSTATE> or the name of the error in snake case';
comment on column lead_failure_archive.personal_detail is 'Text of the error; it may quote what was sent, so it is treated as personal data';
comment on table message_template is 'Wording of messages in place of the one that comes with the product';
comment on column message_template.kind is 'contracts NotificationKind';
comment on table migration is 'Files of packages/store/src/migrations that were applied';
comment on column migration.checksum is 'SHA-256 (hex) of the file as it was applied';
comment on table notification is 'What somebody is to be told, written with the change that it tells of';
comment on column notification.kind is 'contracts NotificationKind';
comment on column notification.rep_id is 'Who is told; null: all active people whose role is admin';
comment on column notification.lead_id is 'Null: it is about no single lead';
comment on column notification.epoch is 'The decision that it tells of';
comment on column notification.payload is 'Ids and times only, nothing personal';
comment on column notification.dispatched is 'Deliveries were made of it, or none was due';
comment on table notification_archive is 'What people were told of archived leads';
comment on column notification_archive.lead_created_at is 'created_at of the lead';
comment on column notification_archive.kind is 'contracts NotificationKind';
comment on column notification_archive.rep_id is 'Who is told';
comment on column notification_archive.lead_id is 'Null: it is about no single lead';
comment on column notification_archive.epoch is 'The decision that it tells of';
comment on column notification_archive.payload is 'Ids and times only, nothing personal';
comment on column notification_archive.dispatched is 'Deliveries were made of it, or none was due';
comment on table org_state is 'One row. A routing batch holds it FOR SHARE, a change of the organisation updates it: so each batch sees one organisation';
comment on column org_state.id is 'Always true: there is one row';
comment on column org_state.revision is 'Goes up with every change of reps, pools, territories, partners, queues or the active rule set';
comment on table outbox is 'One row a change of a lead, written once. Which are in batches is told by outbox_cut, never by "id > last": ids commit out of order';
comment on column outbox.payload is 'contracts LeadEvent; json, not jsonb: exactly the text that is sent and hashed';
comment on column outbox.content_hash is 'First 8 bytes of SHA-256 of the payload text, big-endian, signed; XORed per hour and kind to compare with the warehouse';
comment on table outbox_archive is 'Events that the warehouse has';
comment on column outbox_archive.payload is 'contracts LeadEvent; json, not jsonb: exactly the text that is sent and hashed';
comment on column outbox_archive.content_hash is 'First 8 bytes of SHA-256 of the payload text, big-endian, signed; XORed per hour and kind to compare with the warehouse';
comment on table outbox_archived is 'One row. How many events were archived, so that nobody has to count them';
comment on column outbox_archived.id is 'Always true: there is one row';
comment on table outbox_batch is 'Events frozen together: a batch is sent again byte for byte until it is delivered';
comment on column outbox_batch.token is 'SHA-256 (hex) of the payload texts in id order, joined by line feeds; the warehouse drops what comes twice under one token';
comment on column outbox_batch.dispatched is 'Notifications and deliveries were made of its events, or none was due';
comment on column outbox_batch.event_ids is 'outbox.id of its events, in ranges; each is in one batch';
comment on table outbox_batch_archive is 'Batches that were delivered';
comment on column outbox_batch_archive.token is 'SHA-256 (hex) of the payload texts in id order, joined by line feeds; the warehouse drops what comes twice under one token';
comment on column outbox_batch_archive.dispatched is 'Notifications and deliveries were made of its events, or none was due';
comment on column outbox_batch_archive.event_ids is 'outbox.id of its events, in ranges; each is in one batch';
comment on table outbox_cut is 'One row. Which events are in batches: those up to last_id without gaps. Numbers become visible out of order';
comment on column outbox_cut.id is 'Always true: there is one row';
comment on column outbox_cut.last_id is 'The highest outbox.id that is in a batch; 0: none is';
comment on column outbox_cut.gaps is 'Numbers below it that were not to be seen: of transactions under way, or of some that were rolled back';
comment on column outbox_cut.settling is 'Of the gaps: forgotten once all of settling_writers have ended, as nobody is left who could fill them';
comment on column outbox_cut.settling_writers is 'pg_locks.virtualtransaction of those that were writing to outbox after the gaps had been seen';
comment on table outbox_refused is 'State "refused" of an event in the outbox or its archive: apart, as batches are frozen and archived as they are';
comment on column outbox_refused.batch_id is 'Of the batch that was delivered without it';
comment on column outbox_refused.problem is 'What the warehouse said, or the check before it; ids and values of an event only';
comment on column outbox_refused.redelivered_at is 'When the warehouse took it after all; null: it is set aside';
comment on table partner is 'Companies that send leads under a code';
comment on column partner.code is 'As it stands in links; compared without regard to case';
comment on column partner.policy is 'Who works the partner''s leads: partner_manager or territory_rep';
comment on column partner.attribution_days is 'Days of 24 hours for which leads of the same person or account are put down to the partner after one with the code';
comment on table person is 'Who works with Pointsman; what a role may do is in contracts ROLE_SCOPES';
comment on column person.personal_name is 'Personal data';
comment on column person.personal_email is 'Personal data';
comment on column person.rep_id is 'The rep that the person is; null: none';
comment on column person.status is 'The keys of a deactivated person are refused';
comment on table person_team is 'The teams that a manager manages';
comment on table pool is 'Reps who share leads';
comment on column pool.selection is 'contracts SelectionPolicy';
comment on column pool.required_skills is 'Skills without which nobody takes a lead of the pool';
comment on column pool.available_within_hours is 'Who is back within so many hours counts as available';
comment on column pool.value is 'contracts PoolValue; null: every lead counts the same';
comment on view pool_ledger is 'pool_state with a row a member';
comment on table pool_member is 'Who stands in which pool';
comment on column pool_member."position" is '0, 1, 2 … as configured; the precedence in a fixed pool';
comment on column pool_member.weight is 'Relative share; 100 is an ordinary one';
comment on table pool_state is 'What a pool owes its members: the row a batch locks before it reads or writes it';
comment on column pool_state.seq is 'Number of the last decision made from the pool; the total order of its decisions';
comment on column pool_state.rep_ids is 'The members in configured order, as pool_member has them';
comment on column pool_state.credits_micro is 'Leads owed to each member in micro-units (1,000,000 is one lead; in a balanced_value pool a value of 1); they sum to exactly zero';
comment on column pool_state.last_seqs is 'seq of the last lead each member got from the pool; null: none yet';
comment on table queue is 'Where leads wait that no rep could be found for';
comment on table quiet_lead is 'Leads of imports of whose first decision nobody is told';
comment on column quiet_lead.created_at is 'Of no use after a day: what is older than that is not told anyway';
comment on function refuse_change() is 'Trigger body of tables whose rows are only ever added';
comment on function refuse_undecided_lead() is 'Every committed lead is in a named state';
comment on table rejection is 'Reps refusing a lead that they were given; it was decided on again at once';
comment on column rejection.epoch is 'The new decision, not the one that was refused';
comment on column rejection.rep_id is 'Who refused it: he is not given this lead again';
comment on column rejection.personal_comment is 'Free text; may hold personal data';
comment on column rejection.requested_by is 'Who said so, e.g. an API key id';
comment on table rejection_archive is 'Rejections of archived leads';
comment on column rejection_archive.lead_created_at is 'created_at of the lead';
comment on column rejection_archive.epoch is 'The new decision, not the one that was refused';
comment on column rejection_archive.rep_id is 'Who refused it: he is not given this lead again';
comment on column rejection_archive.personal_comment is 'Free text; may hold personal data';
comment on column rejection_archive.requested_by is 'Who said so, e.g. an API key id';
comment on function renew_archive_views() is 'Makes the views all_… anew. A migration that adds a column to one of these tables adds it to its archive and calls this';
comment on table rep is 'People who work leads';
comment on column rep.personal_email is 'Personal data: work e-mail address';
comment on column rep.time_zone is 'IANA name, e.g. America/Los_Angeles';
comment on column rep.capacity is 'Open leads that make a full queue (load 100 %)';
comment on column rep.soft_limit_pct is '% of capacity up to which the rep gets a full share';
comment on column rep.hard_limit_pct is '% of capacity from which on routing gives nothing';
comment on column rep.ramp_pct is '% of a full share while a new hire learns';
comment on column rep.working_hours is '[{days, from, until}] on the clock of time_zone; empty: always';
comment on column rep.busy is '[{kind, from, until}] of his calendar; nothing else of it is kept';
comment on column rep.busy_counts is 'Kinds of busy that keep leads from him';
comment on column rep.ramp_steps is '[{from, pct}]: from that day on, in time_zone, pct stands in place of ramp_pct';
comment on column rep.max_per_day is 'Most leads a day of time_zone; null: any number';
comment on column rep.max_per_week is 'Most leads a week, Monday to Sunday';
comment on column rep.max_per_month is 'Most leads a calendar month';
comment on column rep.long_busy_minutes is 'Minutes of working hours from which on a busy block keeps leads away; null: as availability_policy says';
comment on table rep_calendar is 'Calendars that are read from time to time, and how that goes';
comment on column rep_calendar.id is 'cal_…';
comment on column rep_calendar.personal_address is 'Personal data: e-mail address, or the URL of a feed, which is a secret';
comment on column rep_calendar.all_is_time_off is 'Every event of it is time off';
comment on column rep_calendar.created_by is 'An API key id';
comment on column rep_calendar.claimed_until is 'A process is reading it; another one does from then on';
comment on column rep_calendar.attempt is 'Number of the claim: whoever has an earlier one writes nothing';
comment on column rep_calendar.fresh_until is 'From then on it is stale: what is known of it still counts, and people are told';
comment on column rep_calendar.known_until is 'Up to where calendar_block is complete; before that lies near, it is read whatever it is marked with';
comment on column rep_calendar.read_in_zone is 'rep.time_zone when it was last read: days and times without a zone lie there';
comment on column rep_calendar.etag is 'Of the last answer, to ask whether anything changed';
comment on column rep_calendar.last_modified is 'As etag';
comment on column rep_calendar.skipped is 'Events that could not be read';
comment on column rep_calendar.failures is 'Attempts that failed since the last reading';
comment on column rep_calendar.failure is 'contracts CalendarFailure of the last attempt; null: it was read';
comment on column rep_calendar.failure_detail is 'A status or a code, nothing of the calendar';
comment on column rep_calendar.told_stale_at is 'People were told that it is stale; null: not since it was last read';
comment on table rep_load is 'How much a rep has in hand. Apart from rep because every assignment writes it; half-filled pages keep those updates off the index';
comment on column rep_load.open_leads is 'Count of active assignments; never below zero';
comment on column rep_load.last_assigned_at is 'Null: never assigned a lead';
comment on column rep_load.open_units is 'Work units of his active assignments: what counts against his capacity';
comment on table rep_preference is 'How a rep wants to be told; without a row as usual';
comment on column rep_preference.channels is 'contracts NotificationPreferences.channels';
comment on column rep_preference.quiet_hours is 'contracts Shift, in the zone of the rep';
comment on table rep_time_off is 'Stretches of time in which a rep takes no leads';
comment on column rep_time_off."position" is '0, 1, 2 … as configured';
comment on column rep_time_off.from_at is 'Null: whole or half days, see first_day';
comment on column rep_time_off.until_at is 'Exclusive: the rep is back at this instant';
comment on column rep_time_off.first_day is 'Day of rep.time_zone, from its midnight; null: from from_at to until_at';
comment on column rep_time_off.last_day is 'Included, up to its midnight';
comment on column rep_time_off.half is 'Only that half of first_day: before or after noon';
comment on table reroute is 'Why a lead was decided on again at somebody''s request';
comment on column reroute.epoch is 'The new decision, not the one that it replaced';
comment on column reroute.from_rep_id is 'Who had the lead before; null: nobody';
comment on column reroute.personal_comment is 'Free text; may hold personal data';
comment on column reroute.requested_by is 'Who asked, e.g. an API key id';
comment on column reroute.requested_by_kind is 'In what capacity: rep, manager, sla or system';
comment on table reroute_archive is 'Re-routes of archived leads';
comment on column reroute_archive.lead_created_at is 'created_at of the lead';
comment on column reroute_archive.epoch is 'The new decision, not the one that it replaced';
comment on column reroute_archive.from_rep_id is 'Who had the lead before; null: nobody';
comment on column reroute_archive.personal_comment is 'Free text; may hold personal data';
comment on column reroute_archive.requested_by is 'Who asked, e.g. an API key id';
comment on column reroute_archive.requested_by_kind is 'In what capacity: rep, manager, sla or system';
comment on table rule_set_draft is 'Rule sets in the making. Nothing routes by them';
comment on column rule_set_draft.revision is '1, 2, 3 … with each saving: who saves names the one that he read';
comment on column rule_set_draft.body is 'Any JSON object: it need not be a rule set yet';
comment on column rule_set_draft.diagnostics is '[{code, severity, path, problem, hint}] as of updated_at';
comment on column rule_set_draft.based_on_version is 'The version that was in force when it was begun; null: none was';
comment on column rule_set_draft.created_by is 'Who began it, e.g. an API key id';
comment on column rule_set_draft.updated_by is 'Who saved it last, e.g. an API key id';
comment on table rule_set_version is 'Published rule sets. A row is never changed: a stored decision names the one it was made with.';
comment on column rule_set_version.version is '1, 2, 3 … in order of publication';
comment on column rule_set_version.hash is 'Names the content of body; computed by the publisher';
comment on column rule_set_version.body is 'contracts RuleSet; json, not jsonb, so that the text stays as published';
comment on column rule_set_version.published_by is 'Who published it, e.g. an API key id';
comment on column rule_set_version.note is 'Why it was published; null: nobody said';
comment on column rule_set_version.rolls_back_to is 'Whose content it has, where it was published by a roll-back; null: by none';
comment on table team is 'Teams of reps; a rep is in the team that rep.team names';
comment on table territory is 'Sales territories and the pools that cover them';
comment on column territory.segment_pools is '[{segment, poolId}]';
comment on column territory.pool_id is 'The pool for segments without one of their own';
comment on table time_off is 'Stretches of time in which a rep takes no leads, each an entry of its own; rep_time_off has those that come with the rep';
comment on column time_off.id is 'off_…';
comment on column time_off.from_at is 'Null: whole or half days, see first_day';
comment on column time_off.until_at is 'Exclusive: the rep is back at this instant';
comment on column time_off.first_day is 'Day of rep.time_zone, from its midnight; null: from from_at to until_at';
comment on column time_off.last_day is 'Included, up to its midnight';
comment on column time_off.half is 'Only that half of first_day: before or after noon';
comment on column time_off.changed_by is 'An API key id';
comment on table timer_worker is 'Processes that run jobs of graphile_worker';
comment on column timer_worker.id is 'What locked_by of their jobs says';
comment on column timer_worker.seen_at is 'When it last said that it lives, by the clock of the database';
