-- Who changed what, and when: every change by SQL leaves an entry, whoever made it, in the transaction of the change.
--
-- Triggers, not calls in the verbs: an import, a timer and somebody with psql are seen as well, and a new verb needs no line.
-- The tables that a batch of new leads writes have none of them: what a batch did is chained from its events, afterwards.

-- Entries on their way into the chain. Whoever changes something only adds a row here, and waits for nobody; one process
-- takes rows away, a whole transaction at a time, and chains them.
create table audit_pending (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz(3) not null default clock_timestamp(),
  actor jsonb not null,
  action text not null,
  entity text not null,
  entity_id text not null,
  before jsonb,
  after jsonb
);
create index audit_pending_xid_idx on audit_pending (xid);
comment on table audit_pending is 'Changes that are not chained yet';
comment on column audit_pending.xid is 'The transaction of the change: its rows are chained together';
comment on column audit_pending.at is 'By the clock of the database';
comment on column audit_pending.actor is 'contracts AuditActor';
comment on column audit_pending.action is 'The procedure, e.g. reps.upsert; timers; or insert, update, delete of somebody at the database';
comment on column audit_pending.entity is 'The table';
comment on column audit_pending.entity_id is 'Its key; of several columns joined by /';
comment on column audit_pending.before is 'Of a change only the columns that changed; null: it was added';
comment on column audit_pending.after is 'As before; null: it was taken away';

create table audit_entry (
  seq bigint primary key check (seq > 0),
  content text not null,
  hash text not null,
  at text collate "C" not null generated always as ((content::jsonb) ->> 'at') stored,
  actor_id text not null generated always as ((content::jsonb) -> 'actor' ->> 'id') stored,
  action text not null generated always as ((content::jsonb) ->> 'action') stored,
  entity text not null generated always as ((content::jsonb) ->> 'entity') stored,
  entity_id text generated always as ((content::jsonb) ->> 'entityId') stored
);
create index audit_entry_entity_idx on audit_entry (entity, entity_id, seq);
create index audit_entry_actor_idx on audit_entry (actor_id, seq);
create index audit_entry_at_idx on audit_entry (at, seq);
comment on table audit_entry is 'The chain: every change, each sealed with the hash of the one before it';
comment on column audit_entry.seq is '1, 2, 3 … without gaps';
comment on column audit_entry.content is 'contracts AuditContent as canonical JSON: the very text that is hashed';
comment on column audit_entry.hash is 'SHA-256 (hex) of the hash before, a line feed, and content; before the first stand 64 zeros';
comment on column audit_entry.at is 'From content, as are the columns behind it: only to find entries by';
create trigger audit_entry_immutable before update or delete on audit_entry for each row execute function refuse_change();
create trigger audit_entry_kept before truncate on audit_entry for each statement execute function refuse_change();

create table audit_personal (
  commitment text primary key,
  entity text not null,
  entity_id text not null,
  field text not null,
  lead_id text,
  salt text not null,
  value jsonb not null
);
create index audit_personal_entity_idx on audit_personal (entity, entity_id, field);
create index audit_personal_lead_id_idx on audit_personal (lead_id) where lead_id is not null;
comment on table audit_personal is 'Personal values that entries speak of. An entry holds the commitment only, so that it stands when the value is erased';
comment on column audit_personal.commitment is 'SHA-256 (hex) of salt and the text of value';
comment on column audit_personal.field is 'The column';
comment on column audit_personal.lead_id is 'The lead that it is about; null: none';
comment on column audit_personal.salt is '122 bits of chance, so that nobody finds the value by trying';
comment on column audit_personal.value is 'Personal data';

create table audit_checkpoint (
  seq bigint not null,
  hash text not null,
  at timestamptz(3) not null,
  key_id text not null,
  signature text not null,
  primary key (seq, key_id)
);
comment on table audit_checkpoint is 'Heads of the chain, signed. What was exported of them proves that nothing was cut off';
comment on column audit_checkpoint.seq is 'The last entry that it vouches for, and with it for all before';
comment on column audit_checkpoint.hash is 'Of that entry';
comment on column audit_checkpoint.key_id is 'First 16 hex digits of the SHA-256 of the public key (SPKI, DER)';
comment on column audit_checkpoint.signature is 'Ed25519 over the canonical JSON of {at, hash, keyId, seq}, base64';
create trigger audit_checkpoint_immutable before update or delete on audit_checkpoint
  for each row execute function refuse_change();

create table audit_position (
  id boolean primary key default true check (id),
  last_event bigint not null default 0,
  seen_event bigint not null default 0,
  seen_xid bigint not null default 0
);
comment on table audit_position is 'One row. How far events of leads are chained';
comment on column audit_position.id is 'Always true: there is one row';
comment on column audit_position.last_event is 'outbox.id up to which all that was committed is chained';
comment on column audit_position.seen_event is 'The highest outbox.id when it was last looked; chained once all that was under way then has ended';
comment on column audit_position.seen_xid is 'Every transaction that had an id then has one below this';
insert into audit_position default values;
-- An archived event is looked up by its number when the chain is verified.
create index outbox_archive_id_idx on outbox_archive (id);

-- What is personal stands apart. The same value of the same thing has the same commitment, so that what did not change is
-- seen not to have.
create function audit_commit(of_entity text, of_id text, of_field text, of_lead text, of_value jsonb) returns jsonb
language plpgsql as $$
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
$$;
comment on function audit_commit(text, text, text, text, jsonb) is 'Puts a personal value apart, and gives what an entry holds in its place';

