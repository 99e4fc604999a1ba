-- What reports count, kept by day of receipt: a report of a month reads some ten thousand cells in place of ten million rows.
-- A day's cells of a kind are one row, made anew from the rows of that day as a whole: there is never half of a day, and
-- nothing is added up on insert. They hold for a day as long as they have seen the last change of its rows.
create table if not exists received_day_v1 {on_cluster}
(
    day Date32 comment 'day of receipt, UTC',
    begun SimpleAggregateFunction(max, UInt64) comment 'number of the last change of rows of this day that began; each mark has one more than all marks of the day before it',
    done SimpleAggregateFunction(max, UInt64) comment 'number of the last mark that a change of them had ended; below begun: it goes on, or it broke off',
    marked_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')) default now64(3, 'UTC') comment 'when the last mark was made; ms'
)
engine = {replicated}AggregatingMergeTree
order by day
comment 'days of receipt whose rows of leads and assignments were changed; read it grouped by day, with max';
create table if not exists report_cell_v1 {on_cluster}
(
    kind LowCardinality(String) comment 'lead | lead_by_rule_and_rep | lead_by_tier | assignment | assignment_by_rule_and_rep: what is counted, and what is told apart',
    day Date32 comment 'day of receipt, UTC',
    seen UInt64 comment 'number of the last mark of received_day_v1 when the rows were read',
    territory Array(LowCardinality(Nullable(String))) comment 'of each cell: territory; null = not known, or not told apart in this kind',
    tier Array(LowCardinality(Nullable(String))) comment 'of each cell: tier, likewise',
    segment Array(LowCardinality(Nullable(String))) comment 'of each cell: segment, likewise',
    source Array(LowCardinality(Nullable(String))) comment 'of each cell: source, likewise',
    rule Array(LowCardinality(Nullable(String))) comment 'of each cell: rule of the first assignment, or of this one, likewise',
    rep Array(LowCardinality(Nullable(String))) comment 'of each cell: rep, likewise',
    pool Array(LowCardinality(Nullable(String))) comment 'of each cell: pool, likewise',
    first_outcome Array(LowCardinality(Nullable(String))) comment 'of each cell of leads: first decision since they qualified; null = none yet',
    first_outcome_reason Array(LowCardinality(Nullable(String))) comment 'of each cell of leads: its reason; null = none',
    since Array(Nullable(Int32)) comment 'of each cell: day of the first assignment, or of this one, UTC; null = never assigned; days since 1970-01-01',
    counted Array(UInt64) comment 'of each cell: leads, or assignments',
    taken_for Array(Array(LowCardinality(String))) comment 'of each cell: reasons for which they were taken from the first rep, or from this one',
    taken Array(Array(UInt64)) comment 'of each cell: how many for each of these reasons',
    converted_on Array(Array(Int32)) comment 'of each cell: days on which some converted, UTC, at the earliest that of the assignment; days since 1970-01-01',
    converted Array(Array(UInt64)) comment 'of each cell: how many on each of these days'
)
engine = {replicated}ReplacingMergeTree(seen)
partition by toYYYYMM(day)
order by (kind, day)
-- A row is a day. Reading one day or kind must not read its neighbours.
settings index_granularity = 1
comment 'what reports count, a row a day of receipt and kind; read it with FINAL, and only days that have seen the last mark';
-- Rows that were there before are marked once, so that their cells are made.
insert into received_day_v1 (day, begun, done)
select day, 1, 2 from (select distinct toDate32(received_at) as day from lead_row_v1);
