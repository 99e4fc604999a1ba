-- The raw events, append-only. Sorted by lead, so that one lead is one range; event_id ends the key, so that
-- replacing, and FINAL, keep exactly one row an event. It says its lead itself, hence the pair is unique as it is.
-- Partitioned by the month of occurred_at, which never changes for an event: duplicates only merge within a partition.
-- The newest ingested_at wins, so that re-shipping an event from Postgres repairs a damaged row.
-- The window is how many inserted blocks' tokens are remembered; the engine's own default is 0, i.e. none.
create table if not exists lead_event_v1
(
    event_id String comment 'immutable id made of lead, epoch and kind, e.g. evt_0f8f.1.assigned',
    kind LowCardinality(String) comment 'lead.received | lead.assigned | lead.held | lead.parked | lead.attached | lead.rerouted | lead.converted',
    occurred_at DateTime64(3, 'UTC') comment 'when it happened: the receipt, the decision, the re-route, the conversion; ms',
    lead_id String comment 'the lead, e.g. lead_0f8f',
    epoch UInt32 comment 'number of the decision it belongs to, from 1; 0 = lead.received; a re-route has that of the decision that follows',
    source LowCardinality(String) comment 'where the lead came from, e.g. demo-form',
    received_at DateTime64(3, 'UTC') comment 'when the edge had the whole request; the same on every event of a lead; ms',
    qualified_at DateTime64(3, 'UTC') comment 'when the lead qualified for routing; the same on every event of a lead; ms',
    tier LowCardinality(Nullable(String)) comment 'derived tier, e.g. A; null = not known',
    segment LowCardinality(Nullable(String)) comment 'derived segment, e.g. mid-market; null = not known',
    territory LowCardinality(Nullable(String)) comment 'derived territory, e.g. west; null = not known',
    vertical LowCardinality(Nullable(String)) comment 'vertical, e.g. revops; null = not known',
    country LowCardinality(Nullable(String)) comment 'ISO 3166-1 alpha-2, e.g. US; null = not known',
    utm_source LowCardinality(Nullable(String)) comment 'campaign source as it stood in the link, e.g. newsletter; null = none',
    account_status LowCardinality(Nullable(String)) comment 'of the matched account: prospect | open | customer | closed_lost; null = no account',
    partner_id LowCardinality(Nullable(String)) comment 'the partner who sent the lead, e.g. part_acme; null = none',
    rule_set_version Nullable(UInt32) comment 'published rule set of the decision, from 1; null = none took part',
    stage_id LowCardinality(Nullable(String)) comment 'stage that decided, e.g. territory; for lead.rerouted of the assignment that was left',
    rule_id LowCardinality(Nullable(String)) comment 'rule that decided, e.g. west-mid; for lead.rerouted of the assignment that was left',
    pool_id LowCardinality(Nullable(String)) comment 'pool the rep was chosen from, e.g. pool_west; null = none',
    queue_id LowCardinality(Nullable(String)) comment 'queue the lead waits in, e.g. queue_ops; lead.parked only',
    rep_id LowCardinality(Nullable(String)) comment 'the rep it is about, e.g. rep_kim; for lead.rerouted who had the lead, null = nobody had it',
    reason LowCardinality(Nullable(String)) comment 'reason of a re-route, a hold or a parking, e.g. wrong_territory',
    content_hash Int64 comment 'hash of the event as Postgres computed it, to compare both stores',
    ingested_at DateTime64(3, 'UTC') default now64(3, 'UTC') comment 'when this row was inserted, clock of the warehouse; ms'
)
engine = ReplacingMergeTree(ingested_at)
partition by toYYYYMM(occurred_at)
order by (lead_id, event_id)
settings non_replicated_deduplication_window = 1000
comment 'one row an event of a lead; read it with FINAL, duplicates may not have merged yet';
