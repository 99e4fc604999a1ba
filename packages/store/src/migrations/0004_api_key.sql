create table api_key (
  id text primary key,
  name text not null,
  secret_hash bytea not null unique,
  scopes text[] not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  last_used_at timestamptz(3)
);
comment on table api_key is 'Who may call the routing service, and for what';
comment on column api_key.secret_hash is 'Hash of the secret; the secret itself is not kept';
comment on column api_key.scopes is 'contracts Scope';
comment on column api_key.expires_at is 'First instant at which the key is no longer good; null: never expires';
