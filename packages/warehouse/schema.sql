CREATE VIEW assignment_fold_v1
(
    `lead_id` String,
    `epoch` UInt32,
    `source` String,
    `received_at` DateTime64(3, 'UTC'),
    `partner_id` Nullable(String),
    `attributed_by` Nullable(String),
    `tier` Nullable(String),
    `segment` Nullable(String),
    `territory` Nullable(String),
    `rep_id` Nullable(String),
    `rule_id` Nullable(String),
    `stage_id` Nullable(String),
    `pool_id` Nullable(String),
    `rule_set_version` Nullable(UInt32),
    `assigned_at` DateTime64(3, 'UTC'),
    `ended_by` String,
    `reroute_reason` Nullable(String),
    `rerouted_at` Nullable(DateTime64(3, 'UTC')),
    `converted_at` Nullable(DateTime64(3, 'UTC')),
    `accepted_at` Nullable(DateTime64(3, 'UTC')),
    `first_touched_at` Nullable(DateTime64(3, 'UTC')),
    `version` UInt64
)
COMMENT 'one row an assignment, made of the events of its lead at each read; assignment_v1 has the same, kept'
AS WITH
    arrayFilter(event -> ((event.1) = (a.1)), closings)[1] AS closing,
    arrayFilter(event -> ((event.1) > (a.1)), takings)[1] AS taking,
    (closing.1) > 0 AS is_closed,
    (NOT is_closed) AND ((taking.1) > 0) AS is_taken
SELECT
    lead_id,
    a.1 AS epoch,
    source,
    received_at,
    a.3 AS partner_id,
    a.4 AS attributed_by,
    a.5 AS tier,
    a.6 AS segment,
    a.7 AS territory,
    a.8 AS rep_id,
    a.9 AS rule_id,
    a.10 AS stage_id,
    a.11 AS pool_id,
    a.12 AS rule_set_version,
    a.2 AS assigned_at,
    multiIf(is_closed, substring(closing.2, 6), is_taken, substring(taking.2, 6), 'open') AS ended_by,
    if(is_taken, taking.4, NULL) AS reroute_reason,
    if(is_taken, toNullable(taking.3), NULL) AS rerouted_at,
    if(is_closed AND ((closing.2) = 'lead.converted'), toNullable(closing.3), NULL) AS converted_at,
    arrayMap(event -> toNullable(event.3), arrayFilter(event -> (((event.1) = (a.1)) AND ((event.2) = 'lead.accepted')), works))[1] AS accepted_at,
    arrayMap(event -> toNullable(event.3), arrayFilter(event -> (((event.1) = (a.1)) AND ((event.2) = 'lead.touched')), works))[1] AS first_touched_at,
    version
FROM
(
    WITH
        (e.epoch, toString(e.kind), e.occurred_at, e.reason) AS event
    SELECT
        e.lead_id AS lead_id,
        e.received_at AS received_at,
        min(e.source) AS source,
        groupArrayIf((e.epoch, e.occurred_at, e.partner_id, e.attributed_by, e.tier, e.segment, e.territory, e.rep_id, e.rule_id, e.stage_id, e.pool_id, e.rule_set_version), e.kind = 'lead.assigned') AS assignments,
        arraySort(event -> (event.1), groupArrayIf(event, (e.kind IN ('lead.rerouted', 'lead.rejected')) AND (e.rep_id IS NOT NULL))) AS takings,
        groupArrayIf(event, (e.kind IN ('lead.converted', 'lead.disqualified'))) AS closings,
        groupArrayIf(event, (e.kind IN ('lead.accepted', 'lead.touched'))) AS works,
        sum(toUInt64(toUnixTimestamp64Milli(e.ingested_at))) AS version
    FROM lead_event_v2 AS e
    FINAL
    GROUP BY
        e.received_at,
        e.lead_id
)
ARRAY JOIN assignments AS a;

