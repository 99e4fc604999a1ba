-- Telling people and programs: who is told how, what is on its way, and how it went.

-- Deliveries are made of a row once, and by state: whatever is on file already counts as handed on, at no cost
-- (a constant default rewrites nothing). The partial indexes hold only what is still to do.
alter table notification add column dispatched boolean not null default true;
alter table notification alter column dispatched set default false;
create index notification_undispatched_idx on notification (id) where not dispatched;
comment on column notification.dispatched is 'Deliveries were made of it, or none was due';
alter table notification_archive add column dispatched boolean not null default true;
alter table notification_archive alter column dispatched drop default;
comment on column notification_archive.dispatched is 'Deliveries were made of it, or none was due';

alter table outbox_batch add column dispatched boolean not null default true;
alter table outbox_batch alter column dispatched set default false;
create index outbox_batch_undispatched_idx on outbox_batch (id) where not dispatched;
comment on column outbox_batch.dispatched is 'Notifications and deliveries were made of its events, or none was due';
alter table outbox_batch_archive add column dispatched boolean not null default true;
alter table outbox_batch_archive alter column dispatched drop default;
comment on column outbox_batch_archive.dispatched is 'Notifications and deliveries were made of its events, or none was due';
select renew_archive_views();

create table endpoint (
  id text primary key,
  kind text not null check (kind in ('webhook', 'slack')),
  name text not null,
  url text not null,
  owner_rep_id text not null references rep,
  types text[] not null,
  include_contact boolean not null,
  secret text check ((secret is null) = (kind = 'slack')),
  previous_secret text,
  previous_secret_until timestamptz(3),
  created_at timestamptz(3) not null,
  failing_since timestamptz(3),
  last_success_at timestamptz(3),
  paused_until timestamptz(3),
  disabled_at timestamptz(3),
  disabled_reason text,
  check ((previous_secret is null) = (previous_secret_until is null)),
  check ((disabled_at is null) = (disabled_reason is null))
);
comment on table endpoint is 'Addresses that are called when something happens: webhooks, and incoming webhooks of Slack';
comment on column endpoint.url is 'Of a Slack endpoint a secret';
comment on column endpoint.owner_rep_id is 'Who is told when it is disabled';
comment on column endpoint.types is 'contracts EventType: what it is called for';
comment on column endpoint.include_contact is 'Name, address and phone of the person behind the lead are sent too';
comment on column endpoint.secret is 'whsec_ and base64 of 32 bytes: signs what is sent';
comment on column endpoint.previous_secret is 'Signs too until previous_secret_until';
comment on column endpoint.failing_since is 'No call succeeded since; null: the last one did';
comment on column endpoint.paused_until is 'It asked for a pause (429, Retry-After)';
comment on column endpoint.disabled_reason is 'contracts DisabledReason';

create table rep_preference (
  rep_id text primary key references rep,
  channels jsonb not null,
  quiet_hours jsonb not null,
  slack_endpoint_id text references endpoint on delete set null
);
comment on table rep_preference is 'How a rep wants to be told; without a row as usual';
comment on column rep_preference.channels is 'contracts NotificationPreferences.channels';
comment on column rep_preference.quiet_hours is 'contracts Shift, in the zone of the rep';

create table message_template (
  kind text primary key,
  subject text not null,
  body text not null,
  updated_at timestamptz(3) not null
);
comment on table message_template is 'Wording of messages in place of the one that comes with the product';
comment on column message_template.kind is 'contracts NotificationKind';

create table delivery (
  id bigint generated always as identity primary key,
  message_id text not null,
  endpoint_id text references endpoint on delete cascade,
  rep_id text references rep,
  type text not null,
  notification_id bigint,
  event_id text,
  state text not null check (state in ('due', 'sending', 'delivered', 'failed', 'dropped')),
  attempts int not null default 0,
  tries int not null default 0,
  next_at timestamptz(3) not null,
  created_at timestamptz(3) not null,
  finished_at timestamptz(3),
  check (num_nonnulls(notification_id, event_id) <= 1),
  check ((finished_at is null) = (state in ('due', 'sending'))),
  constraint delivery_message_key unique nulls not distinct (message_id, endpoint_id)
);
-- By receiver, '' being e-mail: of a hundred endpoints the one that is slow does not stand before the rest.
create index delivery_open_idx on delivery (coalesce(endpoint_id, ''), next_at, id) where state in ('due', 'sending');
create index delivery_endpoint_idx on delivery (endpoint_id, id desc);
comment on table delivery is 'One message on its way to one endpoint, or by e-mail to one rep. Holds ids only: text is made when it is sent';
comment on column delivery.message_id is 'The same for every attempt: webhook-id, or the left part of a Message-ID';
comment on column delivery.endpoint_id is 'Null: by e-mail to the rep';
comment on column delivery.rep_id is 'Who is told; null: nobody in person';
comment on column delivery.type is 'contracts DeliveryType';
comment on column delivery.notification_id is 'Of notification or its archive';
comment on column delivery.event_id is 'Of outbox or its archive';
comment on column delivery.state is 'contracts DeliveryState';
comment on column delivery.attempts is 'Ever made. Who finishes an attempt must still hold this number';
comment on column delivery.tries is 'Failed since it was made due: its place in the schedule of retries';
comment on column delivery.next_at is 'due: when it is to be sent; sending: when the claim lapses and somebody else sends it again';

create table delivery_attempt (
  delivery_id bigint references delivery on delete cascade,
  attempt int,
  at timestamptz(3) not null,
  status int,
  duration_ms int not null,
  error text,
  primary key (delivery_id, attempt)
);
comment on table delivery_attempt is 'The latest 20 attempts of each delivery';
comment on column delivery_attempt.status is 'HTTP or SMTP status; null: there was no answer';
comment on column delivery_attempt.duration_ms is 'ms';
comment on column delivery_attempt.error is 'Short, nothing of the answer''s body; null: it succeeded';
