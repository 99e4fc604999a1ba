-- The raw events, append-only, sorted by the receipt of their lead: a range of leads is a range of the table, and the latest
-- leads, which most events are about, lie at its end. (By lead, as v1 was, a month of leads cost a pass over all history.)
-- received_at is the same on every event of a lead and never changes, so that the key can begin with it and the partition be made
-- of it: duplicates only merge within a partition. event_id ends the key, so that replacing, and FINAL, keep one row an event.
-- The newest ingested_at wins, so that re-shipping an event from Postgres repairs a damaged row.
-- The window is how many inserted blocks' tokens are remembered; the engine's own default is 0, i.e. none.
create table if not exists lead_event_v2 {on_cluster}
(
    event_id String comment 'immutable id made of lead, epoch and kind, e.g. evt_0f8f.1.assigned',
    kind LowCardinality(String) comment 'lead.received | lead.assigned | lead.held | lead.parked | lead.attached | lead.unqualified | lead.accepted | lead.touched | lead.reminded | lead.escalated | lead.rejected | lead.rerouted | lead.converted | lead.disqualified',
    occurred_at DateTime64(3, 'UTC') comment 'when it happened: the receipt, the decision, what the rep did, the re-route, the conversion; ms',
    lead_id String comment 'the lead, e.g. lead_0f8f',
    epoch UInt32 comment 'number of the decision it belongs to, from 1; 0 = lead.received; a re-route or rejection has that of the decision that follows',
    source LowCardinality(String) comment 'where the lead came from, e.g. demo-form',
    received_at DateTime64(3, 'UTC') comment 'when the edge had the whole request; the same on every event of a lead; ms',
    qualified_at DateTime64(3, 'UTC') comment 'when the lead qualified for routing, as known at the event; received_at until it did; never goes back; ms',
    tier LowCardinality(Nullable(String)) comment 'derived tier, e.g. A; null = not known',
    segment LowCardinality(Nullable(String)) comment 'derived segment, e.g. mid-market; null = not known',
    territory LowCardinality(Nullable(String)) comment 'derived territory, e.g. west; null = not known',
    vertical LowCardinality(Nullable(String)) comment 'vertical, e.g. revops; null = not known',
    country LowCardinality(Nullable(String)) comment 'ISO 3166-1 alpha-2, e.g. US; null = not known',
    utm_source LowCardinality(Nullable(String)) comment 'campaign source as it stood in the link, e.g. newsletter; null = none',
    account_status LowCardinality(Nullable(String)) comment 'of the matched account: prospect | open | customer | closed_lost; null = no account',
    partner_id LowCardinality(Nullable(String)) comment 'the partner who sent the lead, e.g. part_acme; null = none',
    attributed_by LowCardinality(Nullable(String)) comment 'why it is put down to that partner: code = its own, window = an earlier lead of the person or account; null = no partner, or not known',
    rule_set_version Nullable(UInt32) comment 'published rule set of the decision, from 1; null = none took part',
    stage_id LowCardinality(Nullable(String)) comment 'stage that decided, e.g. territory; for lead.rerouted and lead.rejected of the assignment that was left',
    rule_id LowCardinality(Nullable(String)) comment 'rule that decided, e.g. west-mid; for lead.rerouted and lead.rejected of the assignment that was left',
    pool_id LowCardinality(Nullable(String)) comment 'pool the rep was chosen from, e.g. pool_west; null = none',
    queue_id LowCardinality(Nullable(String)) comment 'queue the lead waits in, e.g. queue_ops; lead.parked only',
    rep_id LowCardinality(Nullable(String)) comment 'the rep it is about, e.g. rep_kim; for lead.rerouted and lead.rejected who had the lead, null = nobody had it',
    reason LowCardinality(Nullable(String)) comment 'reason of a re-route, a rejection, a disqualification, a hold or a parking, e.g. wrong_territory; of lead.unqualified the first fact that the lead lacks',
    requested_by LowCardinality(Nullable(String)) comment 'who wanted a re-route: rep | manager | sla | system; null on every other event',
    content_hash Int64 comment 'hash of the event as Postgres computed it, to compare both stores',
    ingested_at DateTime64(3, 'UTC') default now64(3, 'UTC') comment 'when this row was inserted, clock of the warehouse; ms',
    index lead_id_idx lead_id type bloom_filter(0.01) granularity 1
)
engine = {replicated}ReplacingMergeTree(ingested_at)
partition by toYYYYMM(received_at)
order by (received_at, lead_id, event_id)
settings non_replicated_deduplication_window = 1000
comment 'one row an event of a lead; read it with FINAL, duplicates may not have merged yet';
-- Sent again by a migration that broke off half-way, a row replaces itself.
insert into lead_event_v2 (event_id, kind, occurred_at, lead_id, epoch, source, received_at, qualified_at, tier, segment, territory, vertical, country, utm_source, account_status, partner_id, rule_set_version, stage_id, rule_id, pool_id, queue_id, rep_id, reason, requested_by, content_hash, ingested_at)
select event_id, kind, occurred_at, lead_id, epoch, source, received_at, qualified_at, tier, segment, territory, vertical, country, utm_source, account_status, partner_id, rule_set_version, stage_id, rule_id, pool_id, queue_id, rep_id, reason, requested_by, content_hash, ingested_at
from lead_event_v1 final
settings max_partitions_per_insert_block = 0;
create or replace view event_v1 {on_cluster}
(
    event_id String comment 'immutable id made of lead, epoch and kind, e.g. evt_0f8f.1.assigned',
    kind LowCardinality(String) comment 'lead.received | lead.assigned | lead.held | lead.parked | lead.attached | lead.unqualified | lead.accepted | lead.touched | lead.reminded | lead.escalated | lead.rejected | lead.rerouted | lead.converted | lead.disqualified',
    occurred_at DateTime64(3, 'UTC') comment 'when it happened: the receipt, the decision, what the rep did, the re-route, the conversion; ms',
    lead_id String comment 'the lead, e.g. lead_0f8f',
    epoch UInt32 comment 'number of the decision it belongs to, from 1; 0 = lead.received; a re-route or rejection has that of the decision that follows',
    source LowCardinality(String) comment 'where the lead came from, e.g. demo-form',
    received_at DateTime64(3, 'UTC') comment 'when the edge had the whole request; the same on every event of a lead; ms',
    qualified_at DateTime64(3, 'UTC') comment 'when the lead qualified for routing, as known at the event; received_at until it did; never goes back; ms',
    tier LowCardinality(Nullable(String)) comment 'derived tier, e.g. A; null = not known',
    segment LowCardinality(Nullable(String)) comment 'derived segment, e.g. mid-market; null = not known',
    territory LowCardinality(Nullable(String)) comment 'derived territory, e.g. west; null = not known',
    vertical LowCardinality(Nullable(String)) comment 'vertical, e.g. revops; null = not known',
    country LowCardinality(Nullable(String)) comment 'ISO 3166-1 alpha-2, e.g. US; null = not known',
    utm_source LowCardinality(Nullable(String)) comment 'campaign source as it stood in the link, e.g. newsletter; null = none',
    account_status LowCardinality(Nullable(String)) comment 'of the matched account: prospect | open | customer | closed_lost; null = no account',
    partner_id LowCardinality(Nullable(String)) comment 'the partner who sent the lead, e.g. part_acme; null = none',
    attributed_by LowCardinality(Nullable(String)) comment 'why it is put down to that partner: code = its own, window = an earlier lead of the person or account; null = no partner, or not known',
    rule_set_version Nullable(UInt32) comment 'published rule set of the decision, from 1; null = none took part',
    stage_id LowCardinality(Nullable(String)) comment 'stage that decided, e.g. territory; for lead.rerouted and lead.rejected of the assignment that was left',
    rule_id LowCardinality(Nullable(String)) comment 'rule that decided, e.g. west-mid; for lead.rerouted and lead.rejected of the assignment that was left',
    pool_id LowCardinality(Nullable(String)) comment 'pool the rep was chosen from, e.g. pool_west; null = none',
    queue_id LowCardinality(Nullable(String)) comment 'queue the lead waits in, e.g. queue_ops; lead.parked only',
    rep_id LowCardinality(Nullable(String)) comment 'the rep it is about, e.g. rep_kim; for lead.rerouted and lead.rejected who had the lead, null = nobody had it',
    reason LowCardinality(Nullable(String)) comment 'reason of a re-route, a rejection, a disqualification, a hold or a parking, e.g. wrong_territory; of lead.unqualified the first fact that the lead lacks',
    requested_by LowCardinality(Nullable(String)) comment 'who wanted a re-route: rep | manager | sla | system; null on every other event',
    ingested_at DateTime64(3, 'UTC') comment 'when the warehouse last got it, by its own clock; ms'
)
as
select event_id, kind, occurred_at, lead_id, epoch, source, received_at, qualified_at, tier, segment, territory, vertical, country, utm_source, account_status, partner_id, attributed_by, rule_set_version, stage_id, rule_id, pool_id, queue_id, rep_id, reason, requested_by, ingested_at
from lead_event_v2 final
comment 'one row an event of a lead, each once';