create function audit_actor() returns jsonb language sql stable as $$
  select coalesce(
    nullif(current_setting('pointsman.actor', true), '')::jsonb,
    case when current_setting('application_name') like 'pointsman-%'
         then jsonb_build_object('kind', 'system', 'id', current_setting('application_name'))
         else jsonb_build_object('kind', 'database', 'id', session_user) end)
$$;
comment on function audit_actor() is 'Who acts: as the transaction says; else a process of ours; else somebody at the database';

-- Arguments: the columns of the key; columns of which only a hash is kept (secrets, long texts); columns that are no change;
-- columns that may hold something personal besides those named so.
create function audit_change() returns trigger language plpgsql security definer
set search_path to public, pg_temp set timezone to 'UTC' as $$
declare
  keys text[] := string_to_array(tg_argv[0], ',');
  digested text[] := string_to_array(tg_argv[1], ',');
  hidden text[] := string_to_array(tg_argv[2], ',');
  personal text[] := string_to_array(tg_argv[3], ',');
  entity text := regexp_replace(tg_table_name, '_archive$', '');
  was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - hidden end;
  becomes jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - hidden end;
  row_now jsonb := coalesce(becomes, was);
  entity_id text;
  lead text := case entity when 'lead' then row_now ->> 'id' else row_now ->> 'lead_id' end;
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
  if current_setting('pointsman.erasing', true) = 'on' then
    select jsonb_object_agg(key, '{"erased": true}'::jsonb) into was from jsonb_object_keys(was) as key;
    select jsonb_object_agg(key, '{"erased": true}'::jsonb) into becomes from jsonb_object_keys(becomes) as key;
  end if;
  select string_agg(row_now ->> key, '/' order by place) into entity_id from unnest(keys) with ordinality as k (key, place);
  for field in select key from jsonb_object_keys(coalesce(becomes, was)) as key 
               where (key like 'personal%' or key = any(personal)) and current_setting('pointsman.erasing', true) is distinct from 'on' loop
    if was ? field then was := jsonb_set(was, array[field], audit_commit(entity, entity_id, field, lead, was -> field)); end if;
    if becomes ? field then
      becomes := jsonb_set(becomes, array[field], audit_commit(entity, entity_id, field, lead, becomes -> field));
    end if;
  end loop;
  foreach field in array digested loop
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
$$;
comment on function audit_change() is 'Notes a change of a row for the chain';

do $$
declare
  audited record;
begin
  for audited in select * from (values
    ('rep', 'insert or update or delete', 'id', '', ''),
    ('rep_time_off', 'insert or update or delete', 'rep_id,position', '', ''),
    ('team', 'insert or update or delete', 'id', '', ''),
    ('person', 'insert or update or delete', 'id', '', ''),
    ('person_team', 'insert or update or delete', 'person_id,team', '', ''),
    ('api_key', 'insert or update or delete', 'id', '', 'secret_hash,last_used_at'),
    ('pool', 'insert or update or delete', 'id', '', ''),
    ('pool_member', 'insert or update or delete', 'pool_id,rep_id', '', ''),
    ('credit_correction', 'insert or update or delete', 'id', '', ''),
    ('territory', 'insert or update or delete', 'id', '', ''),
    ('partner', 'insert or update or delete', 'id', '', ''),
    ('queue', 'insert or update or delete', 'id', '', ''),
    ('account', 'insert or update or delete', 'id', '', 'name_reading'),
    ('account_domain', 'insert or update or delete', 'account_id,domain', '', ''),
    ('account_contact', 'insert or update or delete', 'id', '', ''),
    ('form', 'insert or update or delete', 'id', '', ''),
    ('org_state', 'update', 'id', '', 'revision'),
    ('rule_set_version', 'insert or update or delete', 'version', 'body', ''),
    ('rule_set_draft', 'insert or update or delete', 'id', 'body,diagnostics', ''),
    ('availability_policy', 'update', 'id', '', ''),
    ('time_off', 'insert or update or delete', 'id', '', ''),
    ('rep_calendar', 'insert or update or delete', 'id', '',
     'next_read_at,claimed_until,attempt,last_read_at,fresh_until,known_until,read_in_zone,etag,last_modified,skipped,failures,failure,failure_detail,told_stale_at'),
    ('endpoint', 'insert or update or delete', 'id', 'url,secret,previous_secret', 'failing_since,last_success_at,paused_until'),
    ('rep_preference', 'insert or update or delete', 'rep_id', '', ''),
    ('message_template', 'insert or update or delete', 'kind', '', 'updated_at'),
    -- Of leads what is changed afterwards; the archive command takes rows away from here, and adds them to the archive.
    ('lead', 'update', 'id', '', ''),
    ('lead_archive', 'update or delete', 'id', '', ''),
    ('reroute', 'insert or update', 'lead_id,epoch', '', ''),
    ('rejection', 'insert or update', 'lead_id,epoch', '', ''),
    ('conversion', 'insert or update', 'lead_id', '', ''),
    ('disqualification', 'insert or update', 'lead_id', '', ''),
    ('assignment', 'update of accepted_at, first_touched_at', 'lead_id,epoch', '', ''))
    as t (name, events, keys, digested, hidden) loop
    execute format('create trigger %I after %s on %I for each row execute function audit_change(%L, %L, %L, %L)',
                   audited.name || '_audited', audited.events, audited.name, audited.keys, audited.digested, audited.hidden,
                   case when audited.name in ('lead', 'lead_archive')
                        then 'idempotency_key,body_hash,attributes,warnings,account_match' else '' end);
  end loop;
end
$$;
