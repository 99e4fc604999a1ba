-- Gives the three roles their passwords. Run by a superuser with psql 14 or later, which takes them from its environment,
-- so that they stand in no file and in no list of processes. Run it again to change them.

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

-- The statements below hold the passwords: whatever the server logs otherwise, it must not log them.
set log_statement = 'none';
set log_min_duration_statement = -1;
set log_min_error_statement = 'panic';

begin;
alter role pointsman_migrator password :'migrator_password';
alter role pointsman_app password :'app_password';
alter role pointsman_analyst password :'analyst_password';
commit;
