-- One row a lead, the same whatever the order, repetition or delay in which its events came in: "first" and
-- "last" go by epoch, never by arrival. tuple(x) … .1 because argMin passes over rows whose value is null, and would
-- give a later assignment's rule as the first one's.
create or replace view lead_v1
(
    lead_id String comment 'the lead, e.g. lead_0f8f',
    source LowCardinality(String) comment 'where it came from, e.g. demo-form',
    received_at DateTime64(3, 'UTC') comment 'when the edge had the whole request; ms',
    qualified_at DateTime64(3, 'UTC') comment 'when it qualified for routing; ms',
    country LowCardinality(Nullable(String)) comment 'ISO 3166-1 alpha-2; null = not known',
    utm_source LowCardinality(Nullable(String)) comment 'campaign source; null = none',
    tier LowCardinality(Nullable(String)) comment 'tier at the first assignment, or at the first decision if it was never assigned',
    segment LowCardinality(Nullable(String)) comment 'segment, likewise',
    territory LowCardinality(Nullable(String)) comment 'territory, likewise',
    vertical LowCardinality(Nullable(String)) comment 'vertical, likewise',
    account_status LowCardinality(Nullable(String)) comment 'of the matched account, likewise; null = no account',
    partner_id LowCardinality(Nullable(String)) comment 'the partner who sent it, likewise; null = none',
    first_outcome LowCardinality(Nullable(String)) comment 'first decision: assigned | held | parked | attached; null = none yet',
    first_outcome_at Nullable(DateTime64(3, 'UTC')) comment 'when the first decision fell; ms',
    first_outcome_reason LowCardinality(Nullable(String)) comment 'why the first decision held or parked it',
    state LowCardinality(String) comment 'now: received | assigned | held | parked | attached | converted',
    routed_at Nullable(DateTime64(3, 'UTC')) comment 'first assignment to a rep; null = never assigned; ms',
    first_epoch Nullable(UInt32) comment 'epoch of the first assignment, from 1; 1 = routed at once',
    first_rep_id LowCardinality(Nullable(String)) comment 'first assignee',
    first_rule_id LowCardinality(Nullable(String)) comment 'rule of the first assignment; null = none took part',
    first_stage_id LowCardinality(Nullable(String)) comment 'stage of the first assignment',
    first_rule_set_version Nullable(UInt32) comment 'rule set of the first assignment',
    is_rerouted Bool comment 'it was taken from a rep at least once; leaving a queue or a hold does not count',
    reroute_count UInt32 comment 'how often it was taken from a rep',
    reroute_reason LowCardinality(Nullable(String)) comment 'why it was taken from the first assignee; null = it was not',
    rerouted_at Nullable(DateTime64(3, 'UTC')) comment 'when it was taken from the first assignee; ms',
    converted_at Nullable(DateTime64(3, 'UTC')) comment 'when it became an opportunity; null = it did not; ms',
    converted_rep_id LowCardinality(Nullable(String)) comment 'who had it then',
    converted_rule_id LowCardinality(Nullable(String)) comment 'rule of the assignment that converted'
)
as
with
    e.kind in ('lead.assigned', 'lead.held', 'lead.parked', 'lead.attached') as is_decision,
    e.kind = 'lead.assigned' as is_assignment,
    e.kind = 'lead.rerouted' and e.rep_id is not null as is_taken,
    e.kind = 'lead.converted' as is_conversion,
    (not is_assignment, e.epoch) as assignments_first
select
    e.lead_id as lead_id,
    min(e.source) as source,
    min(e.received_at) as received_at,
    min(e.qualified_at) as qualified_at,
    max(e.country) as country,
    max(e.utm_source) as utm_source,
    argMinIf(tuple(e.tier), assignments_first, is_decision).1 as tier,
    argMinIf(tuple(e.segment), assignments_first, is_decision).1 as segment,
    argMinIf(tuple(e.territory), assignments_first, is_decision).1 as territory,
    argMinIf(tuple(e.vertical), assignments_first, is_decision).1 as vertical,
    argMinIf(tuple(e.account_status), assignments_first, is_decision).1 as account_status,
    argMinIf(tuple(e.partner_id), assignments_first, is_decision).1 as partner_id,
    nullIf(substring(argMinIf(e.kind, e.epoch, is_decision), 6), '') as first_outcome,
    argMinIf(tuple(toNullable(e.occurred_at)), e.epoch, is_decision).1 as first_outcome_at,
    argMinIf(tuple(e.reason), e.epoch, is_decision).1 as first_outcome_reason,
    multiIf(
        countIf(is_conversion) > 0, 'converted',
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
    argMinIf(tuple(e.rule_id), e.epoch, is_conversion).1 as converted_rule_id
from lead_event_v1 as e final
group by e.lead_id
comment 'one row a lead: where it came from, how it was routed first, what became of it';
