-- Reports are cut by pool too, tell the commit of a lead from its assignment, and count the leads that went to another rep
-- than the one first wanted. The columns stand where the fold has them: rows are inserted by position.
alter table lead_event_v2 {on_cluster}
    comment column reason 'reason of a re-route, a rejection, a disqualification, a hold or a parking, e.g. wrong_territory; of lead.unqualified the first fact that the lead lacks; of lead.assigned backup | next_in_pool, null = the rep first wanted got it';
alter table lead_row_v1 {on_cluster}
    add column if not exists stored_at Nullable(DateTime64(3, 'UTC')) comment 'when its first decision fell, of whatever kind: the lead is committed with it; ms' after attributed_by,
    add column if not exists first_pool_id LowCardinality(Nullable(String)) comment 'pool the first assignee was chosen from; null = none' after first_rule_id;
alter table lead_row_v1 {on_cluster}
    comment column first_outcome_reason 'why that decision held or parked it; of assigned: backup | next_in_pool, null = the rep first wanted got it';
create or replace view lead_fold_v1 {on_cluster}
as
-- "First" and "last" go by epoch, never by arrival. tuple(x) … .1 because argMin passes over rows whose value is null, and
-- would give a later assignment's rule as the first one's.
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
    e.received_at as received_at,
    max(e.qualified_at) as qualified_at,
    max(e.country) as country,
    max(e.utm_source) as utm_source,
    argMinIf(tuple(e.tier), assignments_first, is_decision).1 as tier,
    argMinIf(tuple(e.segment), assignments_first, is_decision).1 as segment,
    argMinIf(tuple(e.territory), assignments_first, is_decision).1 as territory,
    argMinIf(tuple(e.vertical), assignments_first, is_decision).1 as vertical,
    argMinIf(tuple(e.account_status), assignments_first, is_decision).1 as account_status,
    argMinIf(tuple(e.partner_id), assignments_first, is_decision).1 as partner_id,
    argMinIf(tuple(e.attributed_by), assignments_first, is_decision).1 as attributed_by,
    argMinIf(tuple(toNullable(e.occurred_at)), e.epoch, is_decision).1 as stored_at,
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
    argMinIf(tuple(e.pool_id), e.epoch, is_assignment).1 as first_pool_id,
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
    argMinIf(tuple(e.reason), e.epoch, is_disqualification).1 as disqualified_reason,
    sum(toUInt64(toUnixTimestamp64Milli(e.ingested_at))) as version
from lead_event_v2 as e final
group by e.received_at, e.lead_id
comment 'one row a lead, made of its events at each read; lead_v1 has the same, kept';
create or replace view lead_v1 {on_cluster}
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
    attributed_by LowCardinality(Nullable(String)) comment 'why it is put down to that partner, likewise: code = its own, window = an earlier lead of the person or account',
    stored_at Nullable(DateTime64(3, 'UTC')) comment 'when its first decision fell, of whatever kind: the lead is committed with it; ms',
    first_outcome LowCardinality(Nullable(String)) comment 'first decision since it qualified: assigned | held | parked | attached; unqualified = it has not; null = none yet',
    first_outcome_at Nullable(DateTime64(3, 'UTC')) comment 'when that decision fell; ms',
    first_outcome_reason LowCardinality(Nullable(String)) comment 'why that decision held or parked it; of assigned: backup | next_in_pool, null = the rep first wanted got it',
    state LowCardinality(String) comment 'now: received | assigned | held | parked | attached | unqualified | converted | disqualified',
    routed_at Nullable(DateTime64(3, 'UTC')) comment 'first assignment to a rep; null = never assigned; ms',
    first_epoch Nullable(UInt32) comment 'epoch of the first assignment, from 1; 1 = routed at once',
    first_rep_id LowCardinality(Nullable(String)) comment 'first assignee',
    first_rule_id LowCardinality(Nullable(String)) comment 'rule of the first assignment; null = none took part',
    first_pool_id LowCardinality(Nullable(String)) comment 'pool the first assignee was chosen from; null = none',
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
select lead_id, source, received_at, qualified_at, country, utm_source, tier, segment, territory, vertical, account_status, partner_id, attributed_by, stored_at, first_outcome, first_outcome_at, first_outcome_reason, state, routed_at, first_epoch, first_rep_id, first_rule_id, first_pool_id, first_stage_id, first_rule_set_version, is_rerouted, reroute_count, reroute_reason, rerouted_at, converted_at, converted_rep_id, converted_rule_id, first_accepted_at, first_touched_at, disqualified_at, disqualified_reason
from lead_row_v1 final
comment 'one row a lead: where it came from, how it was routed first, what became of it';
-- Under the same version the row that came last is kept.
insert into lead_row_v1 (lead_id, source, received_at, qualified_at, country, utm_source, tier, segment, territory, vertical, account_status, partner_id, attributed_by, stored_at, first_outcome, first_outcome_at, first_outcome_reason, state, routed_at, first_epoch, first_rep_id, first_rule_id, first_pool_id, first_stage_id, first_rule_set_version, is_rerouted, reroute_count, reroute_reason, rerouted_at, converted_at, converted_rep_id, converted_rule_id, first_accepted_at, first_touched_at, disqualified_at, disqualified_reason, version)
select lead_id, source, received_at, qualified_at, country, utm_source, tier, segment, territory, vertical, account_status, partner_id, attributed_by, stored_at, first_outcome, first_outcome_at, first_outcome_reason, state, routed_at, first_epoch, first_rep_id, first_rule_id, first_pool_id, first_stage_id, first_rule_set_version, is_rerouted, reroute_count, reroute_reason, rerouted_at, converted_at, converted_rep_id, converted_rule_id, first_accepted_at, first_touched_at, disqualified_at, disqualified_reason, version
from lead_fold_v1
settings optimize_aggregation_in_order = 1, max_partitions_per_insert_block = 0;
