CREATE VIEW assignment_v1
(
    `lead_id` String COMMENT 'the lead, e.g. lead_0f8f',
    `epoch` UInt32 COMMENT 'the decision that assigned it, from 1; (lead_id, epoch) is unique',
    `source` LowCardinality(String) COMMENT 'where the lead came from, e.g. demo-form',
    `received_at` DateTime64(3, 'UTC') COMMENT 'when the edge had the whole request; ms',
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
    a.lead_id AS lead_id,
    a.epoch AS epoch,
    a.source AS source,
    a.received_at AS received_at,
    a.tier AS tier,
    a.segment AS segment,
    a.territory AS territory,
    a.rep_id AS rep_id,
    a.rule_id AS rule_id,
    a.stage_id AS stage_id,
    a.pool_id AS pool_id,
    a.rule_set_version AS rule_set_version,
    a.occurred_at AS assigned_at,
    multiIf(c.at IS NOT NULL, assumeNotNull(c.ended_by), r.at IS NOT NULL, assumeNotNull(r.ended_by), 'open') AS ended_by,
    if(c.at IS NULL, r.reason, NULL) AS reroute_reason,
    if(c.at IS NULL, r.at, NULL) AS rerouted_at,
    if(c.ended_by = 'converted', c.at, NULL) AS converted_at,
    w.accepted_at AS accepted_at,
    w.touched_at AS first_touched_at
FROM
(
    SELECT *
    FROM lead_event_v1
    FINAL
    WHERE kind = 'lead.assigned'
) AS a
ASOF LEFT JOIN
(
    SELECT
        lead_id,
        epoch,
        reason,
        substring(kind, 6) AS ended_by,
        toNullable(occurred_at) AS at
    FROM lead_event_v1
    FINAL
    WHERE (kind IN ('lead.rerouted', 'lead.rejected')) AND (rep_id IS NOT NULL)
) AS r ON (a.lead_id = r.lead_id) AND (a.epoch < r.epoch)
LEFT JOIN
(
    SELECT
        lead_id,
        epoch,
        substring(kind, 6) AS ended_by,
        toNullable(occurred_at) AS at
    FROM lead_event_v1
    FINAL
    WHERE kind IN ('lead.converted', 'lead.disqualified')
) AS c ON (a.lead_id = c.lead_id) AND (a.epoch = c.epoch)
LEFT JOIN
(
    SELECT
        lead_id,
        epoch,
        minIf(toNullable(occurred_at), kind = 'lead.accepted') AS accepted_at,
        minIf(toNullable(occurred_at), kind = 'lead.touched') AS touched_at
    FROM lead_event_v1
    FINAL
    WHERE kind IN ('lead.accepted', 'lead.touched')
    GROUP BY
        lead_id,
        epoch
) AS w ON (a.lead_id = w.lead_id) AND (a.epoch = w.epoch);

CREATE TABLE lead_event_v1
(
    `event_id` String COMMENT 'immutable id made of lead, epoch and kind, e.g. evt_0f8f.1.assigned',
    `kind` LowCardinality(String) COMMENT 'lead.received | lead.assigned | lead.held | lead.parked | lead.attached | lead.unqualified | lead.accepted | lead.touched | lead.rejected | lead.rerouted | lead.converted | lead.disqualified',
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
    `rule_set_version` Nullable(UInt32) COMMENT 'published rule set of the decision, from 1; null = none took part',
    `stage_id` LowCardinality(Nullable(String)) COMMENT 'stage that decided, e.g. territory; for lead.rerouted and lead.rejected of the assignment that was left',
    `rule_id` LowCardinality(Nullable(String)) COMMENT 'rule that decided, e.g. west-mid; for lead.rerouted and lead.rejected of the assignment that was left',
    `pool_id` LowCardinality(Nullable(String)) COMMENT 'pool the rep was chosen from, e.g. pool_west; null = none',
    `queue_id` LowCardinality(Nullable(String)) COMMENT 'queue the lead waits in, e.g. queue_ops; lead.parked only',
    `rep_id` LowCardinality(Nullable(String)) COMMENT 'the rep it is about, e.g. rep_kim; for lead.rerouted and lead.rejected who had the lead, null = nobody had it',
    `reason` LowCardinality(Nullable(String)) COMMENT 'reason of a re-route, a rejection, a disqualification, a hold or a parking, e.g. wrong_territory; of lead.unqualified the first fact that the lead lacks; of lead.assigned backup | next_in_pool, null = the rep first wanted got it',
    `requested_by` LowCardinality(Nullable(String)) COMMENT 'who wanted a re-route: rep | manager | sla | system; null on every other event',
    `content_hash` Int64 COMMENT 'hash of the event as Postgres computed it, to compare both stores',
    `ingested_at` DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') COMMENT 'when this row was inserted, clock of the warehouse; ms'
)
ENGINE = ReplacingMergeTree(ingested_at)
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (lead_id, event_id)
SETTINGS non_replicated_deduplication_window = 1000, index_granularity = 8192
COMMENT 'one row an event of a lead; read it with FINAL, duplicates may not have merged yet';

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
    `stored_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when its first decision fell, of whatever kind; the lead is committed with it; ms',
    `first_outcome` LowCardinality(Nullable(String)) COMMENT 'first decision since it qualified: assigned | held | parked | attached; unqualified = it has not; null = none yet',
    `first_outcome_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when that decision fell; ms',
    `first_outcome_reason` LowCardinality(Nullable(String)) COMMENT 'why that decision held or parked it; of one assigned: backup | next_in_pool, null = to the rep first wanted',
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
AS WITH
    e.kind IN ('lead.assigned', 'lead.held', 'lead.parked', 'lead.attached', 'lead.unqualified') AS is_decision,
    (e.kind = 'lead.unqualified', e.epoch) AS qualified_first,
    e.kind = 'lead.assigned' AS is_assignment,
    (e.kind IN ('lead.rerouted', 'lead.rejected')) AND (e.rep_id IS NOT NULL) AS is_taken,
    e.kind = 'lead.converted' AS is_conversion,
    e.kind = 'lead.disqualified' AS is_disqualification,
    (NOT is_assignment, e.kind = 'lead.unqualified', e.epoch) AS assignments_first
SELECT
    e.lead_id AS lead_id,
    min(e.source) AS source,
    min(e.received_at) AS received_at,
    max(e.qualified_at) AS qualified_at,
    max(e.country) AS country,
    max(e.utm_source) AS utm_source,
    (argMinIf(tuple(e.tier), assignments_first, is_decision)).1 AS tier,
    (argMinIf(tuple(e.segment), assignments_first, is_decision)).1 AS segment,
    (argMinIf(tuple(e.territory), assignments_first, is_decision)).1 AS territory,
    (argMinIf(tuple(e.vertical), assignments_first, is_decision)).1 AS vertical,
    (argMinIf(tuple(e.account_status), assignments_first, is_decision)).1 AS account_status,
    (argMinIf(tuple(e.partner_id), assignments_first, is_decision)).1 AS partner_id,
    (argMinIf(tuple(toNullable(e.occurred_at)), e.epoch, is_decision)).1 AS stored_at,
    nullIf(substring(argMinIf(e.kind, qualified_first, is_decision), 6), '') AS first_outcome,
    (argMinIf(tuple(toNullable(e.occurred_at)), qualified_first, is_decision)).1 AS first_outcome_at,
    (argMinIf(tuple(e.reason), qualified_first, is_decision)).1 AS first_outcome_reason,
    multiIf(countIf(is_conversion) > 0, 'converted', countIf(is_disqualification) > 0, 'disqualified', countIf(is_decision) = 0, 'received', substring(argMaxIf(e.kind, e.epoch, is_decision), 6)) AS state,
    (argMinIf(tuple(toNullable(e.occurred_at)), e.epoch, is_assignment)).1 AS routed_at,
    (argMinIf(tuple(toNullable(e.epoch)), e.epoch, is_assignment)).1 AS first_epoch,
    (argMinIf(tuple(e.rep_id), e.epoch, is_assignment)).1 AS first_rep_id,
    (argMinIf(tuple(e.rule_id), e.epoch, is_assignment)).1 AS first_rule_id,
    (argMinIf(tuple(e.pool_id), e.epoch, is_assignment)).1 AS first_pool_id,
    (argMinIf(tuple(e.stage_id), e.epoch, is_assignment)).1 AS first_stage_id,
    (argMinIf(tuple(e.rule_set_version), e.epoch, is_assignment)).1 AS first_rule_set_version,
    toBool(countIf(is_taken) > 0) AS is_rerouted,
    countIf(is_taken) AS reroute_count,
    (argMinIf(tuple(e.reason), e.epoch, is_taken)).1 AS reroute_reason,
    (argMinIf(tuple(toNullable(e.occurred_at)), e.epoch, is_taken)).1 AS rerouted_at,
    (argMinIf(tuple(toNullable(e.occurred_at)), e.epoch, is_conversion)).1 AS converted_at,
    (argMinIf(tuple(e.rep_id), e.epoch, is_conversion)).1 AS converted_rep_id,
    (argMinIf(tuple(e.rule_id), e.epoch, is_conversion)).1 AS converted_rule_id,
    (argMinIf(tuple(toNullable(e.occurred_at)), e.epoch, e.kind = 'lead.accepted')).1 AS first_accepted_at,
    (argMinIf(tuple(toNullable(e.occurred_at)), e.epoch, e.kind = 'lead.touched')).1 AS first_touched_at,
    (argMinIf(tuple(toNullable(e.occurred_at)), e.epoch, is_disqualification)).1 AS disqualified_at,
    (argMinIf(tuple(e.reason), e.epoch, is_disqualification)).1 AS disqualified_reason
FROM lead_event_v1 AS e
FINAL
GROUP BY e.lead_id;

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
