-- When reps are away, beside what stands with them: time off one by one, and what their calendars say.
-- Routing reads these tables and never calls out; a timer keeps them up to date.

alter table rep add column long_busy_minutes int check (long_busy_minutes > 0);
comment on column rep.long_busy_minutes is 'Minutes of working hours from which on a busy block keeps leads away; null: as availability_policy says';

create table availability_policy (
  id boolean primary key default true check (id),
  long_busy_minutes int not null default 240 check (long_busy_minutes > 0),
  tell_stale_after_hours int not null default 24 check (tell_stale_after_hours > 0)
);
comment on table availability_policy is 'One row: what holds for all reps';
comment on column availability_policy.id is 'Always true: there is one row';
comment on column availability_policy.long_busy_minutes is 'Minutes of working hours, where a rep has no number of his own';
comment on column availability_policy.tell_stale_after_hours is 'Hours without a reading after which people are told';
insert into availability_policy default values;

create table time_off (
  id text primary key,
  rep_id text not null references rep,
  source text not null check (source in ('api', 'import')),
  kind text not null,
  from_at timestamptz(3),
  until_at timestamptz(3),
  first_day date,
  last_day date,
  half text check (half in ('morning', 'afternoon')),
  changed_at timestamptz(3) not null,
  changed_by text not null,
  check (from_at < until_at),
  check (
    (from_at is not null and until_at is not null and first_day is null and last_day is null and half is null)
    or (from_at is null and until_at is null and first_day is not null and last_day >= first_day
        and (half is null or first_day = last_day)))
);
create unique index time_off_content_key on time_off (rep_id, kind, from_at, until_at, first_day, last_day, half)
  nulls not distinct;
comment on table time_off is 'Stretches of time in which a rep takes no leads, each an entry of its own; rep_time_off has those that come with the rep';
comment on column time_off.id is 'off_…';
comment on column time_off.from_at is 'Null: whole or half days, see first_day';
comment on column time_off.until_at is 'Exclusive: the rep is back at this instant';
comment on column time_off.first_day is 'Day of rep.time_zone, from its midnight; null: from from_at to until_at';
comment on column time_off.last_day is 'Included, up to its midnight';
comment on column time_off.half is 'Only that half of first_day: before or after noon';
comment on column time_off.changed_by is 'An API key id';

create table rep_calendar (
  id text primary key,
  rep_id text not null references rep,
  kind text not null check (kind in ('ics', 'google', 'microsoft')),
  personal_address text not null,
  all_is_time_off boolean not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  next_read_at timestamptz(3) not null,
  claimed_until timestamptz(3),
  attempt int not null default 0,
  last_read_at timestamptz(3),
  fresh_until timestamptz(3),
  known_until timestamptz(3),
  read_in_zone text,
  etag text,
  last_modified text,
  skipped int not null default 0,
  failures int not null default 0,
  failure text,
  failure_detail text,
  told_stale_at timestamptz(3),
  unique (rep_id, kind, personal_address)
);
create index rep_calendar_next_read_at_idx on rep_calendar (next_read_at);
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

create table calendar_block (
  calendar_id text not null references rep_calendar on delete cascade,
  position int not null,
  kind text not null check (kind in ('out_of_office', 'busy')),
  from_at timestamptz(3) not null,
  until_at timestamptz(3) not null,
  primary key (calendar_id, position),
  check (from_at < until_at)
);
comment on table calendar_block is 'What a calendar says, as stretches of time; nothing else of an event is ever kept';
comment on column calendar_block.position is '0, 1, 2 … in order of time';
comment on column calendar_block.until_at is 'Exclusive';
