-- Reps with a role in an account besides owner and CSM: rules name them by role.
alter table account add column if not exists team jsonb not null default '[]';
comment on column account.team is '[{role, repId}], one rep a role';
