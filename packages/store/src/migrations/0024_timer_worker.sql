-- Which processes run jobs. What a process had under way when it died stays locked in graphile_worker until somebody
-- knows that it is dead; the worker itself waits four hours.

create table timer_worker (
  id text primary key,
  seen_at timestamptz(3) not null
);
comment on table timer_worker is 'Processes that run jobs of graphile_worker';
comment on column timer_worker.id is 'What locked_by of their jobs says';
comment on column timer_worker.seen_at is 'When it last said that it lives, by the clock of the database';
