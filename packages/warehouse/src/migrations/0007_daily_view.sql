-- The days of any range, by what leads are usually cut by. Sums only, so that rows can be added up to weeks, territories or all.
-- A late outcome restates the day on which its lead was received.
create or replace view daily_v1 {on_cluster}
(
    day Date comment 'day of receipt, UTC',
    source LowCardinality(String) comment 'where the leads came from, e.g. demo-form',
    partner_id LowCardinality(Nullable(String)) comment 'the partner who sent them; null = none',
    tier LowCardinality(Nullable(String)) comment 'tier at the first assignment, or at the first decision if never assigned',
    territory LowCardinality(Nullable(String)) comment 'territory, likewise',
    rule_id LowCardinality(Nullable(String)) comment 'rule of the first assignment; null = none took part',
    leads UInt64 comment 'leads received',
    routed UInt64 comment 'of them, ever assigned to a rep',
    routed_at_once UInt64 comment 'of them, assigned by the first decision since they qualified',
    route_ms Int64 comment 'qualification to assignment, summed over routed_at_once; ms',
    routed_within_60s UInt64 comment 'of routed_at_once, within 60,000 ms',
    held UInt64 comment 'leads that the first decision held for a rep',
    parked UInt64 comment 'leads that the first decision parked',
    rerouted UInt64 comment 'of routed, taken from a rep at least once',
    misrouted UInt64 comment 'of routed, taken from the first rep for a reason that faults the routing',
    accepted UInt64 comment 'leads that a rep accepted',
    touched UInt64 comment 'leads that a rep contacted',
    converted UInt64 comment 'leads that became an opportunity by now',
    disqualified UInt64 comment 'leads that were found not worth working by now'
)
as
with
    ifNull(first_outcome = 'assigned', false) as is_immediate,
    toUnixTimestamp64Milli(ifNull(routed_at, qualified_at)) - toUnixTimestamp64Milli(qualified_at) as ms
select
    toDate(received_at) as day,
    source,
    partner_id,
    tier,
    territory,
    first_rule_id as rule_id,
    count() as leads,
    countIf(routed_at is not null) as routed,
    countIf(is_immediate) as routed_at_once,
    sumIf(ms, is_immediate) as route_ms,
    countIf(is_immediate and ms <= 60000) as routed_within_60s,
    countIf(first_outcome = 'held') as held,
    countIf(first_outcome = 'parked') as parked,
    countIf(routed_at is not null and is_rerouted) as rerouted,
    countIf(routed_at is not null and is_rerouted
        and reroute_reason in ('wrong_territory', 'wrong_segment', 'wrong_owner', 'conflict', 'capacity', 'pto')) as misrouted,
    countIf(first_accepted_at is not null) as accepted,
    countIf(first_touched_at is not null) as touched,
    countIf(converted_at is not null) as converted,
    countIf(disqualified_at is not null) as disqualified
from lead_v1
group by day, source, partner_id, tier, territory, rule_id
comment 'daily figures of leads by source, partner, tier, territory and rule; a sum over rows is right for any grouping';
