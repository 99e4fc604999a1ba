-- A lead that cannot be routed is parked, and what went wrong is kept for people to look at.
create table lead_failure (
  lead_id text not null,
  epoch int not null,
  code text not null,
  personal_detail text not null,
  failed_at timestamptz(3) not null,
  primary key (lead_id, epoch),
  foreign key (lead_id, epoch) references decision (lead_id, epoch)
);
comment on table lead_failure is 'Why routing a lead failed, so that it was parked with reason error';
comment on column lead_failure.epoch is 'The decision that parked it';
comment on column lead_failure.code is 'As in the inputs of the decision: postgres_<SQLSTATE> or the name of the error in snake case';
comment on column lead_failure.personal_detail is 'Text of the error; it may quote what was sent, so it is treated as personal data';

-- Inputs and trace are stored as tables (decisions/pack-json.ts), some 4 kB with 20 candidates. Kept within the row, as a row
-- of up to 8 kB may be, they need no compression.
alter table decision set (toast_tuple_target = 8160);
comment on column decision.inputs is 'What it was made from, enough to make it again; lists of like objects as tables ({"~": columns, rows})';
comment on column decision.trace is 'Why the outcome is what it is; packed like inputs';

-- Each serves both the condition and the order of its look-up: without that a plan may walk the other index in order, past
-- every lead or account on file, until it has found enough, which are never enough where there are none.
drop index lead_email_idx;
create index lead_email_idx on lead (personal_email, received_at desc, id desc);
drop index account_parent_account_id_idx;
create index account_parent_account_id_idx on account (parent_account_id, id) where parent_account_id is not null;
