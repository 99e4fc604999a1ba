-- Makes the three roles, without passwords (see passwords.sql). Run once by a superuser, connected to the database that
-- Pointsman is to live in; harmless to repeat. What a role may do with each table is in grants.sql.

begin;

do $$
declare
  role_name text;
begin
  foreach role_name in array array['pointsman_migrator', 'pointsman_app', 'pointsman_analyst'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I', role_name);
    end if;
    execute format('alter role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls', role_name);
  end loop;
end
$$;

-- Similar names. The migrator may not create in the database, and need not where it is there already.
create extension if not exists pg_trgm with schema public;

-- A migration that waits for a table lock keeps every later query of that table waiting behind it: better it gives up.
alter role pointsman_migrator set lock_timeout = '10s';

-- An app that hangs in a transaction keeps its pools locked, and every lead of them waiting.
alter role pointsman_app set idle_in_transaction_session_timeout = '30s';

-- These keep an honest analyst from doing harm by mistake: a session can change them. What it cannot get round is that
-- it has no right to write to any table.
alter role pointsman_analyst connection limit 5;
alter role pointsman_analyst set default_transaction_read_only = on;
alter role pointsman_analyst set statement_timeout = '60s';
alter role pointsman_analyst set idle_in_transaction_session_timeout = '60s';

-- Who may connect is named here. The right to make temporary tables goes with the rest.
do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format(
    'grant connect on database %I to pointsman_migrator, pointsman_app, pointsman_analyst', current_database());
  -- The timers' tables are in a schema of their own, graphile_worker, which its own migrations make.
  execute format('grant create on database %I to pointsman_migrator', current_database());
end
$$;

-- Only the migrator makes things in the schema.
alter schema public owner to pointsman_migrator;
revoke all on schema public from public;
grant usage on schema public to pointsman_app, pointsman_analyst;

commit;
