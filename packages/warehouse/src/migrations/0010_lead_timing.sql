-- How long routing took, ready to be counted: a report reads nine bytes of a lead in place of 36. What a row says makes them, so that
-- whoever inserts need not know of them, and rows of before have them too.
--
-- T64 unpacks a time in 4 ns where LZ4 takes 12: times have too few bytes in common.
alter table lead_row_v1 {on_cluster}
    modify column received_at codec(T64),
    add column if not exists timing Enum8('none' = 0, 'at_once' = 1, 'in_parts' = 2, 'held' = 3) materialized multiIf(
        routed_at is null, 'none',
        first_outcome = 'held', 'held',
        first_outcome != 'assigned', 'none',
        stored_at = routed_at and qualified_at = received_at and routed_at >= qualified_at, 'at_once',
        'in_parts'
    ) comment 'what route_ms is. at_once and in_parts: the first decision assigned it, from qualification to assignment; at_once: which was from the receipt to the commit too, and nothing after. held: the first decision held it, from there to the assignment. none: neither, or never assigned',
    add column if not exists route_ms Int64 materialized multiIf(
        timing = 'none', 0,
        toUnixTimestamp64Milli(assumeNotNull(routed_at)) - toUnixTimestamp64Milli(if(timing = 'held', assumeNotNull(first_outcome_at), qualified_at))
    ) comment 'how long routing took, or the hold lasted; below 0 where clocks disagree; 0 where timing is none; ms' codec(T64);
alter table assignment_row_v1 {on_cluster}
    modify column received_at codec(T64);
-- In the background. A row that has not its turn yet is read as if.
alter table lead_row_v1 {on_cluster}
    materialize column timing,
    materialize column route_ms;
