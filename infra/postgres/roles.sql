-- Makes the three roles. Run once by a superuser, connected to the database that Pointsman is to live in; running it
-- again is harmless and sets the passwords anew. For psql (14 or later), which takes the passwords from its environment:
--
--   POINTSMAN_MIGRATOR_PASSWORD=… POINTSMAN_APP_PASSWORD=… POINTSMAN_ANALYST_PASSWORD=… psql "$SUPERUSER_URL" -f roles.sql
--
-- What each role may do with each table is in grants.sql, which runs after the migrations.

\set ON_ERROR_STOP on
\set migrator_password ''
\set app_password ''
\set analyst_password ''
\getenv migrator_password POINTSMAN_MIGRATOR_PASSWORD
\getenv app_password POINTSMAN_APP_PASSWORD
\getenv analyst_password POINTSMAN_ANALYST_PASSWORD

select '' in (:'migrator_password', :'app_password', :'analyst_password') as is_one_missing \gset
\if :is_one_missing
  do $$ begin
    raise exception 'Set POINTSMAN_MIGRATOR_PASSWORD, POINTSMAN_APP_PASSWORD and POINTSMAN_ANALYST_PASSWORD';
  end $$;
\endif

-- The passwords stand in these statements: whatever the server's logging, they must not get into its log.
set log_statement = 'none';
set log_min_duration_statement = -1;
set log_min_error_statement = 'panic';

begin;

select format('create role %I', name)
from unnest(array['pointsman_migrator', 'pointsman_app', 'pointsman_analyst']) as name
where not exists (select from pg_roles where rolname = name)
\gexec

alter role pointsman_migrator login nosuperuser nocreatedb nocreaterole nobypassrls password :'migrator_password';
alter role pointsman_app login nosuperuser nocreatedb nocreaterole nobypassrls password :'app_password';
alter role pointsman_analyst login nosuperuser nocreatedb nocreaterole nobypassrls password :'analyst_password'
  connection limit 5;

-- An app that hangs in a transaction keeps its pools locked, and every lead of them waiting.
alter role pointsman_app set idle_in_transaction_session_timeout = '30s';

-- Defaults that keep an honest analyst from doing harm by mistake. A session can change them; what it cannot get round
-- is that it has no right to write anywhere.
alter role pointsman_analyst set default_transaction_read_only = on;
alter role pointsman_analyst set statement_timeout = '60s';
alter role pointsman_analyst set idle_in_transaction_session_timeout = '60s';
alter role pointsman_analyst set work_mem = '32MB';

-- Whoever may connect is named here; the right to make temporary tables goes with the rest.
revoke all on database :"DBNAME" from public;
grant connect on database :"DBNAME" to pointsman_migrator, pointsman_app, pointsman_analyst;

-- Only the migrator makes things in the schema.
alter schema public owner to pointsman_migrator;
revoke all on schema public from public;
grant usage on schema public to pointsman_app, pointsman_analyst;

commit;
