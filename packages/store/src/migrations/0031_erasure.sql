-- What is personal of somebody goes, at his request; what was decided and counted stays, under a name that says nothing.

-- The key that a caller chose and the hash of what he sent may give a person away: they go with him.
drop trigger lead_identity_immutable on lead;
create trigger lead_identity_immutable before update of id, source, idempotency_key, body_hash, received_at, created_at on lead
  for each row when (current_setting('pointsman.erasing', true) is distinct from 'on') execute function refuse_change();

create function erase_person(of_email text, of_mailbox text, only_count boolean) returns jsonb language plpgsql
security definer set search_path to public, pg_temp as $$
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
$$;
comment on function erase_person(text, text, boolean) is 'Takes everything personal of one address away, or says what would go. The chain stands: it holds commitments only';
-- It runs with the rights of its owner: grants.sql says who may call it.
revoke execute on function erase_person(text, text, boolean) from public;
