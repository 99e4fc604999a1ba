-- What scans found to have moved, and where it stands. Few rows: one for each thing that was worth telling.
create table anomaly (
  id bigint generated always as identity primary key,
  state text not null check (state in ('opened', 'acknowledged', 'merged', 'closed')),
  body jsonb not null,
  sentence text not null,
  opened_at timestamptz(3) not null,
  seen_at timestamptz(3) not null,
  state_at timestamptz(3) not null,
  acknowledged_by text,
  merged_into bigint references anomaly (id),
  check (state <> 'acknowledged' or acknowledged_by is not null),
  check ((state = 'merged') = (merged_into is not null))
);
create index on anomaly (id) where state in ('opened', 'acknowledged');
comment on table anomaly is 'What moved in how leads are routed, as the last scan that saw it described it';
comment on column anomaly.body is 'packages/anomalies Anomaly: what, where, since when, how sure, reason, sample leads, rule set';
comment on column anomaly.sentence is 'The same in plain words';
comment on column anomaly.seen_at is 'The last scan that saw it';
comment on column anomaly.state_at is 'When it came into its state';
comment on column anomaly.acknowledged_by is 'Who said that he knows, e.g. an API key id; kept when it closes';
comment on column anomaly.merged_into is 'The anomaly that has most of its leads';
