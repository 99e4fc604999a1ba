-- Who may do what with each table. Run by pointsman_migrator after every migration; plain SQL, in one transaction, and
-- harmless to repeat. It takes everything back first: a table that is not named here is closed to both roles, a column to
-- the analyst, so that what a migration adds is open to nobody before somebody has thought about it.

begin;

revoke all on all tables in schema public from pointsman_app, pointsman_analyst;

-- ---------------------------------------------------------------------------------------------------------------------
-- pointsman_app: what the statements of packages/store and apps/analytics need. It may change where a lead stands and how
-- far an event has got; what was received, decided, assigned and reported it may only add.

-- Locking a row (for update, for share) takes the right to update one of its columns.
grant select, insert on rule_set_version, decision, reroute, rejection, conversion, disqualification, credit_correction,
  lead_failure to pointsman_app;
grant select, insert, update (dispatched) on notification to pointsman_app;
grant select, insert, delete on quiet_lead to pointsman_app;
-- A lead that qualifies later may come with more details than it was received with.
grant select, insert, update (state, epoch, rep_id, held_until, attached_to_lead_id, waits_for, qualified_at, account_id,
                              partner_id, attributed_by, attributed_until, personal, attributes, account_match) on lead to pointsman_app;
grant select, insert, update (accepted_at, first_touched_at, ended_at, end_reason) on assignment to pointsman_app;
grant select, insert on outbox to pointsman_app;
grant select, insert, update (delivered_at, dispatched) on outbox_batch to pointsman_app;
grant select, update (last_id, gaps, settling, settling_writers) on outbox_cut to pointsman_app;
grant select, insert, update (problem, refused_at, redelivered_at) on outbox_refused to pointsman_app;
-- What was archived is read; only the migrator, who runs the archive command, writes it. The parts by month are reached
-- through the tables named here.
grant select on lead_archive, decision_archive, assignment_archive, reroute_archive, rejection_archive, conversion_archive,
  disqualification_archive, notification_archive, lead_failure_archive, outbox_archive, outbox_batch_archive,
  outbox_archived, account_archived_rep to pointsman_app;
grant select on all_lead, all_decision, all_assignment, all_reroute, all_rejection, all_conversion, all_disqualification,
  all_notification, all_lead_failure, all_outbox, all_outbox_batch to pointsman_app;
-- Not its scopes, person or hash: a key can be made, used and ended, not turned into another. That its end only comes nearer
-- is kept by a trigger.
grant select, insert, update (last_used_at, revoked_at, expires_at) on api_key to pointsman_app;
grant select, insert, update on person to pointsman_app;
grant select, insert, delete on person_team to pointsman_app;
grant select, insert, update (name) on team to pointsman_app;

-- The audit trail. Changes are noted by triggers, with the rights of the migrator. The services chain what was noted; what is
-- chained they cannot change, and personal values they take away only as a person's erasure.
grant select, delete on audit_pending to pointsman_app;
grant select, insert on audit_entry, audit_checkpoint to pointsman_app;
grant select on audit_personal to pointsman_app;
grant select, update (last_event, seen_event, seen_xid) on audit_position to pointsman_app;
revoke execute on function erase_person(text, text, boolean) from public;
grant execute on function erase_person(text, text, boolean) to pointsman_app;
-- A service says that it is not ready while a migration is missing.
grant select on migration to pointsman_app;

-- Telling people. Deliveries that are long done with are forgotten.
grant select, insert, update, delete on endpoint, rep_preference, message_template, delivery, delivery_attempt
  to pointsman_app;

-- What scans found. Only the last description of each is kept.
grant select, insert, update (state, body, sentence, seen_at, state_at, acknowledged_by, merged_into) on anomaly
  to pointsman_app;

-- The timers. Their tables are graphile-worker's own, and any of its versions may write to all of them.
revoke all on schema graphile_worker from pointsman_app, pointsman_analyst;
revoke all on all tables in schema graphile_worker from pointsman_app, pointsman_analyst;
grant usage on schema graphile_worker to pointsman_app;
grant select, insert, update, delete on all tables in schema graphile_worker to pointsman_app;
grant select, insert, update, delete on timer_worker to pointsman_app;
-- It closes its tables by row-level security to everybody but their owner: without a policy the app can add no job, and no
-- lead that is held, waits or has an SLA could be routed.
do $$
declare
  closed regclass;
begin
  for closed in
    select oid from pg_class
    where relnamespace = 'graphile_worker'::regnamespace and relkind = 'r' and relrowsecurity
      and not exists (select from pg_policy where polrelid = pg_class.oid and polname = 'pointsman_app')
  loop
    execute format('create policy pointsman_app on %s to pointsman_app using (true) with check (true)', closed);
  end loop;
end
$$;

-- The organisation. Reps and accounts stay, for their history does; of the rest what nothing refers to may go. Time off,
-- members and domains are lists that are replaced.
grant select, update (revision, active_rule_set_version) on org_state to pointsman_app;
grant select, insert, update on rep, account to pointsman_app;
grant select, insert, update, delete on pool, territory, partner, queue to pointsman_app;
grant select, insert, update, delete on pool_member to pointsman_app;
grant select, insert, delete on rep_time_off, account_domain, account_name, account_key to pointsman_app;
grant select, insert, update, delete on account_contact to pointsman_app;
grant select, update on availability_policy to pointsman_app;
grant select, insert, update, delete on time_off, rep_calendar to pointsman_app;
grant select, insert, delete on calendar_block to pointsman_app;
-- Of the history of accounts only the present owner's row may be closed.
grant select, insert, update (until_at, end_reason, changed_by) on account_ownership to pointsman_app;
grant select, insert on account_status_change to pointsman_app;
grant select, insert, update (open_leads, open_units, last_assigned_at) on rep_load to pointsman_app;
grant select, insert, update (seq, rep_ids, credits_micro, last_seqs), delete on pool_state to pointsman_app;
grant select, insert, update, delete on form, rule_set_draft to pointsman_app;

