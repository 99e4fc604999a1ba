-- Which SLAs run, by their due time: from the decisions' JSON it took 2 s at 20,000 active assignments.

alter table assignment add column sla_due_at timestamptz(3);
alter table assignment_archive add column sla_due_at timestamptz(3);
comment on column assignment.sla_due_at is 'By when the rep must touch the lead; null: no SLA applies';
comment on column assignment_archive.sla_due_at is 'By when the rep must touch the lead; null: no SLA applies';

update assignment set sla_due_at = (decision.outcome -> 'sla' ->> 'dueAt')::timestamptz
from decision
where decision.lead_id = assignment.lead_id and decision.epoch = assignment.epoch
  and assignment.ended_at is null and assignment.first_touched_at is null
  and decision.outcome -> 'sla' is not null;

-- Holds only what runs: an assignment without an SLA is never in it, one with leaves it when the lead is touched.
create index assignment_running_sla_idx on assignment (sla_due_at, lead_id)
  where ended_at is null and first_touched_at is null and sla_due_at is not null;

select renew_archive_views();
