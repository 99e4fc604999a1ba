-- The life of a lead after its first decision: taken, touched, refused, disqualified, qualified later; what it weighs;
-- and corrections of a pool's ledger by hand.

alter table lead drop constraint lead_state_check;
alter table lead add constraint lead_state_check check (
  state in ('assigned', 'held', 'parked', 'attached', 'unqualified', 'converted', 'disqualified'));
comment on column lead.qualified_at is 'When the lead became due for routing; speed to assignment counts from here. Received_at until it qualifies';
comment on column lead.rep_id is 'Who has the lead now, or had it when it was converted or disqualified';
comment on function refuse_undecided_lead() is 'Every committed lead is in a named state';

alter table decision drop constraint decision_outcome_kind_check;
alter table decision add constraint decision_outcome_kind_check check (
  outcome_kind in ('assigned', 'held', 'parked', 'attached', 'unqualified'));

alter table assignment
  add column accepted_at timestamptz(3),
  add column first_touched_at timestamptz(3),
  add column work_units int not null default 1 check (work_units > 0),
  add constraint assignment_touched_check check (first_touched_at is null or accepted_at is not null);
comment on column assignment.accepted_at is 'When the rep took it; null: not yet';
comment on column assignment.first_touched_at is 'When the rep first contacted the lead; null: not yet. A touched lead is accepted';
comment on column assignment.work_units is 'What the lead weighs against his capacity while he has it; 1 is an ordinary lead';
comment on column assignment.end_reason is 'A re-route reason, rejected, converted or disqualified';

alter table rep_load add column open_units int not null default 0 check (open_units >= 0);
update rep_load set open_units = open_leads;
comment on column rep_load.open_units is 'Work units of his active assignments: what counts against his capacity';

alter table reroute
  add column requested_by_kind text not null default 'manager'
    check (requested_by_kind in ('rep', 'manager', 'sla', 'system'));
alter table reroute alter column requested_by_kind drop default;
comment on column reroute.requested_by_kind is 'In what capacity: rep, manager, sla or system';

create table rejection (
  lead_id text not null,
  epoch int not null,
  rep_id text not null references rep,
  reason text not null,
  personal_comment text,
  requested_by text not null,
  rejected_at timestamptz(3) not null,
  primary key (lead_id, epoch),
  foreign key (lead_id, epoch) references decision
);
comment on table rejection is 'Reps refusing a lead that they were given; it was decided on again at once';
comment on column rejection.epoch is 'The new decision, not the one that was refused';
comment on column rejection.rep_id is 'Who refused it: he is not given this lead again';
comment on column rejection.personal_comment is 'Free text; may hold personal data';
comment on column rejection.requested_by is 'Who said so, e.g. an API key id';

create table disqualification (
  lead_id text primary key,
  epoch int not null,
  rep_id text references rep,
  reason text not null,
  personal_comment text,
  requested_by text not null,
  disqualified_at timestamptz(3) not null,
  foreign key (lead_id, epoch) references decision
);
comment on table disqualification is 'Leads that turned out not to be worth working';
comment on column disqualification.epoch is 'The decision that it ended';
comment on column disqualification.rep_id is 'Who had the lead; null: nobody';
comment on column disqualification.personal_comment is 'Free text; may hold personal data';
comment on column disqualification.requested_by is 'Who said so, e.g. an API key id';

create table credit_correction (
  id bigint generated always as identity primary key,
  pool_id text not null references pool,
  after_seq bigint not null,
  deltas jsonb not null,
  personal_comment text not null,
  requested_by text not null,
  corrected_at timestamptz(3) not null
);
create index credit_correction_pool_idx on credit_correction (pool_id, after_seq, id);
comment on table credit_correction is 'Corrections of a pool''s ledger by hand';
comment on column credit_correction.after_seq is 'Number of the pool''s last decision before it: it is the next that sees the corrected ledger';
comment on column credit_correction.deltas is '[{repId, deltaMicro, creditBefore, creditAfter}] in micro-units; deltaMicro sums to zero';
comment on column credit_correction.personal_comment is 'Why; free text, may hold personal data';
comment on column credit_correction.requested_by is 'Who asked, e.g. an API key id';
