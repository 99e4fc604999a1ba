-- The same rows as before at a third of the cost: 2.4 in place of 8.5 µs of processor time an event. An argMin of a nullable name keeps
-- a column of its own for every lead, and there were twenty-five; an array of a lead's decisions is one, and its ends are looked at.
create or replace view lead_fold_v1 {on_cluster}
as
-- "First" and "last" go by epoch, never by arrival. Of an empty array the first element is one of empty text and nulls.
with
    -- A decision that only says "not yet" gives way to any other.
    arrayFirst(decision -> decision.2 != 'lead.unqualified', decisions) as qualifying,
    if(qualifying.2 != '', qualifying, decisions[1]) as first,
    arrayFirst(decision -> decision.2 = 'lead.assigned', decisions) as assignment,
    if(assignment.2 != '', assignment, first) as assigning
select
    lead_id,
    source,
    received_at,
    qualified_at,
    country,
    utm_source,
    assigning.5 as tier,
    assigning.6 as segment,
    assigning.7 as territory,
    assigning.8 as vertical,
    assigning.9 as account_status,
    assigning.10 as partner_id,
    assigning.11 as attributed_by,
    decisions[1].3 as stored_at,
    nullIf(substring(first.2, 6), '') as first_outcome,
    first.3 as first_outcome_at,
    first.4 as first_outcome_reason,
    multiIf(
        notEmpty(conversions), 'converted',
        notEmpty(disqualifications), 'disqualified',
        empty(decisions), 'received',
        substring(decisions[-1].2, 6)
    ) as state,
    assignment.3 as routed_at,
    if(assignment.2 != '', toNullable(assignment.1), null) as first_epoch,
    assignment.12 as first_rep_id,
    assignment.13 as first_rule_id,
    assignment.14 as first_pool_id,
    assignment.15 as first_stage_id,
    assignment.16 as first_rule_set_version,
    toBool(notEmpty(takings)) as is_rerouted,
    length(takings) as reroute_count,
    takings[1].3 as reroute_reason,
    takings[1].2 as rerouted_at,
    conversions[1].2 as converted_at,
    conversions[1].4 as converted_rep_id,
    conversions[1].5 as converted_rule_id,
    acceptances[1].2 as first_accepted_at,
    touches[1].2 as first_touched_at,
    disqualifications[1].2 as disqualified_at,
    disqualifications[1].3 as disqualified_reason,
    version
from
(
    with
        toNullable(e.occurred_at) as at,
        (e.epoch, at, e.reason, e.rep_id, e.rule_id) as event
    select
        e.lead_id as lead_id,
        e.received_at as received_at,
        min(e.source) as source,
        max(e.qualified_at) as qualified_at,
        max(e.country) as country,
        max(e.utm_source) as utm_source,
        arraySort(decision -> decision.1, groupArrayIf(
            (e.epoch, toString(e.kind), at, e.reason, e.tier, e.segment, e.territory, e.vertical, e.account_status, e.partner_id, e.attributed_by, e.rep_id, e.rule_id, e.pool_id, e.stage_id, e.rule_set_version),
            e.kind in ('lead.assigned', 'lead.held', 'lead.parked', 'lead.attached', 'lead.unqualified')
        )) as decisions,
        arraySort(event -> event.1, groupArrayIf(event, e.kind in ('lead.rerouted', 'lead.rejected') and e.rep_id is not null)) as takings,
        arraySort(event -> event.1, groupArrayIf(event, e.kind = 'lead.converted')) as conversions,
        arraySort(event -> event.1, groupArrayIf(event, e.kind = 'lead.disqualified')) as disqualifications,
        arraySort(event -> event.1, groupArrayIf(event, e.kind = 'lead.accepted')) as acceptances,
        arraySort(event -> event.1, groupArrayIf(event, e.kind = 'lead.touched')) as touches,
        sum(toUInt64(toUnixTimestamp64Milli(e.ingested_at))) as version
    from lead_event_v2 as e final
    group by e.received_at, e.lead_id
) as histories
comment 'one row a lead, made of its events at each read; lead_v1 has the same, kept';
