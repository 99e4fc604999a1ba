-- Who works with Pointsman, and whom he may touch.

create table team (
  id text primary key,
  name text not null
);
comment on table team is 'Teams of reps; a rep is in the team that rep.team names';
insert into team (id, name) select distinct team, team from rep;
alter table rep add foreign key (team) references team (id);

create table person (
  id text primary key,
  personal_name text not null,
  personal_email text not null,
  role text not null check (role in ('admin', 'manager', 'rep', 'read_only')),
  rep_id text references rep (id),
  status text not null check (status in ('active', 'deactivated')),
  check (role <> 'rep' or rep_id is not null)
);
comment on table person is 'Who works with Pointsman; what a role may do is in contracts ROLE_SCOPES';
comment on column person.personal_name is 'Personal data';
comment on column person.personal_email is 'Personal data';
comment on column person.rep_id is 'The rep that the person is; null: none';
comment on column person.status is 'The keys of a deactivated person are refused';
create unique index person_email on person (lower(personal_email));
create unique index person_rep on person (rep_id);

create table person_team (
  person_id text not null references person (id),
  team text not null references team (id),
  primary key (person_id, team)
);
comment on table person_team is 'The teams that a manager manages';
create index on person_team (team);
create index on rep (team);
