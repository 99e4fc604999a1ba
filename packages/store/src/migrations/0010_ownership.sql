-- Who owns an account and since when, whom we know there, by what names it is found, and which partner brought a lead.

-- A trusted extension: whoever may create in the database may add it; elsewhere infra/postgres/roles.sql does before.
create extension if not exists pg_trgm;

-- Names, as the application reads them: this package does not know how. What is on file already is read by `migrate`.
alter table account add column name_reading int not null default 0;
comment on column account.name_reading is 'Version of the reading that account_name and account_key were made with; 0: not read yet';

create table account_name (
  account_id text not null references account,
  position int not null,
  core text not null,
  has_domain boolean not null,
  primary key (account_id, position)
);
-- fastupdate off: a list of pending entries would be searched through by every lead.
create index account_name_core_idx on account_name using gin (core gin_trgm_ops) with (fastupdate = off);
-- A lead at a company's own domain is not taken for an account at another one by a name that is merely similar: for
-- those this index is enough, and it holds few.
create index account_name_domainless_idx on account_name using gin (core gin_trgm_ops) with (fastupdate = off)
  where not has_domain;
comment on table account_name is 'Names and aliases of accounts, for leads that spell them otherwise';
comment on column account_name.position is '0, 1, 2 …: the name first';
comment on column account_name.core is 'Folded, without legal forms, places and structure, e.g. `apex logistics`';
comment on column account_name.has_domain is 'The account has domains on file';

create table account_key (
  key text not null,
  account_id text not null references account,
  primary key (key, account_id)
);
create index account_key_account_id_idx on account_key (account_id);
comment on table account_key is 'Texts under which accounts are looked up exactly';
comment on column account_key.key is 'A name without blanks, e.g. `apexlogistics`; after a ~ the initials of one; after an @ the name in a domain';

create table account_contact (
  personal_mailbox text not null,
  account_id text not null references account,
  personal_email text not null,
  role text,
  primary key (personal_mailbox, account_id)
);
create index account_contact_account_id_idx on account_contact (account_id, personal_mailbox);
comment on table account_contact is 'People known at accounts';
comment on column account_contact.personal_mailbox is 'Personal data: the address without what makes no other person of it, e.g. a +tag; leads are looked up by it';
comment on column account_contact.personal_email is 'Personal data: e-mail address, lower case';
comment on column account_contact.role is 'What he is there, e.g. `champion`, `billing`; null: not known';

create table account_ownership (
  id bigint generated always as identity primary key,
  account_id text not null references account,
  rep_id text not null references rep,
  from_at timestamptz(3),
  until_at timestamptz(3),
  end_reason text check (end_reason in ('changed', 'rep_left')),
  changed_by text,
  check ((until_at is null) = (end_reason is null)),
  check (from_at <= until_at)
);
create unique index account_ownership_present_key on account_ownership (account_id) where until_at is null;
create index account_ownership_past_idx on account_ownership (account_id, until_at desc, id desc) where until_at is not null;
comment on table account_ownership is 'Who owned which account when';
comment on column account_ownership.from_at is 'Null: since before this history was kept';
comment on column account_ownership.until_at is 'Null: he owns it now, and account.owner_rep_id says so too';
comment on column account_ownership.end_reason is 'changed: somebody saved another owner or none; rep_left: he left the company';
comment on column account_ownership.changed_by is 'Who made the latest change of the row, e.g. an API key id';
insert into account_ownership (account_id, rep_id) select id, owner_rep_id from account where owner_rep_id is not null;

create table account_status_change (
  id bigint generated always as identity primary key,
  account_id text not null references account,
  from_status text,
  to_status text not null,
  owner_rep_id text references rep,
  changed_at timestamptz(3) not null,
  changed_by text not null
);
create index account_status_change_account_id_idx on account_status_change (account_id, changed_at desc, id desc);
comment on table account_status_change is 'When accounts changed their status. Rows are only ever added';
comment on column account_status_change.from_status is 'Null: the account was new';
comment on column account_status_change.owner_rep_id is 'Who owned it up to then';

-- What a departing rep leaves behind.
create index account_owner_rep_id_idx on account (owner_rep_id, id) where owner_rep_id is not null;
create index account_csm_rep_id_idx on account (csm_rep_id, id) where csm_rep_id is not null;
create index account_team_idx on account using gin (team jsonb_path_ops) with (fastupdate = off);

-- Which partner a lead is put down to, and how its account was found.
alter table partner add column attribution_days int not null default 90 check (attribution_days >= 0);
comment on column partner.attribution_days is 'Days of 24 hours for which leads of the same person or account are put down to the partner after one with the code';
alter table lead
  add column attributed_by text check (attributed_by in ('code', 'window')),
  add column attributed_until timestamptz(3),
  add column account_match json,
  add constraint lead_attribution_check check ((attributed_by is null) = (attributed_until is null));
comment on column lead.attributed_by is 'code: it carries the partner''s code; window: an earlier lead of the person or account did; null: no partner, or received before this was kept';
comment on column lead.attributed_until is 'End of the partner''s window, exclusive: that of the lead with the code';
comment on column lead.account_match is 'Accounts that were weighed, the best first, with score and findings; null: none was. Nothing personal';
create index lead_attributed_account_idx on lead (account_id, received_at desc) where attributed_by = 'code';
