-- The life of a lead after its first decision: acceptance, first touch, rejection, disqualification, and qualification
-- later than receipt. Who asked for a re-route stands on its event.
alter table lead_event_v1
    add column if not exists requested_by LowCardinality(Nullable(String)) comment 'who wanted a re-route: rep | manager | sla | system; null on every other event' after reason;
alter table lead_event_v1
    comment column kind 'lead.received | lead.assigned | lead.held | lead.parked | lead.attached | lead.unqualified | lead.accepted | lead.touched | lead.rejected | lead.rerouted | lead.converted | lead.disqualified',
    comment column occurred_at 'when it happened: the receipt, the decision, what the rep did, the re-route, the conversion; ms',
    comment column epoch 'number of the decision it belongs to, from 1; 0 = lead.received; a re-route or rejection has that of the decision that follows',
    comment column qualified_at 'when the lead qualified for routing, as known at the event; received_at until it did; never goes back; ms',
    comment column stage_id 'stage that decided, e.g. territory; for lead.rerouted and lead.rejected of the assignment that was left',
    comment column rule_id 'rule that decided, e.g. west-mid; for lead.rerouted and lead.rejected of the assignment that was left',
    comment column rep_id 'the rep it is about, e.g. rep_kim; for lead.rerouted and lead.rejected who had the lead, null = nobody had it',
    comment column reason 'reason of a re-route, a rejection, a disqualification, a hold or a parking, e.g. wrong_territory; of lead.unqualified the first fact that the lead lacks';
-- One row a lead, the same whatever the order, repetition or delay in which its events came in: "first" and
-- "last" go by epoch, never by arrival. tuple(x) … .1 because argMin passes over rows whose value is null, and would
-- give a later assignment's rule as the first one's.
create or replace view lead_v1
(
    lead_id String comment 'the lead, e.g. lead_0f8f',
    source LowCardinality(String) comment 'where it came from, e.g. demo-form',
    received_at DateTime64(3, 'UTC') comment 'when the edge had the whole request; ms',
    qualified_at DateTime64(3, 'UTC') comment 'when it qualified for routing; received_at if it has not yet; ms',
    country LowCardinality(Nullable(String)) comment 'ISO 3166-1 alpha-2; null = not known',
    utm_source LowCardinality(Nullable(String)) comment 'campaign source; null = none',
    tier LowCardinality(Nullable(String)) comment 'tier at the first assignment, or at the first decision if it was never assigned',
    segment LowCardinality(Nullable(String)) comment 'segment, likewise',
    territory LowCardinality(Nullable(String)) comment 'territory, likewise',
    vertical LowCardinality(Nullable(String)) comment 'vertical, likewise',
    account_status LowCardinality(Nullable(String)) comment 'of the matched account, likewise; null = no account',
    partner_id LowCardinality(Nullable(String)) comment 'the partner who sent it, likewise; null = none',
    first_outcome LowCardinality(Nullable(String)) comment 'first decision since it qualified: assigned | held | parked | attached; unqualified = it has not; null = none yet',
    first_outcome_at Nullable(DateTime64(3, 'UTC')) comment 'when that decision fell; ms',
    first_outcome_reason LowCardinality(Nullable(String)) comment 'why that decision held or parked it',
    state LowCardinality(String) comment 'now: received | assigned | held | parked | attached | unqualified | converted | disqualified',
    routed_at Nullable(DateTime64(3, 'UTC')) comment 'first assignment to a rep; null = never assigned; ms',
    first_epoch Nullable(UInt32) comment 'epoch of the first assignment, from 1; 1 = routed at once',
    first_rep_id LowCardinality(Nullable(String)) comment 'first assignee',
    first_rule_id LowCardinality(Nullable(String)) comment 'rule of the first assignment; null = none took part',
    first_stage_id LowCardinality(Nullable(String)) comment 'stage of the first assignment',
    first_rule_set_version Nullable(UInt32) comment 'rule set of the first assignment',
    is_rerouted Bool comment 'it was taken from a rep, or he refused it, at least once; leaving a queue or a hold does not count',
    reroute_count UInt32 comment 'how often that was',
    reroute_reason LowCardinality(Nullable(String)) comment 'why it was taken from the first assignee; null = it was not',
    rerouted_at Nullable(DateTime64(3, 'UTC')) comment 'when it was taken from the first assignee; ms',
    converted_at Nullable(DateTime64(3, 'UTC')) comment 'when it became an opportunity; null = it did not; ms',
    converted_rep_id LowCardinality(Nullable(String)) comment 'who had it then',
    converted_rule_id LowCardinality(Nullable(String)) comment 'rule of the assignment that converted',
    first_accepted_at Nullable(DateTime64(3, 'UTC')) comment 'when a rep first took it; null = nobody did; ms',
    first_touched_at Nullable(DateTime64(3, 'UTC')) comment 'when a rep first contacted it; null = nobody did; ms',
    disqualified_at Nullable(DateTime64(3, 'UTC')) comment 'when it was found not worth working; null = it was not; ms',
    disqualified_reason LowCardinality(Nullable(String)) comment 'why, e.g. no_budget'
)
as
with
    e.kind in ('lead.assigned', 'lead.held', 'lead.parked', 'lead.attached', 'lead.unqualified') as is_decision,
    -- A decision that only says "not yet" gives way to any other.
    (e.kind = 'lead.unqualified', e.epoch) as qualified_first,
    e.kind = 'lead.assigned' as is_assignment,
    e.kind in ('lead.rerouted', 'lead.rejected') and e.rep_id is not null as is_taken,
    e.kind = 'lead.converted' as is_conversion,
    e.kind = 'lead.disqualified' as is_disqualification,
    (not is_assignment, e.kind = 'lead.unqualified', e.epoch) as assignments_first
