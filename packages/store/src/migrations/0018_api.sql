-- What the API shows and keeps besides routing: forms, drafts of rule sets, why a rule set was published.

alter table rule_set_version
  add column note text,
  add column rolls_back_to int references rule_set_version;
comment on column rule_set_version.note is 'Why it was published; null: nobody said';
comment on column rule_set_version.rolls_back_to is 'Whose content it has, where it was published by a roll-back; null: by none';

create table rule_set_draft (
  id text primary key,
  revision int not null check (revision > 0),
  name text not null,
  body json not null,
  diagnostics jsonb not null,
  based_on_version int references rule_set_version,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null,
  updated_by text not null
);
comment on table rule_set_draft is 'Rule sets in the making. Nothing routes by them';
comment on column rule_set_draft.revision is '1, 2, 3 … with each saving: who saves names the one that he read';
comment on column rule_set_draft.body is 'Any JSON object: it need not be a rule set yet';
comment on column rule_set_draft.diagnostics is '[{code, severity, path, problem, hint}] as of updated_at';
comment on column rule_set_draft.based_on_version is 'The version that was in force when it was begun; null: none was';
comment on column rule_set_draft.created_by is 'Who began it, e.g. an API key id';
comment on column rule_set_draft.updated_by is 'Who saved it last, e.g. an API key id';

create table form (
  id text primary key,
  settings jsonb not null,
  owner_rep_id text references rep
);
create index form_owner_rep_id_idx on form (owner_rep_id) where owner_rep_id is not null;
comment on table form is 'Where leads come from: the sources that the edge is configured with';
comment on column form.id is 'The source in POST /v1/leads/:source';
comment on column form.settings is 'contracts Source; of API keys it holds hashes only';
comment on column form.owner_rep_id is 'Who answers for the form; null: nobody';

-- A place in the list of an account's contacts that says nothing of who they are: it travels in URLs.
alter table account_contact add column id bigint generated always as identity;
create unique index account_contact_place_key on account_contact (account_id, id);
comment on column account_contact.id is 'Place in lists';

-- Holds only what is parked, which is little.
create index lead_parked_idx on lead (qualified_at, id) where state = 'parked';
