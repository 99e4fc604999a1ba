-- When reps are there, how much they take, and what a pool asks of them.
-- Defaults mean what there was before: always there, no caps, no steps, nothing required.

alter table rep
  add column working_hours jsonb not null default '[]',
  add column busy jsonb not null default '[]',
  add column busy_counts text[] not null default '{out_of_office,busy}',
  add column ramp_steps jsonb not null default '[]',
  add column max_per_day int,
  add column max_per_week int,
  add column max_per_month int;
comment on column rep.working_hours is '[{days, from, until}] on the clock of time_zone; empty: always';
comment on column rep.busy is '[{kind, from, until}] of his calendar; nothing else of it is kept';
comment on column rep.busy_counts is 'Kinds of busy that keep leads from him';
comment on column rep.ramp_steps is '[{from, pct}]: from that day on, in time_zone, pct stands in place of ramp_pct';
comment on column rep.max_per_day is 'Most leads a day of time_zone; null: any number';
comment on column rep.max_per_week is 'Most leads a week, Monday to Sunday';
comment on column rep.max_per_month is 'Most leads a calendar month';

alter table rep_time_off
  alter column from_at drop not null,
  alter column until_at drop not null,
  add column first_day date,
  add column last_day date,
  add column half text check (half in ('morning', 'afternoon')),
  add constraint rep_time_off_form_check check (
    (from_at is not null and until_at is not null and first_day is null and last_day is null and half is null)
    or (from_at is null and until_at is null and first_day is not null and last_day >= first_day
        and (half is null or first_day = last_day)));
comment on column rep_time_off.from_at is 'Null: whole or half days, see first_day';
comment on column rep_time_off.first_day is 'Day of rep.time_zone, from its midnight; null: from from_at to until_at';
comment on column rep_time_off.last_day is 'Included, up to its midnight';
comment on column rep_time_off.half is 'Only that half of first_day: before or after noon';

alter table pool
  add column required_skills text[] not null default '{}',
  add column available_within_hours int not null default 0 check (available_within_hours >= 0),
  add column value jsonb;
comment on column pool.selection is 'contracts SelectionPolicy';
comment on column pool.required_skills is 'Skills without which nobody takes a lead of the pool';
comment on column pool.available_within_hours is 'Who is back within so many hours counts as available';
comment on column pool.value is 'contracts PoolValue; null: every lead counts the same';
comment on column pool_member.credit_micro is 'Leads owed to the rep in micro-units (1,000,000 is one lead; in a balanced_value pool a value of 1); a pool sums to exactly zero';

-- Who was given how many leads this month, and who had an account's last lead.
create index assignment_rep_assigned_at_idx on assignment (rep_id, assigned_at);
create index lead_account_id_idx on lead (account_id) where account_id is not null;