-- ---------------------------------------------------------------------------------------------------------------------
-- pointsman_analyst: columns, each by name, so `select *` fails where one is left out. Left out are
--   columns named personal_…, and lead.personal;
--   rep.name, a person's name; rep_time_off and time_off, whose kind may be an illness; rep_calendar and calendar_block,
--   with ways to people and where they are;
--   lead.idempotency_key, body_hash and warnings, which come from the sender and may hold or give away an address;
--   lead.attributes and the JSON of decisions, which take on new fields without a migration;
--   account_contact, which is people; account_name and account_key, which are for looking up;
--   assignment.note and rule_set_version.note, which are text; lead.account_match and notification.payload, which are JSON;
--   endpoint, rep_preference, message_template, delivery and delivery_attempt, with secrets and ways to people;
--   audit_pending, audit_entry, audit_personal, audit_checkpoint and audit_position, with whatever was changed;
--   person and person_team, which are people; api_key, outbox, outbox_batch, timer_worker and migration, and the schema
--   graphile_worker, which are the machine's own.
-- For campaign, country and company size there is ClickHouse, which holds nothing personal at all.

grant select (id, source, received_at, qualified_at, created_at, state, epoch, rep_id, held_until, attached_to_lead_id,
              account_id, partner_id, attributed_by, attributed_until) on lead to pointsman_analyst;
grant select (lead_id, epoch, decided_at, rule_set_version, outcome_kind, pool_id, pool_seq)
  on decision to pointsman_analyst;
grant select (lead_id, epoch, rep_id, via, stage_id, rule_id, pool_id, tier, territory, co_owner_rep_ids, copied_rep_ids,
              work_units, assigned_at, accepted_at, first_touched_at, ended_at, end_reason) on assignment to pointsman_analyst;
grant select (lead_id, epoch, from_rep_id, reason, requested_by, requested_by_kind, requested_at)
  on reroute to pointsman_analyst;
grant select (lead_id, epoch, rep_id, reason, requested_by, rejected_at) on rejection to pointsman_analyst;
grant select (lead_id, epoch, rep_id, reason, requested_by, disqualified_at) on disqualification to pointsman_analyst;
grant select (id, pool_id, after_seq, deltas, requested_by, corrected_at) on credit_correction to pointsman_analyst;
grant select (lead_id, epoch, rep_id, converted_at) on conversion to pointsman_analyst;
grant select (id, kind, rep_id, lead_id, epoch, created_at) on notification to pointsman_analyst;
grant select (lead_id, epoch, code, failed_at) on lead_failure to pointsman_analyst;
-- The same with what was archived. Views are read with the rights of their owner, so that these columns are all there is.
grant select (id, source, received_at, qualified_at, created_at, state, epoch, rep_id, held_until, attached_to_lead_id,
              account_id, partner_id, attributed_by, attributed_until, archived) on all_lead to pointsman_analyst;
grant select (lead_id, epoch, decided_at, rule_set_version, outcome_kind, pool_id, pool_seq, archived)
  on all_decision to pointsman_analyst;
grant select (lead_id, epoch, rep_id, via, stage_id, rule_id, pool_id, tier, territory, co_owner_rep_ids, copied_rep_ids,
              work_units, assigned_at, accepted_at, first_touched_at, ended_at, end_reason, archived)
  on all_assignment to pointsman_analyst;
grant select (lead_id, epoch, from_rep_id, reason, requested_by, requested_by_kind, requested_at, archived)
  on all_reroute to pointsman_analyst;
grant select (lead_id, epoch, rep_id, reason, requested_by, rejected_at, archived) on all_rejection to pointsman_analyst;
grant select (lead_id, epoch, rep_id, reason, requested_by, disqualified_at, archived)
  on all_disqualification to pointsman_analyst;
grant select (lead_id, epoch, rep_id, converted_at, archived) on all_conversion to pointsman_analyst;
grant select (version, hash, name, body, published_at, published_by, rolls_back_to) on rule_set_version to pointsman_analyst;

grant select (id, revision, active_rule_set_version) on org_state to pointsman_analyst;
grant select (id, role, team, status, time_zone, capacity, soft_limit_pct, hard_limit_pct, ramp_pct, skills,
              backup_rep_id) on rep to pointsman_analyst;
grant select (rep_id, open_leads, open_units, last_assigned_at) on rep_load to pointsman_analyst;
grant select (id, name, selection) on pool to pointsman_analyst;
grant select (pool_id, seq, rep_ids, credits_micro, last_seqs) on pool_state to pointsman_analyst;
grant select (pool_id, rep_id, position, weight) on pool_member to pointsman_analyst;
grant select on pool_ledger to pointsman_app, pointsman_analyst;
grant select (id, name, division, segment_pools, pool_id) on territory to pointsman_analyst;
grant select (id, name, code, manager_rep_id, policy, attribution_days) on partner to pointsman_analyst;
grant select (id, name, owner_rep_id) on queue to pointsman_analyst;
grant select (id, name, status, division, owner_rep_id, csm_rep_id, former_owner_rep_id, closed_lost_at,
              parent_account_id) on account to pointsman_analyst;
grant select (domain, account_id, position) on account_domain to pointsman_analyst;
grant select (id, account_id, rep_id, from_at, until_at, end_reason) on account_ownership to pointsman_analyst;
grant select (id, account_id, from_status, to_status, owner_rep_id, changed_at)
  on account_status_change to pointsman_analyst;

commit;
