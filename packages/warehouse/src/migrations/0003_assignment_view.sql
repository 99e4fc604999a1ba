-- One row an assignment. It ends with the nearest later event that takes the lead from its rep (asof join by epoch),
-- or with the conversion that carries its epoch; a conversion is final and goes before a re-route.
create or replace view assignment_v1
(
    lead_id String comment 'the lead, e.g. lead_0f8f',
    epoch UInt32 comment 'the decision that assigned it, from 1; (lead_id, epoch) is unique',
    source LowCardinality(String) comment 'where the lead came from, e.g. demo-form',
    received_at DateTime64(3, 'UTC') comment 'when the edge had the whole request; ms',
    tier LowCardinality(Nullable(String)) comment 'tier as this decision saw it',
    segment LowCardinality(Nullable(String)) comment 'segment as this decision saw it',
    territory LowCardinality(Nullable(String)) comment 'territory as this decision saw it',
    rep_id LowCardinality(Nullable(String)) comment 'who got the lead',
    rule_id LowCardinality(Nullable(String)) comment 'rule that gave it; null = none took part',
    stage_id LowCardinality(Nullable(String)) comment 'stage of that rule',
    pool_id LowCardinality(Nullable(String)) comment 'pool the rep was chosen from; null = none',
    rule_set_version Nullable(UInt32) comment 'published rule set of the decision, from 1',
    assigned_at DateTime64(3, 'UTC') comment 'when it was decided; ms',
    ended_by LowCardinality(String) comment 'open | rerouted | converted',
    reroute_reason LowCardinality(Nullable(String)) comment 'why the lead was taken from this rep; null = it was not',
    rerouted_at Nullable(DateTime64(3, 'UTC')) comment 'when the lead was taken from this rep; ms',
    converted_at Nullable(DateTime64(3, 'UTC')) comment 'when the lead converted under this assignment; ms'
)
as
select
    a.lead_id as lead_id,
    a.epoch as epoch,
    a.source as source,
    a.received_at as received_at,
    a.tier as tier,
    a.segment as segment,
    a.territory as territory,
    a.rep_id as rep_id,
    a.rule_id as rule_id,
    a.stage_id as stage_id,
    a.pool_id as pool_id,
    a.rule_set_version as rule_set_version,
    a.occurred_at as assigned_at,
    multiIf(c.at is not null, 'converted', r.at is not null, 'rerouted', 'open') as ended_by,
    if(c.at is null, r.reason, null) as reroute_reason,
    if(c.at is null, r.at, null) as rerouted_at,
    c.at as converted_at
from (select * from lead_event_v1 final where kind = 'lead.assigned') as a
asof left join
(
    select lead_id, epoch, reason, toNullable(occurred_at) as at
    from lead_event_v1 final
    where kind = 'lead.rerouted' and rep_id is not null
) as r on a.lead_id = r.lead_id and a.epoch < r.epoch
left join
(
    select lead_id, epoch, toNullable(occurred_at) as at
    from lead_event_v1 final
    where kind = 'lead.converted'
) as c on a.lead_id = c.lead_id and a.epoch = c.epoch
comment 'one row an assignment of a lead to a rep: by which rule, and how it ended';
