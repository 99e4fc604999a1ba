-- Events on their way to the warehouse, written in the transaction of the change that they tell of.

create table outbox_batch (
  id bigint generated always as identity primary key,
  token text not null,
  event_count int not null check (event_count > 0),
  created_at timestamptz(3) not null,
  delivered_at timestamptz(3)
);
create index outbox_batch_undelivered_idx on outbox_batch (id) where delivered_at is null;
comment on table outbox_batch is 'Events frozen together: a batch is sent again byte for byte until it is delivered';
comment on column outbox_batch.token is 'SHA-256 (hex) of the payload texts in id order, joined by line feeds; the warehouse drops what comes twice under one token';

create table outbox (
  id bigint generated always as identity primary key,
  event_id text not null unique,
  kind text not null,
  occurred_at timestamptz(3) not null,
  payload json not null,
  content_hash bigint not null,
  batch_id bigint references outbox_batch
);
create index outbox_unbatched_idx on outbox (id) where batch_id is null;
create index outbox_batch_id_idx on outbox (batch_id) where batch_id is not null;
comment on table outbox is 'One row a change of a lead. Claimed by state (batch_id is null), never by id: ids commit out of order';
comment on column outbox.payload is 'contracts LeadEvent; json, not jsonb: exactly the text that is sent and hashed';
comment on column outbox.content_hash is 'First 8 bytes of SHA-256 of the payload text, big-endian, signed; XORed per hour and kind to compare with the warehouse';
-- Rows come in nearly by time, so a block range index finds an hour and costs next to nothing to keep.
create index outbox_occurred_at_idx on outbox using brin (occurred_at);
