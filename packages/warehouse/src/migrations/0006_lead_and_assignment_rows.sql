-- What became of each lead, and of each assignment, kept as rows: a report reads the rows of its range, and groups no history.
-- The rows are made anew from the events (the views ..._fold_v1) whenever events of their lead come in, late ones too. The
-- version grows with the events that a row was made of, so that of two that were made at once the one that knew more is kept.
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
    argMinIf(tuple(e.reason), e.epoch, is_disqualification).1 as disqualified_reason,
    sum(toUInt64(toUnixTimestamp64Milli(e.ingested_at))) as version
from lead_event_v2 as e final
group by e.received_at, e.lead_id
comment 'one row a lead, made of its events at each read; lead_v1 has the same, kept';
create table if not exists lead_row_v1 {on_cluster}
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
    disqualified_reason LowCardinality(Nullable(String)) comment 'why, e.g. no_budget',
    version UInt64 comment 'grows with every event that comes in or is repaired: sum of their ingested_at; ms'
)
engine = {replicated}ReplacingMergeTree(version)
partition by toYYYYMM(received_at)
order by (received_at, lead_id)
comment 'one row a lead, and older states of it that have not merged away; read lead_v1';
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
select lead_id, source, received_at, qualified_at, country, utm_source, tier, segment, territory, vertical, account_status, partner_id, attributed_by, first_outcome, first_outcome_at, first_outcome_reason, state, routed_at, first_epoch, first_rep_id, first_rule_id, first_stage_id, first_rule_set_version, is_rerouted, reroute_count, reroute_reason, rerouted_at, converted_at, converted_rep_id, converted_rule_id, first_accepted_at, first_touched_at, disqualified_at, disqualified_reason
from lead_row_v1 final
comment 'one row a lead: where it came from, how it was routed first, what became of it';
-- An assignment ends with the nearest later event that takes the lead from its rep, or with the conversion or
-- disqualification that carries its epoch; these are final and go before a re-route. Arrays, because a range of leads cannot
-- be pushed into a join.
create or replace view assignment_fold_v1 {on_cluster}
as
with
    arrayFilter(event -> event.1 = a.1, closings)[1] as closing,
    -- By epoch: the first that follows is the nearest.
    arrayFilter(event -> event.1 > a.1, takings)[1] as taking,
    closing.1 > 0 as is_closed,
    not is_closed and taking.1 > 0 as is_taken
select
    lead_id,
    a.1 as epoch,
    source,
    received_at,
    a.3 as partner_id,
    a.4 as attributed_by,
    a.5 as tier,
    a.6 as segment,
    a.7 as territory,
    a.8 as rep_id,
    a.9 as rule_id,
    a.10 as stage_id,
    a.11 as pool_id,
    a.12 as rule_set_version,
    a.2 as assigned_at,
    multiIf(is_closed, substring(closing.2, 6), is_taken, substring(taking.2, 6), 'open') as ended_by,
    if(is_taken, taking.4, null) as reroute_reason,
    if(is_taken, toNullable(taking.3), null) as rerouted_at,
    if(is_closed and closing.2 = 'lead.converted', toNullable(closing.3), null) as converted_at,
    arrayMap(event -> toNullable(event.3), arrayFilter(event -> event.1 = a.1 and event.2 = 'lead.accepted', works))[1] as accepted_at,
    arrayMap(event -> toNullable(event.3), arrayFilter(event -> event.1 = a.1 and event.2 = 'lead.touched', works))[1] as first_touched_at,
    version
