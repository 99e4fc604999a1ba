-- Who takes leads, in which groups, by which rules.
-- Foreign keys guard what people configure; nothing here is ever deleted but pool members, time off and domains.

create table rule_set_version (
  version int primary key,
  hash text not null,
  name text not null,
  body json not null,
  published_at timestamptz(3) not null,
  published_by text not null
);
comment on table rule_set_version is 'Published rule sets. A row is never changed: a stored decision names the one it was made with.';
comment on column rule_set_version.version is '1, 2, 3 … in order of publication';
comment on column rule_set_version.hash is 'Names the content of body; computed by the publisher';
comment on column rule_set_version.body is 'contracts RuleSet; json, not jsonb, so that the text stays as published';
comment on column rule_set_version.published_by is 'Who published it, e.g. an API key id';

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% rows are immutable', tg_table_name using errcode = 'restrict_violation';
end
$$;
comment on function refuse_change() is 'Trigger body of tables whose rows are only ever added';

create trigger rule_set_version_immutable before update or delete on rule_set_version
  for each row execute function refuse_change();

create table org_state (
  id boolean primary key default true check (id),
  revision bigint not null default 0,
  active_rule_set_version int references rule_set_version
);
comment on table org_state is 'One row. A routing batch holds it FOR SHARE, a change of the organisation updates it: so each batch sees one organisation';
comment on column org_state.id is 'Always true: there is one row';
comment on column org_state.revision is 'Goes up with every change of reps, pools, territories, partners, queues or the active rule set';
insert into org_state default values;

create table rep (
  id text primary key,
  name text not null,
  personal_email text not null,
  role text not null,
  team text not null,
  status text not null check (status in ('active', 'departed')),
  time_zone text not null,
  capacity int not null check (capacity > 0),
  soft_limit_pct int not null,
  hard_limit_pct int not null,
  ramp_pct int not null,
  skills text[] not null,
  backup_rep_id text references rep,
  check (soft_limit_pct <= hard_limit_pct)
);
comment on table rep is 'People who work leads';
comment on column rep.personal_email is 'Personal data: work e-mail address';
comment on column rep.time_zone is 'IANA name, e.g. America/Los_Angeles';
comment on column rep.capacity is 'Open leads that make a full queue (load 100 %)';
comment on column rep.soft_limit_pct is '% of capacity up to which the rep gets a full share';
comment on column rep.hard_limit_pct is '% of capacity from which on routing gives nothing';
comment on column rep.ramp_pct is '% of a full share while a new hire learns';

create table rep_time_off (
  rep_id text not null references rep,
  position int not null,
  kind text not null,
  from_at timestamptz(3) not null,
  until_at timestamptz(3) not null,
  primary key (rep_id, position),
  check (from_at < until_at)
);
comment on table rep_time_off is 'Stretches of time in which a rep takes no leads';
comment on column rep_time_off.position is '0, 1, 2 … as configured';
comment on column rep_time_off.until_at is 'Exclusive: the rep is back at this instant';

create table rep_load (
  rep_id text primary key references rep,
  open_leads int not null default 0 check (open_leads >= 0),
  last_assigned_at timestamptz(3)
) with (fillfactor = 50);
comment on table rep_load is 'How much a rep has in hand. Apart from rep because every assignment writes it; half-filled pages keep those updates off the index';
comment on column rep_load.open_leads is 'Count of active assignments; never below zero';
comment on column rep_load.last_assigned_at is 'Null: never assigned a lead';

create table pool (
  id text primary key,
  name text not null,
  selection text not null
);
comment on table pool is 'Reps who share leads';
comment on column pool.selection is 'fair_share, least_loaded or fixed';

create table pool_state (
  pool_id text primary key references pool,
  seq bigint not null default 0 check (seq >= 0)
) with (fillfactor = 50);
comment on table pool_state is 'The row a batch locks before it reads or writes the credits of a pool';
comment on column pool_state.seq is 'Number of the last decision made from the pool; the total order of its decisions';

create table pool_member (
  pool_id text not null references pool,
  rep_id text not null references rep,
  position int not null,
  weight int not null check (weight > 0),
  credit_micro bigint not null default 0,
  last_assigned_seq bigint,
  primary key (pool_id, rep_id)
) with (fillfactor = 50);
comment on table pool_member is 'Who stands in which pool, and what the pool owes him';
comment on column pool_member.position is '0, 1, 2 … as configured; the precedence in a fixed pool';
comment on column pool_member.weight is 'Relative share; 100 is an ordinary one';
comment on column pool_member.credit_micro is 'Leads owed to the rep in micro-units (1,000,000 is one lead); a pool sums to exactly zero';
comment on column pool_member.last_assigned_seq is 'pool_state.seq of the last lead the rep got from the pool; null: none yet';

create table territory (
  id text primary key,
  name text not null,
  division text not null,
  segment_pools jsonb not null,
  pool_id text references pool
);
comment on table territory is 'Sales territories and the pools that cover them';
comment on column territory.segment_pools is '[{segment, poolId}]';
comment on column territory.pool_id is 'The pool for segments without one of their own';

create table partner (
  id text primary key,
  name text not null,
  code text not null,
  manager_rep_id text not null references rep,
  policy text not null
);
create unique index partner_code_key on partner (lower(code));
comment on table partner is 'Companies that send leads under a code';
comment on column partner.code is 'As it stands in links; compared without regard to case';
comment on column partner.policy is 'Who works the partner''s leads: partner_manager or territory_rep';

create table queue (
  id text primary key,
  name text not null,
  owner_rep_id text not null references rep
);
comment on table queue is 'Where leads wait that no rep could be found for';

create table account (
  id text primary key,
  name text not null,
  status text not null,
  division text,
  owner_rep_id text references rep,
  csm_rep_id text references rep,
  former_owner_rep_id text references rep,
  closed_lost_at timestamptz(3),
  parent_account_id text references account
);
comment on table account is 'Companies on file';
comment on column account.status is 'prospect, open, customer or closed_lost';
comment on column account.division is 'The division whose customer it is, as in territory.division';
comment on column account.former_owner_rep_id is 'Who owned it when it was lost';

create table account_domain (
  domain text not null,
  account_id text not null references account,
  position int not null,
  primary key (domain, account_id)
);
create index account_domain_account_id_idx on account_domain (account_id);
comment on table account_domain is 'Registrable domains of accounts; several accounts may share one';
comment on column account_domain.domain is 'Lower case, e.g. apexcorp.example';