CREATE TABLE assignment_row_v1
(
    `lead_id` String COMMENT 'the lead, e.g. lead_0f8f',
    `epoch` UInt32 COMMENT 'the decision that assigned it, from 1; (lead_id, epoch) is unique',
    `source` LowCardinality(String) COMMENT 'where the lead came from, e.g. demo-form',
    `received_at` DateTime64(3, 'UTC') COMMENT 'when the edge had the whole request; ms' CODEC(T64),
    `partner_id` LowCardinality(Nullable(String)) COMMENT 'the partner who sent it, as this decision saw it; null = none',
    `attributed_by` LowCardinality(Nullable(String)) COMMENT 'why it is put down to that partner: code = its own, window = an earlier lead of the person or account',
    `tier` LowCardinality(Nullable(String)) COMMENT 'tier as this decision saw it',
    `segment` LowCardinality(Nullable(String)) COMMENT 'segment as this decision saw it',
    `territory` LowCardinality(Nullable(String)) COMMENT 'territory as this decision saw it',
    `rep_id` LowCardinality(Nullable(String)) COMMENT 'who got the lead',
    `rule_id` LowCardinality(Nullable(String)) COMMENT 'rule that gave it; null = none took part',
    `stage_id` LowCardinality(Nullable(String)) COMMENT 'stage of that rule',
    `pool_id` LowCardinality(Nullable(String)) COMMENT 'pool the rep was chosen from; null = none',
    `rule_set_version` Nullable(UInt32) COMMENT 'published rule set of the decision, from 1',
    `assigned_at` DateTime64(3, 'UTC') COMMENT 'when it was decided; ms',
    `ended_by` LowCardinality(String) COMMENT 'open | rerouted | rejected | converted | disqualified',
    `reroute_reason` LowCardinality(Nullable(String)) COMMENT 'why the lead was taken from this rep, or he refused it; null = neither',
    `rerouted_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when that was; ms',
    `converted_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when the lead converted under this assignment; ms',
    `accepted_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when the rep took it; null = not yet; ms',
    `first_touched_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when the rep first contacted it; null = not yet; ms',
    `version` UInt64 COMMENT 'grows with every event that comes in or is repaired: sum of their ingested_at; ms'
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(received_at)
ORDER BY (received_at, lead_id, epoch)
SETTINGS index_granularity = 8192
COMMENT 'one row an assignment, and older states of it that have not merged away; read assignment_v1';

CREATE VIEW assignment_v1
(
    `lead_id` String COMMENT 'the lead, e.g. lead_0f8f',
    `epoch` UInt32 COMMENT 'the decision that assigned it, from 1; (lead_id, epoch) is unique',
    `source` LowCardinality(String) COMMENT 'where the lead came from, e.g. demo-form',
    `received_at` DateTime64(3, 'UTC') COMMENT 'when the edge had the whole request; ms',
    `partner_id` LowCardinality(Nullable(String)) COMMENT 'the partner who sent it, as this decision saw it; null = none',
    `attributed_by` LowCardinality(Nullable(String)) COMMENT 'why it is put down to that partner: code = its own, window = an earlier lead of the person or account',
    `tier` LowCardinality(Nullable(String)) COMMENT 'tier as this decision saw it',
    `segment` LowCardinality(Nullable(String)) COMMENT 'segment as this decision saw it',
    `territory` LowCardinality(Nullable(String)) COMMENT 'territory as this decision saw it',
    `rep_id` LowCardinality(Nullable(String)) COMMENT 'who got the lead',
    `rule_id` LowCardinality(Nullable(String)) COMMENT 'rule that gave it; null = none took part',
    `stage_id` LowCardinality(Nullable(String)) COMMENT 'stage of that rule',
    `pool_id` LowCardinality(Nullable(String)) COMMENT 'pool the rep was chosen from; null = none',
    `rule_set_version` Nullable(UInt32) COMMENT 'published rule set of the decision, from 1',
    `assigned_at` DateTime64(3, 'UTC') COMMENT 'when it was decided; ms',
    `ended_by` LowCardinality(String) COMMENT 'open | rerouted | rejected | converted | disqualified',
    `reroute_reason` LowCardinality(Nullable(String)) COMMENT 'why the lead was taken from this rep, or he refused it; null = neither',
    `rerouted_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when that was; ms',
    `converted_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when the lead converted under this assignment; ms',
    `accepted_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when the rep took it; null = not yet; ms',
    `first_touched_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when the rep first contacted it; null = not yet; ms'
)
COMMENT 'one row an assignment of a lead to a rep: by which rule, and how it ended'
AS SELECT
    lead_id,
    epoch,
    source,
    received_at,
    partner_id,
    attributed_by,
    tier,
    segment,
    territory,
    rep_id,
    rule_id,
    stage_id,
    pool_id,
    rule_set_version,
    assigned_at,
    ended_by,
    reroute_reason,
    rerouted_at,
    converted_at,
    accepted_at,
    first_touched_at
FROM assignment_row_v1
FINAL;

CREATE VIEW daily_v1
(
    `day` Date COMMENT 'day of receipt, UTC',
    `source` LowCardinality(String) COMMENT 'where the leads came from, e.g. demo-form',
    `partner_id` LowCardinality(Nullable(String)) COMMENT 'the partner who sent them; null = none',
    `tier` LowCardinality(Nullable(String)) COMMENT 'tier at the first assignment, or at the first decision if never assigned',
    `territory` LowCardinality(Nullable(String)) COMMENT 'territory, likewise',
    `rule_id` LowCardinality(Nullable(String)) COMMENT 'rule of the first assignment; null = none took part',
    `leads` UInt64 COMMENT 'leads received',
    `routed` UInt64 COMMENT 'of them, ever assigned to a rep',
    `routed_at_once` UInt64 COMMENT 'of them, assigned by the first decision since they qualified',
    `route_ms` Int64 COMMENT 'qualification to assignment, summed over routed_at_once; ms',
    `routed_within_60s` UInt64 COMMENT 'of routed_at_once, within 60,000 ms',
    `held` UInt64 COMMENT 'leads that the first decision held for a rep',
    `parked` UInt64 COMMENT 'leads that the first decision parked',
    `rerouted` UInt64 COMMENT 'of routed, taken from a rep at least once',
    `misrouted` UInt64 COMMENT 'of routed, taken from the first rep for a reason that faults the routing',
    `accepted` UInt64 COMMENT 'leads that a rep accepted',
    `touched` UInt64 COMMENT 'leads that a rep contacted',
    `converted` UInt64 COMMENT 'leads that became an opportunity by now',
    `disqualified` UInt64 COMMENT 'leads that were found not worth working by now'
)
COMMENT 'daily figures of leads by source, partner, tier, territory and rule; a sum over rows is right for any grouping'
AS WITH
    ifNull(first_outcome = 'assigned', false) AS is_immediate,
    toUnixTimestamp64Milli(ifNull(routed_at, qualified_at)) - toUnixTimestamp64Milli(qualified_at) AS ms
SELECT
    toDate(received_at) AS day,
    source,
    partner_id,
    tier,
    territory,
    first_rule_id AS rule_id,
    count() AS leads,
    countIf(routed_at IS NOT NULL) AS routed,
    countIf(is_immediate) AS routed_at_once,
    sumIf(ms, is_immediate) AS route_ms,
    countIf(is_immediate AND (ms <= 60000)) AS routed_within_60s,
    countIf(first_outcome = 'held') AS held,
    countIf(first_outcome = 'parked') AS parked,
    countIf((routed_at IS NOT NULL) AND is_rerouted) AS rerouted,
    countIf((routed_at IS NOT NULL) AND is_rerouted AND (reroute_reason IN ('wrong_territory', 'wrong_segment', 'wrong_owner', 'conflict', 'capacity', 'pto'))) AS misrouted,
    countIf(first_accepted_at IS NOT NULL) AS accepted,
    countIf(first_touched_at IS NOT NULL) AS touched,
    countIf(converted_at IS NOT NULL) AS converted,
    countIf(disqualified_at IS NOT NULL) AS disqualified
FROM lead_v1
GROUP BY
    day,
    source,
    partner_id,
    tier,
    territory,
    rule_id;

CREATE VIEW event_v1
(
    `event_id` String COMMENT 'immutable id made of lead, epoch and kind, e.g. evt_0f8f.1.assigned',
    `kind` LowCardinality(String) COMMENT 'lead.received | lead.assigned | lead.held | lead.parked | lead.attached | lead.unqualified | lead.accepted | lead.touched | lead.reminded | lead.escalated | lead.rejected | lead.rerouted | lead.converted | lead.disqualified',
    `occurred_at` DateTime64(3, 'UTC') COMMENT 'when it happened: the receipt, the decision, what the rep did, the re-route, the conversion; ms',
    `lead_id` String COMMENT 'the lead, e.g. lead_0f8f',
    `epoch` UInt32 COMMENT 'number of the decision it belongs to, from 1; 0 = lead.received; a re-route or rejection has that of the decision that follows',
    `source` LowCardinality(String) COMMENT 'where the lead came from, e.g. demo-form',
    `received_at` DateTime64(3, 'UTC') COMMENT 'when the edge had the whole request; the same on every event of a lead; ms',
    `qualified_at` DateTime64(3, 'UTC') COMMENT 'when the lead qualified for routing, as known at the event; received_at until it did; never goes back; ms',
    `tier` LowCardinality(Nullable(String)) COMMENT 'derived tier, e.g. A; null = not known',
    `segment` LowCardinality(Nullable(String)) COMMENT 'derived segment, e.g. mid-market; null = not known',
    `territory` LowCardinality(Nullable(String)) COMMENT 'derived territory, e.g. west; null = not known',
    `vertical` LowCardinality(Nullable(String)) COMMENT 'vertical, e.g. revops; null = not known',
    `country` LowCardinality(Nullable(String)) COMMENT 'ISO 3166-1 alpha-2, e.g. US; null = not known',
    `utm_source` LowCardinality(Nullable(String)) COMMENT 'campaign source as it stood in the link, e.g. newsletter; null = none',
    `account_status` LowCardinality(Nullable(String)) COMMENT 'of the matched account: prospect | open | customer | closed_lost; null = no account',
    `partner_id` LowCardinality(Nullable(String)) COMMENT 'the partner who sent the lead, e.g. part_acme; null = none',
    `attributed_by` LowCardinality(Nullable(String)) COMMENT 'why it is put down to that partner: code = its own, window = an earlier lead of the person or account; null = no partner, or not known',
    `rule_set_version` Nullable(UInt32) COMMENT 'published rule set of the decision, from 1; null = none took part',
    `stage_id` LowCardinality(Nullable(String)) COMMENT 'stage that decided, e.g. territory; for lead.rerouted and lead.rejected of the assignment that was left',
    `rule_id` LowCardinality(Nullable(String)) COMMENT 'rule that decided, e.g. west-mid; for lead.rerouted and lead.rejected of the assignment that was left',
    `pool_id` LowCardinality(Nullable(String)) COMMENT 'pool the rep was chosen from, e.g. pool_west; null = none',
    `queue_id` LowCardinality(Nullable(String)) COMMENT 'queue the lead waits in, e.g. queue_ops; lead.parked only',
    `rep_id` LowCardinality(Nullable(String)) COMMENT 'the rep it is about, e.g. rep_kim; for lead.rerouted and lead.rejected who had the lead, null = nobody had it',
    `reason` LowCardinality(Nullable(String)) COMMENT 'reason of a re-route, a rejection, a disqualification, a hold or a parking, e.g. wrong_territory; of lead.unqualified the first fact that the lead lacks',
    `requested_by` LowCardinality(Nullable(String)) COMMENT 'who wanted a re-route: rep | manager | sla | system; null on every other event',
    `ingested_at` DateTime64(3, 'UTC') COMMENT 'when the warehouse last got it, by its own clock; ms'
)
COMMENT 'one row an event of a lead, each once'
AS SELECT
    event_id,
    kind,
    occurred_at,
    lead_id,
    epoch,
    source,
    received_at,
    qualified_at,
    tier,
    segment,
    territory,
    vertical,
    country,
    utm_source,
    account_status,
    partner_id,
    attributed_by,
    rule_set_version,
    stage_id,
    rule_id,
    pool_id,
    queue_id,
    rep_id,
    reason,
    requested_by,
    ingested_at
FROM lead_event_v2
FINAL;

CREATE TABLE lead_event_v2
(
    `event_id` String COMMENT 'immutable id made of lead, epoch and kind, e.g. evt_0f8f.1.assigned',
    `kind` LowCardinality(String) COMMENT 'lead.received | lead.assigned | lead.held | lead.parked | lead.attached | lead.unqualified | lead.accepted | lead.touched | lead.reminded | lead.escalated | lead.rejected | lead.rerouted | lead.converted | lead.disqualified',
    `occurred_at` DateTime64(3, 'UTC') COMMENT 'when it happened: the receipt, the decision, what the rep did, the re-route, the conversion; ms',
    `lead_id` String COMMENT 'the lead, e.g. lead_0f8f',
    `epoch` UInt32 COMMENT 'number of the decision it belongs to, from 1; 0 = lead.received; a re-route or rejection has that of the decision that follows',
    `source` LowCardinality(String) COMMENT 'where the lead came from, e.g. demo-form',
    `received_at` DateTime64(3, 'UTC') COMMENT 'when the edge had the whole request; the same on every event of a lead; ms',
    `qualified_at` DateTime64(3, 'UTC') COMMENT 'when the lead qualified for routing, as known at the event; received_at until it did; never goes back; ms',
    `tier` LowCardinality(Nullable(String)) COMMENT 'derived tier, e.g. A; null = not known',
    `segment` LowCardinality(Nullable(String)) COMMENT 'derived segment, e.g. mid-market; null = not known',
    `territory` LowCardinality(Nullable(String)) COMMENT 'derived territory, e.g. west; null = not known',
    `vertical` LowCardinality(Nullable(String)) COMMENT 'vertical, e.g. revops; null = not known',
    `country` LowCardinality(Nullable(String)) COMMENT 'ISO 3166-1 alpha-2, e.g. US; null = not known',
    `utm_source` LowCardinality(Nullable(String)) COMMENT 'campaign source as it stood in the link, e.g. newsletter; null = none',
    `account_status` LowCardinality(Nullable(String)) COMMENT 'of the matched account: prospect | open | customer | closed_lost; null = no account',
    `partner_id` LowCardinality(Nullable(String)) COMMENT 'the partner who sent the lead, e.g. part_acme; null = none',
    `attributed_by` LowCardinality(Nullable(String)) COMMENT 'why it is put down to that partner: code = its own, window = an earlier lead of the person or account; null = no partner, or not known',
    `rule_set_version` Nullable(UInt32) COMMENT 'published rule set of the decision, from 1; null = none took part',
    `stage_id` LowCardinality(Nullable(String)) COMMENT 'stage that decided, e.g. territory; for lead.rerouted and lead.rejected of the assignment that was left',
    `rule_id` LowCardinality(Nullable(String)) COMMENT 'rule that decided, e.g. west-mid; for lead.rerouted and lead.rejected of the assignment that was left',
    `pool_id` LowCardinality(Nullable(String)) COMMENT 'pool the rep was chosen from, e.g. pool_west; null = none',
    `queue_id` LowCardinality(Nullable(String)) COMMENT 'queue the lead waits in, e.g. queue_ops; lead.parked only',
    `rep_id` LowCardinality(Nullable(String)) COMMENT 'the rep it is about, e.g. rep_kim; for lead.rerouted and lead.rejected who had the lead, null = nobody had it',
    `reason` LowCardinality(Nullable(String)) COMMENT 'reason of a re-route, a rejection, a disqualification, a hold or a parking, e.g. wrong_territory; of lead.unqualified the first fact that the lead lacks; of lead.assigned backup | next_in_pool, null = the rep first wanted got it',
    `requested_by` LowCardinality(Nullable(String)) COMMENT 'who wanted a re-route: rep | manager | sla | system; null on every other event',
    `content_hash` Int64 COMMENT 'hash of the event as Postgres computed it, to compare both stores',
    `ingested_at` DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') COMMENT 'when this row was inserted, clock of the warehouse; ms',
    INDEX lead_id_idx lead_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(ingested_at)
PARTITION BY toYYYYMM(received_at)
ORDER BY (received_at, lead_id, event_id)
SETTINGS non_replicated_deduplication_window = 1000, index_granularity = 8192
COMMENT 'one row an event of a lead; read it with FINAL, duplicates may not have merged yet';

CREATE VIEW lead_fold_v1
(
    `lead_id` String,
    `source` String,
    `received_at` DateTime64(3, 'UTC'),
    `qualified_at` DateTime64(3, 'UTC'),
    `country` Nullable(String),
    `utm_source` Nullable(String),
    `tier` Nullable(String),
    `segment` Nullable(String),
    `territory` Nullable(String),
    `vertical` Nullable(String),
    `account_status` Nullable(String),
    `partner_id` Nullable(String),
    `attributed_by` Nullable(String),
    `stored_at` Nullable(DateTime64(3, 'UTC')),
    `first_outcome` Nullable(String),
    `first_outcome_at` Nullable(DateTime64(3, 'UTC')),
    `first_outcome_reason` Nullable(String),
    `state` String,
    `routed_at` Nullable(DateTime64(3, 'UTC')),
    `first_epoch` Nullable(UInt32),
    `first_rep_id` Nullable(String),
    `first_rule_id` Nullable(String),
    `first_pool_id` Nullable(String),
    `first_stage_id` Nullable(String),
    `first_rule_set_version` Nullable(UInt32),
    `is_rerouted` Bool,
    `reroute_count` UInt64,
    `reroute_reason` Nullable(String),
    `rerouted_at` Nullable(DateTime64(3, 'UTC')),
    `converted_at` Nullable(DateTime64(3, 'UTC')),
    `converted_rep_id` Nullable(String),
    `converted_rule_id` Nullable(String),
    `first_accepted_at` Nullable(DateTime64(3, 'UTC')),
    `first_touched_at` Nullable(DateTime64(3, 'UTC')),
    `disqualified_at` Nullable(DateTime64(3, 'UTC')),
    `disqualified_reason` Nullable(String),
    `version` UInt64
)
COMMENT 'one row a lead, made of its events at each read; lead_v1 has the same, kept'
AS WITH
    arrayFirst(decision -> ((decision.2) != 'lead.unqualified'), decisions) AS qualifying,
    if((qualifying.2) != '', qualifying, decisions[1]) AS first,
    arrayFirst(decision -> ((decision.2) = 'lead.assigned'), decisions) AS assignment,
    if((assignment.2) != '', assignment, first) AS assigning
SELECT
    lead_id,
    source,
    received_at,
    qualified_at,
    country,
    utm_source,
    assigning.5 AS tier,
    assigning.6 AS segment,
    assigning.7 AS territory,
    assigning.8 AS vertical,
    assigning.9 AS account_status,
    assigning.10 AS partner_id,
    assigning.11 AS attributed_by,
    (decisions[1]).3 AS stored_at,
    nullIf(substring(first.2, 6), '') AS first_outcome,
    first.3 AS first_outcome_at,
    first.4 AS first_outcome_reason,
    multiIf(notEmpty(conversions), 'converted', notEmpty(disqualifications), 'disqualified', empty(decisions), 'received', substring((decisions[-1]).2, 6)) AS state,
    assignment.3 AS routed_at,
    if((assignment.2) != '', toNullable(assignment.1), NULL) AS first_epoch,
    assignment.12 AS first_rep_id,
    assignment.13 AS first_rule_id,
    assignment.14 AS first_pool_id,
    assignment.15 AS first_stage_id,
    assignment.16 AS first_rule_set_version,
    toBool(notEmpty(takings)) AS is_rerouted,
    length(takings) AS reroute_count,
    (takings[1]).3 AS reroute_reason,
    (takings[1]).2 AS rerouted_at,
    (conversions[1]).2 AS converted_at,
    (conversions[1]).4 AS converted_rep_id,
    (conversions[1]).5 AS converted_rule_id,
    (acceptances[1]).2 AS first_accepted_at,
    (touches[1]).2 AS first_touched_at,
    (disqualifications[1]).2 AS disqualified_at,
    (disqualifications[1]).3 AS disqualified_reason,
    version
FROM
(
    WITH
        toNullable(e.occurred_at) AS at,
        (e.epoch, at, e.reason, e.rep_id, e.rule_id) AS event
    SELECT
        e.lead_id AS lead_id,
        e.received_at AS received_at,
        min(e.source) AS source,
        max(e.qualified_at) AS qualified_at,
        max(e.country) AS country,
        max(e.utm_source) AS utm_source,
        arraySort(decision -> (decision.1), groupArrayIf((e.epoch, toString(e.kind), at, e.reason, e.tier, e.segment, e.territory, e.vertical, e.account_status, e.partner_id, e.attributed_by, e.rep_id, e.rule_id, e.pool_id, e.stage_id, e.rule_set_version), (e.kind IN ('lead.assigned', 'lead.held', 'lead.parked', 'lead.attached', 'lead.unqualified')))) AS decisions,
        arraySort(event -> (event.1), groupArrayIf(event, (e.kind IN ('lead.rerouted', 'lead.rejected')) AND (e.rep_id IS NOT NULL))) AS takings,
        arraySort(event -> (event.1), groupArrayIf(event, e.kind = 'lead.converted')) AS conversions,
        arraySort(event -> (event.1), groupArrayIf(event, e.kind = 'lead.disqualified')) AS disqualifications,
        arraySort(event -> (event.1), groupArrayIf(event, e.kind = 'lead.accepted')) AS acceptances,
        arraySort(event -> (event.1), groupArrayIf(event, e.kind = 'lead.touched')) AS touches,
        sum(toUInt64(toUnixTimestamp64Milli(e.ingested_at))) AS version
    FROM lead_event_v2 AS e
    FINAL
    GROUP BY
        e.received_at,
        e.lead_id
) AS histories;

CREATE TABLE lead_row_v1
(
    `lead_id` String COMMENT 'the lead, e.g. lead_0f8f',
    `source` LowCardinality(String) COMMENT 'where it came from, e.g. demo-form',
    `received_at` DateTime64(3, 'UTC') COMMENT 'when the edge had the whole request; ms' CODEC(T64),
    `qualified_at` DateTime64(3, 'UTC') COMMENT 'when it qualified for routing; received_at if it has not yet; ms',
    `country` LowCardinality(Nullable(String)) COMMENT 'ISO 3166-1 alpha-2; null = not known',
    `utm_source` LowCardinality(Nullable(String)) COMMENT 'campaign source; null = none',
    `tier` LowCardinality(Nullable(String)) COMMENT 'tier at the first assignment, or at the first decision if it was never assigned',
    `segment` LowCardinality(Nullable(String)) COMMENT 'segment, likewise',
    `territory` LowCardinality(Nullable(String)) COMMENT 'territory, likewise',
    `vertical` LowCardinality(Nullable(String)) COMMENT 'vertical, likewise',
    `account_status` LowCardinality(Nullable(String)) COMMENT 'of the matched account, likewise; null = no account',
    `partner_id` LowCardinality(Nullable(String)) COMMENT 'the partner who sent it, likewise; null = none',
    `attributed_by` LowCardinality(Nullable(String)) COMMENT 'why it is put down to that partner, likewise: code = its own, window = an earlier lead of the person or account',
    `stored_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when its first decision fell, of whatever kind: the lead is committed with it; ms',
    `first_outcome` LowCardinality(Nullable(String)) COMMENT 'first decision since it qualified: assigned | held | parked | attached; unqualified = it has not; null = none yet',
    `first_outcome_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when that decision fell; ms',
    `first_outcome_reason` LowCardinality(Nullable(String)) COMMENT 'why that decision held or parked it; of assigned: backup | next_in_pool, null = the rep first wanted got it',
    `state` LowCardinality(String) COMMENT 'now: received | assigned | held | parked | attached | unqualified | converted | disqualified',
    `routed_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'first assignment to a rep; null = never assigned; ms',
    `first_epoch` Nullable(UInt32) COMMENT 'epoch of the first assignment, from 1; 1 = routed at once',
    `first_rep_id` LowCardinality(Nullable(String)) COMMENT 'first assignee',
    `first_rule_id` LowCardinality(Nullable(String)) COMMENT 'rule of the first assignment; null = none took part',
    `first_pool_id` LowCardinality(Nullable(String)) COMMENT 'pool the first assignee was chosen from; null = none',
    `first_stage_id` LowCardinality(Nullable(String)) COMMENT 'stage of the first assignment',
    `first_rule_set_version` Nullable(UInt32) COMMENT 'rule set of the first assignment',
    `is_rerouted` Bool COMMENT 'it was taken from a rep, or he refused it, at least once; leaving a queue or a hold does not count',
    `reroute_count` UInt32 COMMENT 'how often that was',
    `reroute_reason` LowCardinality(Nullable(String)) COMMENT 'why it was taken from the first assignee; null = it was not',
    `rerouted_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when it was taken from the first assignee; ms',
    `converted_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when it became an opportunity; null = it did not; ms',
    `converted_rep_id` LowCardinality(Nullable(String)) COMMENT 'who had it then',
    `converted_rule_id` LowCardinality(Nullable(String)) COMMENT 'rule of the assignment that converted',
    `first_accepted_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when a rep first took it; null = nobody did; ms',
    `first_touched_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when a rep first contacted it; null = nobody did; ms',
    `disqualified_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when it was found not worth working; null = it was not; ms',
    `disqualified_reason` LowCardinality(Nullable(String)) COMMENT 'why, e.g. no_budget',
    `version` UInt64 COMMENT 'grows with every event that comes in or is repaired: sum of their ingested_at; ms',
    `timing` Enum8('none' = 0, 'at_once' = 1, 'in_parts' = 2, 'held' = 3) MATERIALIZED multiIf(routed_at IS NULL, 'none', first_outcome = 'held', 'held', first_outcome != 'assigned', 'none', (stored_at = routed_at) AND (qualified_at = received_at) AND (routed_at >= qualified_at), 'at_once', 'in_parts') COMMENT 'what route_ms is. at_once and in_parts: the first decision assigned it, from qualification to assignment; at_once: which was from the receipt to the commit too, and nothing after. held: the first decision held it, from there to the assignment. none: neither, or never assigned',
    `route_ms` Int64 MATERIALIZED multiIf(timing = 'none', 0, toUnixTimestamp64Milli(assumeNotNull(routed_at)) - toUnixTimestamp64Milli(if(timing = 'held', assumeNotNull(first_outcome_at), qualified_at))) COMMENT 'how long routing took, or the hold lasted; below 0 where clocks disagree; 0 where timing is none; ms' CODEC(T64)
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(received_at)
ORDER BY (received_at, lead_id)
SETTINGS index_granularity = 8192
COMMENT 'one row a lead, and older states of it that have not merged away; read lead_v1';

CREATE VIEW lead_v1
(
    `lead_id` String COMMENT 'the lead, e.g. lead_0f8f',
    `source` LowCardinality(String) COMMENT 'where it came from, e.g. demo-form',
    `received_at` DateTime64(3, 'UTC') COMMENT 'when the edge had the whole request; ms',
    `qualified_at` DateTime64(3, 'UTC') COMMENT 'when it qualified for routing; received_at if it has not yet; ms',
    `country` LowCardinality(Nullable(String)) COMMENT 'ISO 3166-1 alpha-2; null = not known',
    `utm_source` LowCardinality(Nullable(String)) COMMENT 'campaign source; null = none',
    `tier` LowCardinality(Nullable(String)) COMMENT 'tier at the first assignment, or at the first decision if it was never assigned',
    `segment` LowCardinality(Nullable(String)) COMMENT 'segment, likewise',
    `territory` LowCardinality(Nullable(String)) COMMENT 'territory, likewise',
    `vertical` LowCardinality(Nullable(String)) COMMENT 'vertical, likewise',
    `account_status` LowCardinality(Nullable(String)) COMMENT 'of the matched account, likewise; null = no account',
    `partner_id` LowCardinality(Nullable(String)) COMMENT 'the partner who sent it, likewise; null = none',
    `attributed_by` LowCardinality(Nullable(String)) COMMENT 'why it is put down to that partner, likewise: code = its own, window = an earlier lead of the person or account',
    `stored_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when its first decision fell, of whatever kind: the lead is committed with it; ms',
    `first_outcome` LowCardinality(Nullable(String)) COMMENT 'first decision since it qualified: assigned | held | parked | attached; unqualified = it has not; null = none yet',
    `first_outcome_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when that decision fell; ms',
    `first_outcome_reason` LowCardinality(Nullable(String)) COMMENT 'why that decision held or parked it; of assigned: backup | next_in_pool, null = the rep first wanted got it',
    `state` LowCardinality(String) COMMENT 'now: received | assigned | held | parked | attached | unqualified | converted | disqualified',
    `routed_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'first assignment to a rep; null = never assigned; ms',
    `first_epoch` Nullable(UInt32) COMMENT 'epoch of the first assignment, from 1; 1 = routed at once',
    `first_rep_id` LowCardinality(Nullable(String)) COMMENT 'first assignee',
    `first_rule_id` LowCardinality(Nullable(String)) COMMENT 'rule of the first assignment; null = none took part',
    `first_pool_id` LowCardinality(Nullable(String)) COMMENT 'pool the first assignee was chosen from; null = none',
    `first_stage_id` LowCardinality(Nullable(String)) COMMENT 'stage of the first assignment',
    `first_rule_set_version` Nullable(UInt32) COMMENT 'rule set of the first assignment',
    `is_rerouted` Bool COMMENT 'it was taken from a rep, or he refused it, at least once; leaving a queue or a hold does not count',
    `reroute_count` UInt32 COMMENT 'how often that was',
    `reroute_reason` LowCardinality(Nullable(String)) COMMENT 'why it was taken from the first assignee; null = it was not',
    `rerouted_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when it was taken from the first assignee; ms',
    `converted_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when it became an opportunity; null = it did not; ms',
    `converted_rep_id` LowCardinality(Nullable(String)) COMMENT 'who had it then',
    `converted_rule_id` LowCardinality(Nullable(String)) COMMENT 'rule of the assignment that converted',
    `first_accepted_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when a rep first took it; null = nobody did; ms',
    `first_touched_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when a rep first contacted it; null = nobody did; ms',
    `disqualified_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when it was found not worth working; null = it was not; ms',
    `disqualified_reason` LowCardinality(Nullable(String)) COMMENT 'why, e.g. no_budget'
)
COMMENT 'one row a lead: where it came from, how it was routed first, what became of it'
AS SELECT
    lead_id,
    source,
    received_at,
    qualified_at,
    country,
    utm_source,
    tier,
    segment,
    territory,
    vertical,
    account_status,
    partner_id,
    attributed_by,
    stored_at,
    first_outcome,
    first_outcome_at,
    first_outcome_reason,
    state,
    routed_at,
    first_epoch,
    first_rep_id,
    first_rule_id,
    first_pool_id,
    first_stage_id,
    first_rule_set_version,
    is_rerouted,
    reroute_count,
    reroute_reason,
    rerouted_at,
    converted_at,
    converted_rep_id,
    converted_rule_id,
    first_accepted_at,
    first_touched_at,
    disqualified_at,
    disqualified_reason
FROM lead_row_v1
FINAL;

CREATE TABLE received_day_v1
(
    `day` Date32 COMMENT 'day of receipt, UTC',
    `begun` SimpleAggregateFunction(max, UInt64) COMMENT 'number of the last change of rows of this day that began; each mark has one more than all marks of the day before it',
    `done` SimpleAggregateFunction(max, UInt64) COMMENT 'number of the last mark that a change of them had ended; below begun: it goes on, or it broke off',
    `marked_at` SimpleAggregateFunction(max, DateTime64(3, 'UTC')) DEFAULT now64(3, 'UTC') COMMENT 'when the last mark was made; ms'
)
ENGINE = AggregatingMergeTree
ORDER BY day
SETTINGS index_granularity = 8192
COMMENT 'days of receipt whose rows of leads and assignments were changed; read it grouped by day, with max';

CREATE TABLE report_cell_v1
(
    `kind` LowCardinality(String) COMMENT 'lead | lead_by_rule_and_rep | lead_by_tier | assignment | assignment_by_rule_and_rep: what is counted, and what is told apart',
    `day` Date32 COMMENT 'day of receipt, UTC',
    `seen` UInt64 COMMENT 'number of the last mark of received_day_v1 when the rows were read',
    `territory` Array(LowCardinality(Nullable(String))) COMMENT 'of each cell: territory; null = not known, or not told apart in this kind',
    `tier` Array(LowCardinality(Nullable(String))) COMMENT 'of each cell: tier, likewise',
    `segment` Array(LowCardinality(Nullable(String))) COMMENT 'of each cell: segment, likewise',
    `source` Array(LowCardinality(Nullable(String))) COMMENT 'of each cell: source, likewise',
    `rule` Array(LowCardinality(Nullable(String))) COMMENT 'of each cell: rule of the first assignment, or of this one, likewise',
    `rep` Array(LowCardinality(Nullable(String))) COMMENT 'of each cell: rep, likewise',
    `pool` Array(LowCardinality(Nullable(String))) COMMENT 'of each cell: pool, likewise',
    `first_outcome` Array(LowCardinality(Nullable(String))) COMMENT 'of each cell of leads: first decision since they qualified; null = none yet',
    `first_outcome_reason` Array(LowCardinality(Nullable(String))) COMMENT 'of each cell of leads: its reason; null = none',
    `since` Array(Nullable(Int32)) COMMENT 'of each cell: day of the first assignment, or of this one, UTC; null = never assigned; days since 1970-01-01',
    `counted` Array(UInt64) COMMENT 'of each cell: leads, or assignments',
    `taken_for` Array(Array(LowCardinality(String))) COMMENT 'of each cell: reasons for which they were taken from the first rep, or from this one',
    `taken` Array(Array(UInt64)) COMMENT 'of each cell: how many for each of these reasons',
    `converted_on` Array(Array(Int32)) COMMENT 'of each cell: days on which some converted, UTC, at the earliest that of the assignment; days since 1970-01-01',
    `converted` Array(Array(UInt64)) COMMENT 'of each cell: how many on each of these days'
)
ENGINE = ReplacingMergeTree(seen)
PARTITION BY toYYYYMM(day)
ORDER BY (kind, day)
SETTINGS index_granularity = 1
COMMENT 'what reports count, a row a day of receipt and kind; read it with FINAL, and only days that have seen the last mark';

CREATE TABLE schema_migration_v1
(
    `name` String COMMENT 'migration file, e.g. 0001_lead_event',
    `hash` String COMMENT 'SHA-256 of the file, hex',
    `applied_at` DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') COMMENT 'when it was applied; ms'
)
ENGINE = ReplacingMergeTree(applied_at)
ORDER BY name
SETTINGS index_granularity = 8192
COMMENT 'the migrations that were applied; read it with FINAL';
