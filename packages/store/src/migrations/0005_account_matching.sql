-- What lead-to-account matching and the history of a contact look at.

alter table account add column aliases text[] not null default '{}', add column country text;
comment on column account.aliases is 'Other names it goes by: former ones, brands, abbreviations';
comment on column account.country is 'Where it is, ISO 3166-1 alpha-2';

-- Children of the accounts that a domain brought up.
create index account_parent_account_id_idx on account (parent_account_id) where parent_account_id is not null;

-- In place of lead_open_email_idx: all leads of an address, for its history. Nearly every lead was in that one too, and
-- since the state is in neither column nor condition, a change of it no longer has to write here.
drop index lead_open_email_idx;
create index lead_email_idx on lead (personal_email, received_at);