from
(
    with (e.epoch, toString(e.kind), e.occurred_at, e.reason) as event
    select
        e.lead_id as lead_id,
        e.received_at as received_at,
        min(e.source) as source,
        groupArrayIf(
            (e.epoch, e.occurred_at, e.partner_id, e.attributed_by, e.tier, e.segment, e.territory, e.rep_id, e.rule_id, e.stage_id, e.pool_id, e.rule_set_version),
            e.kind = 'lead.assigned'
        ) as assignments,
        arraySort(event -> event.1, groupArrayIf(event, e.kind in ('lead.rerouted', 'lead.rejected') and e.rep_id is not null)) as takings,
        groupArrayIf(event, e.kind in ('lead.converted', 'lead.disqualified')) as closings,
        groupArrayIf(event, e.kind in ('lead.accepted', 'lead.touched')) as works,
        sum(toUInt64(toUnixTimestamp64Milli(e.ingested_at))) as version
    from lead_event_v2 as e final
    group by e.received_at, e.lead_id
)
array join assignments as a
comment 'one row an assignment, made of the events of its lead at each read; assignment_v1 has the same, kept';
create table if not exists assignment_row_v1 {on_cluster}
(
    lead_id String comment 'the lead, e.g. lead_0f8f',
    epoch UInt32 comment 'the decision that assigned it, from 1; (lead_id, epoch) is unique',
    source LowCardinality(String) comment 'where the lead came from, e.g. demo-form',
    received_at DateTime64(3, 'UTC') comment 'when the edge had the whole request; ms',
    partner_id LowCardinality(Nullable(String)) comment 'the partner who sent it, as this decision saw it; null = none',
    attributed_by LowCardinality(Nullable(String)) comment 'why it is put down to that partner: code = its own, window = an earlier lead of the person or account',
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
    first_touched_at Nullable(DateTime64(3, 'UTC')) comment 'when the rep first contacted it; null = not yet; ms',
    version UInt64 comment 'grows with every event that comes in or is repaired: sum of their ingested_at; ms'
)
engine = {replicated}ReplacingMergeTree(version)
partition by toYYYYMM(received_at)
order by (received_at, lead_id, epoch)
comment 'one row an assignment, and older states of it that have not merged away; read assignment_v1';
create or replace view assignment_v1 {on_cluster}
(
    lead_id String comment 'the lead, e.g. lead_0f8f',
    epoch UInt32 comment 'the decision that assigned it, from 1; (lead_id, epoch) is unique',
    source LowCardinality(String) comment 'where the lead came from, e.g. demo-form',
    received_at DateTime64(3, 'UTC') comment 'when the edge had the whole request; ms',
    partner_id LowCardinality(Nullable(String)) comment 'the partner who sent it, as this decision saw it; null = none',
    attributed_by LowCardinality(Nullable(String)) comment 'why it is put down to that partner: code = its own, window = an earlier lead of the person or account',
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
select lead_id, epoch, source, received_at, partner_id, attributed_by, tier, segment, territory, rep_id, rule_id, stage_id, pool_id, rule_set_version, assigned_at, ended_by, reroute_reason, rerouted_at, converted_at, accepted_at, first_touched_at
from assignment_row_v1 final
comment 'one row an assignment of a lead to a rep: by which rule, and how it ended';
insert into lead_row_v1 (lead_id, source, received_at, qualified_at, country, utm_source, tier, segment, territory, vertical, account_status, partner_id, attributed_by, first_outcome, first_outcome_at, first_outcome_reason, state, routed_at, first_epoch, first_rep_id, first_rule_id, first_stage_id, first_rule_set_version, is_rerouted, reroute_count, reroute_reason, rerouted_at, converted_at, converted_rep_id, converted_rule_id, first_accepted_at, first_touched_at, disqualified_at, disqualified_reason, version)
select lead_id, source, received_at, qualified_at, country, utm_source, tier, segment, territory, vertical, account_status, partner_id, attributed_by, first_outcome, first_outcome_at, first_outcome_reason, state, routed_at, first_epoch, first_rep_id, first_rule_id, first_stage_id, first_rule_set_version, is_rerouted, reroute_count, reroute_reason, rerouted_at, converted_at, converted_rep_id, converted_rule_id, first_accepted_at, first_touched_at, disqualified_at, disqualified_reason, version
from lead_fold_v1
settings optimize_aggregation_in_order = 1, max_partitions_per_insert_block = 0;
insert into assignment_row_v1 (lead_id, epoch, source, received_at, partner_id, attributed_by, tier, segment, territory, rep_id, rule_id, stage_id, pool_id, rule_set_version, assigned_at, ended_by, reroute_reason, rerouted_at, converted_at, accepted_at, first_touched_at, version)
select lead_id, epoch, source, received_at, partner_id, attributed_by, tier, segment, territory, rep_id, rule_id, stage_id, pool_id, rule_set_version, assigned_at, ended_by, reroute_reason, rerouted_at, converted_at, accepted_at, first_touched_at, version
from assignment_fold_v1
settings optimize_aggregation_in_order = 1, max_partitions_per_insert_block = 0;
drop table if exists lead_event_v1 {on_cluster};
