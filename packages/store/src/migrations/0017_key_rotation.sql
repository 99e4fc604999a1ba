-- Keys of people, keys that take the place of others, and word of it to whoever keeps keys in memory.

alter table api_key
  add column person_id text references person (id),
  add column hint text,
  add column created_by text,
  add column rotated_from text unique references api_key (id),
  alter column scopes drop not null,
  add constraint api_key_scopes_check check (scopes is not null or person_id is not null);
comment on table api_key is 'Who may call the services, and for what';
comment on column api_key.scopes is 'contracts Scope; null, of a person''s key only: whatever his role may do';
comment on column api_key.person_id is 'Whose key it is; null: a machine''s';
comment on column api_key.hint is 'How the secret begins, to know it by: 24 of its 256 bits; null: made before this was kept';
comment on column api_key.created_by is 'The key that made it; null: not kept';
comment on column api_key.rotated_from is 'The key that it took the place of, which has an end since';
create index on api_key (person_id) where person_id is not null;

-- A key may end earlier than was said when it was made, never later.
create function refuse_longer_key() returns trigger language plpgsql as $$
begin
  raise exception 'an API key cannot be made to live longer' using errcode = '42501';
end $$;
create trigger api_key_lives_no_longer before update of expires_at on api_key for each row
  when (old.expires_at is not null and (new.expires_at is null or new.expires_at > old.expires_at))
  execute function refuse_longer_key();

-- Services keep keys for seconds, with the teams of their people: they are told, in the commit, that something is other
-- than it was. That is rare; `last_used_at` is not listened for, since each NOTIFY takes a lock of the whole database.
create function tell_key_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('pointsman_key_change', '');
  return null;
end $$;
create trigger api_key_told after update of scopes, expires_at, revoked_at on api_key
  for each statement execute function tell_key_change();
create trigger person_told after update on person for each statement execute function tell_key_change();
create trigger person_team_told after insert or delete on person_team for each statement execute function tell_key_change();
create trigger rep_joined_told after insert on rep for each row execute function tell_key_change();
create trigger rep_moved_told after update of team on rep for each row
  when (old.team is distinct from new.team) execute function tell_key_change();
