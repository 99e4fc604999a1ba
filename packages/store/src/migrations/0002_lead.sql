-- Leads, what was decided about them, and who has them.
-- The hot tables refer to leads, decisions and reps by foreign key; to pools, accounts and partners by value
-- only, because each further key costs a look-up and a row lock a lead.

create table lead (
  id text primary key,
  source text not null,
  idempotency_key text not null,
  body_hash text not null,
  received_at timestamptz(3) not null,
  qualified_at timestamptz(3) not null,
  created_at timestamptz(3) not null,
  state text check (state in ('assigned', 'held', 'parked', 'attached', 'converted')),
  epoch int not null default 0,
  rep_id text references rep,
  held_until timestamptz(3),
  attached_to_lead_id text references lead,
  account_id text,
  partner_id text,
  personal_email text not null,
  personal jsonb not null,
  attributes jsonb not null,
  warnings text[] not null,
  unique (source, idempotency_key),
  constraint lead_state_epoch_check check ((state is null) = (epoch = 0)),
  constraint lead_assigned_check check (state is distinct from 'assigned' or rep_id is not null),
  constraint lead_held_check check ((state is not distinct from 'held') = (held_until is not null)),
  constraint lead_attached_check check ((state is not distinct from 'attached') = (attached_to_lead_id is not null))
);
create index lead_open_email_idx on lead (personal_email, received_at) where state in ('assigned', 'held', 'parked');
create index lead_held_until_idx on lead (held_until, id) where state = 'held';
create index lead_received_at_idx on lead (received_at desc, id desc);
create index lead_rep_received_at_idx on lead (rep_id, received_at desc, id desc);
comment on table lead is 'One row a submission, whatever became of it';
comment on column lead.id is 'Made at the edge from source and idempotency_key';
comment on column lead.body_hash is 'SHA-256 (hex) of what the caller sent; tells a repeat from another lead under the same key';
comment on column lead.received_at is 'When the edge had the whole request';
comment on column lead.qualified_at is 'When the lead became due for routing; speed to assignment counts from here';
comment on column lead.created_at is 'When the routing service took it in hand';
comment on column lead.state is 'Null only inside the transaction that inserts the lead and decides on it';
comment on column lead.epoch is 'Epoch of the latest decision; 0 only while state is null';
comment on column lead.rep_id is 'Who has the lead now, or had it when it was converted';
comment on column lead.held_until is 'When a held lead is decided again';
comment on column lead.attached_to_lead_id is 'The earlier lead of the same person';
comment on column lead.account_id is 'The account it was matched to';
comment on column lead.personal_email is 'Personal data: e-mail address, lower case';
comment on column lead.personal is 'Personal data: names, phone, job title, message, and form fields of unknown meaning (extra)';
comment on column lead.attributes is 'The rest of contracts LeadDetails: company, size, place, interest, campaign. Not personal';
comment on column lead.warnings is 'What intake could not understand';

create function refuse_undecided_lead() returns trigger language plpgsql as $$
begin
  if exists (select from lead where id = new.id and state is null) then
    raise exception 'lead % would be committed without a decision', new.id using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$$;
comment on function refuse_undecided_lead() is 'Every committed lead is assigned, held, parked, attached or converted';

-- The condition is tested when the row is inserted: leads that arrive with their state cost nothing.
create constraint trigger lead_decided after insert on lead deferrable initially deferred
  for each row when (new.state is null) execute function refuse_undecided_lead();

create table decision (
  lead_id text not null references lead,
  epoch int not null check (epoch > 0),
  decided_at timestamptz(3) not null,
  rule_set_version int not null references rule_set_version,
  outcome_kind text not null check (outcome_kind in ('assigned', 'held', 'parked', 'attached')),
  outcome json not null,
  trace json not null,
  inputs json not null,
  pool_id text,
  pool_seq bigint,
  primary key (lead_id, epoch),
  unique (pool_id, pool_seq),
  check ((pool_id is null) = (pool_seq is null))
);
comment on table decision is 'Every decision on every lead, with all that is needed to make it again';
comment on column decision.epoch is '1, 2, 3 … per lead, without gaps';
comment on column decision.outcome is 'contracts Outcome; json, not jsonb, so that the stored text replays byte for byte';
comment on column decision.trace is 'contracts Trace';
comment on column decision.inputs is 'What the decision was made from. Must hold nothing personal';
comment on column decision.pool_id is 'The pool that was chosen from; null: none';
comment on column decision.pool_seq is '1, 2, 3 … per pool, without gaps: the order in which its decisions replay';

create table assignment (
  lead_id text not null,
  epoch int not null,
  rep_id text not null references rep,
  via text not null,
  stage_id text,
  rule_id text,
  pool_id text,
  tier text,
  territory text,
  co_owner_rep_ids text[] not null,
  copied_rep_ids text[] not null,
  note text,
  assigned_at timestamptz(3) not null,
  ended_at timestamptz(3),
  end_reason text,
  primary key (lead_id, epoch),
  foreign key (lead_id, epoch) references decision,
  check ((ended_at is null) = (end_reason is null))
);
create unique index assignment_active_lead_key on assignment (lead_id) where ended_at is null;
create index assignment_active_rep_idx on assignment (rep_id) where ended_at is null;
comment on table assignment is 'A rep having a lead, from assigned_at to ended_at';
comment on column assignment.epoch is 'The decision that gave it';
comment on column assignment.via is 'How the rep came to it: target, backup, next_in_pool or manual';
comment on column assignment.ended_at is 'Null: the rep has the lead now and it counts against his capacity';
comment on column assignment.end_reason is 'A re-route reason, or converted';

create table reroute (
  lead_id text not null,
  epoch int not null,
  from_rep_id text references rep,
  reason text not null,
  personal_comment text,
  requested_by text not null,
  requested_at timestamptz(3) not null,
  primary key (lead_id, epoch),
  foreign key (lead_id, epoch) references decision
);
comment on table reroute is 'Why a lead was decided on again at somebody''s request';
comment on column reroute.epoch is 'The new decision, not the one that it replaced';
comment on column reroute.from_rep_id is 'Who had the lead before; null: nobody';
comment on column reroute.personal_comment is 'Free text; may hold personal data';
comment on column reroute.requested_by is 'Who asked, e.g. an API key id';

create table conversion (
  lead_id text primary key,
  epoch int not null,
  rep_id text not null references rep,
  converted_at timestamptz(3) not null,
  foreign key (lead_id, epoch) references decision
);
comment on table conversion is 'Leads that became opportunities';
comment on column conversion.epoch is 'The decision whose rep converted it';
