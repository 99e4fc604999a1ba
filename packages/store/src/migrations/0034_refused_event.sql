-- Events that the warehouse would not take: set aside so that the rest of their batch goes on, kept until they are delivered.

create table outbox_refused (
  event_id text primary key,
  batch_id bigint not null,
  problem text not null,
  refused_at timestamptz(3) not null,
  redelivered_at timestamptz(3)
);
create index outbox_refused_batch_id_idx on outbox_refused (batch_id);
create index outbox_refused_waiting_idx on outbox_refused (event_id) where redelivered_at is null;
comment on table outbox_refused is 'State "refused" of an event in the outbox or its archive: apart, as batches are frozen and archived as they are';
comment on column outbox_refused.batch_id is 'Of the batch that was delivered without it';
comment on column outbox_refused.problem is 'What the warehouse said, or the check before it; ids and values of an event only';
comment on column outbox_refused.redelivered_at is 'When the warehouse took it after all; null: it is set aside';