select
    e.lead_id as lead_id,
    min(e.source) as source,
    min(e.received_at) as received_at,
    max(e.qualified_at) as qualified_at,
    max(e.country) as country,
    max(e.utm_source) as utm_source,
    argMinIf(tuple(e.tier), assignments_first, is_decision).1 as tier,
    argMinIf(tuple(e.segment), assignments_first, is_decision).1 as segment,
    argMinIf(tuple(e.territory), assignments_first, is_decision).1 as territory,
    argMinIf(tuple(e.vertical), assignments_first, is_decision).1 as vertical,
    argMinIf(tuple(e.account_status), assignments_first, is_decision).1 as account_status,
    argMinIf(tuple(e.partner_id), assignments_first, is_decision).1 as partner_id,
    nullIf(substring(argMinIf(e.kind, qualified_first, is_decision), 6), '') as first_outcome,
    argMinIf(tuple(toNullable(e.occurred_at)), qualified_first, is_decision).1 as first_outcome_at,
    argMinIf(tuple(e.reason), qualified_first, is_decision).1 as first_outcome_reason,
    multiIf(
        countIf(is_conversion) > 0, 'converted',
        countIf(is_disqualification) > 0, 'disqualified',
        countIf(is_decision) = 0, 'received',
        substring(argMaxIf(e.kind, e.epoch, is_decision), 6)
    ) as state,
    argMinIf(tuple(toNullable(e.occurred_at)), e.epoch, is_assignment).1 as routed_at,
    argMinIf(tuple(toNullable(e.epoch)), e.epoch, is_assignment).1 as first_epoch,
    argMinIf(tuple(e.rep_id), e.epoch, is_assignment).1 as first_rep_id,
    argMinIf(tuple(e.rule_id), e.epoch, is_assignment).1 as first_rule_id,
    argMinIf(tuple(e.stage_id), e.epoch, is_assignment).1 as first_stage_id,
    argMinIf(tuple(e.rule_set_version), e.epoch, is_assignment).1 as first_rule_set_version,
    toBool(countIf(is_taken) > 0) as is_rerouted,
    countIf(is_taken) as reroute_count,
    argMinIf(tuple(e.reason), e.epoch, is_taken).1 as reroute_reason,
    argMinIf(tuple(toNullable(e.occurred_at)), e.epoch, is_taken).1 as rerouted_at,
    argMinIf(tuple(toNullable(e.occurred_at)), e.epoch, is_conversion).1 as converted_at,
    argMinIf(tuple(e.rep_id), e.epoch, is_conversion).1 as converted_rep_id,
    argMinIf(tuple(e.rule_id), e.epoch, is_conversion).1 as converted_rule_id,
    argMinIf(tuple(toNullable(e.occurred_at)), e.epoch, e.kind = 'lead.accepted').1 as first_accepted_at,
    argMinIf(tuple(toNullable(e.occurred_at)), e.epoch, e.kind = 'lead.touched').1 as first_touched_at,
    argMinIf(tuple(toNullable(e.occurred_at)), e.epoch, is_disqualification).1 as disqualified_at,
    argMinIf(tuple(e.reason), e.epoch, is_disqualification).1 as disqualified_reason
from lead_event_v1 as e final
group by e.lead_id
comment 'one row a lead: where it came from, how it was routed first, what became of it';
-- One row an assignment. It ends with the nearest later event that takes the lead from its rep (asof join by epoch),
-- or with the conversion or disqualification that carries its epoch; these are final and go before a re-route.
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
    ended_by LowCardinality(String) comment 'open | rerouted | rejected | converted | disqualified',
    reroute_reason LowCardinality(Nullable(String)) comment 'why the lead was taken from this rep, or he refused it; null = neither',
    rerouted_at Nullable(DateTime64(3, 'UTC')) comment 'when that was; ms',
    converted_at Nullable(DateTime64(3, 'UTC')) comment 'when the lead converted under this assignment; ms',
    accepted_at Nullable(DateTime64(3, 'UTC')) comment 'when the rep took it; null = not yet; ms',
    first_touched_at Nullable(DateTime64(3, 'UTC')) comment 'when the rep first contacted it; null = not yet; ms'
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
    multiIf(c.at is not null, assumeNotNull(c.ended_by), r.at is not null, assumeNotNull(r.ended_by), 'open') as ended_by,
    if(c.at is null, r.reason, null) as reroute_reason,
    if(c.at is null, r.at, null) as rerouted_at,
    if(c.ended_by = 'converted', c.at, null) as converted_at,
    w.accepted_at as accepted_at,
    w.touched_at as first_touched_at
from (select * from lead_event_v1 final where kind = 'lead.assigned') as a
asof left join
(
    select lead_id, epoch, reason, substring(kind, 6) as ended_by, toNullable(occurred_at) as at
    from lead_event_v1 final
    where kind in ('lead.rerouted', 'lead.rejected') and rep_id is not null
) as r on a.lead_id = r.lead_id and a.epoch < r.epoch
left join
(
    select lead_id, epoch, substring(kind, 6) as ended_by, toNullable(occurred_at) as at
    from lead_event_v1 final
    where kind in ('lead.converted', 'lead.disqualified')
) as c on a.lead_id = c.lead_id and a.epoch = c.epoch
left join
(
    select
        lead_id,
        epoch,
        minIf(toNullable(occurred_at), kind = 'lead.accepted') as accepted_at,
        minIf(toNullable(occurred_at), kind = 'lead.touched') as touched_at
    from lead_event_v1 final
    where kind in ('lead.accepted', 'lead.touched')
    group by lead_id, epoch
) as w on a.lead_id = w.lead_id and a.epoch = w.epoch
comment 'one row an assignment of a lead to a rep: by which rule, and how it ended';
