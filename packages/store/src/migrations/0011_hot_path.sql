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
