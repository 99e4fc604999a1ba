-- An import of 10,000 leads is no reason for 10,000 mails: what the first decision on each of these leads would tell is not
-- sent. Written before they are routed, and only by imports: routing knows nothing of it.
create table quiet_lead (
  lead_id text primary key,
  created_at timestamptz not null
);
comment on table quiet_lead is 'Leads of imports of whose first decision nobody is told';
comment on column quiet_lead.created_at is 'Of no use after a day: what is older than that is not told anyway';
create index quiet_lead_created_at_idx on quiet_lead (created_at);
