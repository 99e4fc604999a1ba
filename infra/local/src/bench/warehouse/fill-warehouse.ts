import type { ClickHouseClient } from "@clickhouse/client";
import { buildCells } from "@pointsman/warehouse/cells/build-cells";
import { markBegun, markDone } from "@pointsman/warehouse/cells/mark-days";

/** Thirty days, and the instant up to which everything is known. */
export const PERIOD = {
  from: "2026-10-01T00:00:00.000Z",
  until: "2026-10-31T00:00:00.000Z",
  completeUntil: "2026-11-10T00:00:00.000Z",
} as const;

const DAYS = 30;
/** As many at a time as the service makes. */
const CELL_DAYS = 10;
const DAY_MS = 86_400_000;
/** Leads that are made of events; folding a million takes minutes. */
const BASE = 100_000;

/** A number from 0 to 1 that is the same in each run, for the lead `number` and a purpose. */
const chance = (purpose: string) => `(cityHash64(number, '${purpose}') / 18446744073709551616.)`;
const pick = (purpose: string, of: number) => `(cityHash64(number, '${purpose}') % ${of})`;

const FAULT = "['wrong_territory', 'wrong_segment', 'wrong_owner', 'capacity', 'pto', 'sla_breach']";

/**
 * The leads `first` … `last` − 1 of `total`, received evenly over the thirty days: 20 territories, three tiers, 60 rules,
 * 300 reps. Four in a hundred are held or parked, six of a hundred assigned ones are re-routed, twelve convert, after ten
 * days on average. Some 2.3 events a lead.
 */
function selectEvents(total: number, first: number, last: number): string {
  return `
    with
      toInt64(intDiv(number * ${DAYS * DAY_MS}, ${total})) as offset_ms,
      toDateTime64('2026-10-01 00:00:00', 3, 'UTC') + toIntervalMillisecond(offset_ms) as received,
      ${chance("outcome")} as outcome,
      toInt64(200 + 40000 * -log(1 - ${chance("route")})) as route_ms,
      multiIf(outcome < 0.02, 'held', outcome < 0.04, 'parked', 'assigned') as first_kind,
      first_kind = 'assigned' and ${chance("reroute")} < 0.06 as is_rerouted,
      multiIf(first_kind = 'held', toInt64(3600000 * (1 + 40 * ${chance("wait")})), is_rerouted, toInt64(3600000 * 48 * ${chance("later")}), 0) as again_ms,
      if(again_ms > 0, 2, 1) as last_epoch,
      toInt64(${10 * DAY_MS} * -log(1 - ${chance("delay")})) as delay_ms,
      first_kind != 'parked' and ${chance("convert")} < 0.12
        and received + toIntervalMillisecond(route_ms + again_ms + delay_ms) < toDateTime64('2026-11-10 00:00:00', 3, 'UTC') as is_converted,
      concat('tier', toString(multiIf(${pick("tier", 10)} < 2, 1, ${pick("tier", 10)} < 6, 2, 3))) as tier_name,
      toString(${pick("territory", 20)}) as place,
      concat('rule-', place, '-', tier_name) as rule,
      concat('rep_', place, '-', tier_name, '-', toString(${pick("rep", 5)})) as rep,
      concat('rep_', place, '-', tier_name, '-', toString((${pick("rep", 5)} + 1) % 5)) as other_rep,
      concat('bench-', leftPad(toString(number), 9, '0')) as lead,
      arrayFilter(event -> event.5, [
        ('received', toUInt32(0), toInt64(0), '', true),
        (first_kind, toUInt32(1), route_ms, if(first_kind = 'parked', '', rep), true),
        ('rerouted', toUInt32(2), route_ms + again_ms, rep, is_rerouted),
        ('assigned', toUInt32(2), route_ms + again_ms, if(is_rerouted, other_rep, rep), again_ms > 0),
        ('converted', toUInt32(last_epoch), route_ms + again_ms + delay_ms, if(is_rerouted, other_rep, rep), is_converted)
      ]) as events
    select
      concat('evt_', lead, '.', toString(event.2), '.', event.1) as event_id,
      concat('lead.', event.1) as kind,
      received + toIntervalMillisecond(event.3) as occurred_at,
      concat('lead_', lead) as lead_id,
      event.2 as epoch,
      concat('form-', toString(${pick("source", 8)})) as source,
      received as received_at,
      received as qualified_at,
      tier_name as tier,
      concat('terr_', place) as territory,
      'US' as country,
      if(event.1 in ('received', 'parked'), null, rule) as rule_id,
      if(event.1 = 'assigned', concat('pool_', place), null) as pool_id,
      nullIf(event.4, '') as rep_id,
      multiIf(
        event.1 = 'rerouted', ${FAULT}[1 + ${pick("fault", 6)}],
        event.1 = 'held', 'at_capacity',
        event.1 = 'parked', 'nobody_available',
        event.1 = 'assigned' and event.2 = 1 and ${chance("via")} < 0.08, 'next_in_pool',
        null
      ) as reason,
      toInt64(cityHash64(number, event.1, event.2) % 9223372036854775807) as content_hash
    from (select number from numbers(${first}, ${last - first}))
    array join events as event`;
}

const EVENT_COLUMNS = `event_id, kind, occurred_at, lead_id, epoch, source, received_at, qualified_at, tier, territory,
  country, rule_id, pool_id, rep_id, reason, content_hash`;

const ROW_TABLES = [
  { table: "lead_row_v1", view: "lead_fold_v1", times: ["qualified_at", "converted_at"] },
  { table: "assignment_row_v1", view: "assignment_fold_v1", times: ["assigned_at", "converted_at"] },
] as const;

// A token that an earlier insert left behind would swallow blocks.
const PLAIN = { insert_deduplicate: 0, deduplicate_insert: "disable" } as const;

/**
 * Puts so many leads in the warehouse. The events of the first ones are made in the engine, and folded to rows by the views
 * that the relay uses; the others are copies of these rows under other ids, a few milliseconds later, each with another
 * route time. All is merged afterwards, as is the flat table that it is compared with.
 */
export async function fillWarehouse(client: ClickHouseClient, leads: number): Promise<void> {
  const run = async (query: string) => client.command({ query, clickhouse_settings: PLAIN });
  for (const table of [...ROW_TABLES.map((rows) => rows.table), "lead_event_v2", "report_cell_v1"])
    await run(`truncate table ${table}`);
  const base = Math.min(leads, BASE);
  await run(`insert into lead_event_v2 (${EVENT_COLUMNS}) ${selectEvents(base, 0, base)}`);
  for (const { table, view } of ROW_TABLES) {
    await run(`insert into ${table} select * from ${view} settings optimize_aggregation_in_order = 1`);
  }
  for (const rows of ROW_TABLES) {
    // By itself: in the table each copy would look for it among all copies before.
    await run(`create or replace table bench_base engine = Memory as select * from ${rows.table} final`);
    for (let copy = 1; copy < leads / base; copy += 1) await run(toCopy(rows, copy));
  }
  await run("drop table bench_base sync");
  for (const { table } of ROW_TABLES) await run(`optimize table ${table} final`);
  await fillFlatTable(client);
}

/** Makes the cells as the service does, which is told of the days by what changes their rows. @returns seconds that it took */
export async function fillCells(client: ClickHouseClient): Promise<number> {
  const days = "select distinct toDate32(received_at) as day from lead_row_v1";
  await markBegun(client, days);
  await markDone(client, days);
  const startedMs = performance.now();
  let built = 0;
  do built = await buildCells(client, { before: PERIOD.completeUntil, limit: CELL_DAYS });
  while (built > 0);
  return (performance.now() - startedMs) / 1_000;
}

function toCopy({ table, times }: (typeof ROW_TABLES)[number], copy: number): string {
  const later = (column: string) => `${column} + toIntervalMillisecond(${copy}) as ${column}`;
  // A lead that is routed at once is stored, decided and routed at one instant.
  const decided = table === "lead_row_v1" ? ["stored_at", "first_outcome_at", "routed_at"] : [];
  const routed = decided.map(
    (column) => `${column} + toIntervalMillisecond(cityHash64(lead_id, ${copy}) % 5000) as ${column}`,
  );
  const changed = [`concat(lead_id, '.${copy}') as lead_id`, later("received_at"), ...times.map(later), ...routed];
  return `insert into ${table} select * replace (${changed.join(", ")}) from bench_base`;
}

/** One row a lead, nothing but what the bare query reads, nothing nullable, sorted and merged. */
async function fillFlatTable(client: ClickHouseClient): Promise<void> {
  await client.command({ query: "drop table if exists flat sync" });
  await client.command({
    query: `
      create table flat (
        received_at DateTime64(3, 'UTC'), territory LowCardinality(String), tier LowCardinality(String),
        rule_id LowCardinality(String), rep_id LowCardinality(String),
        is_immediate UInt8, route_ms Int64, is_rerouted UInt8, is_converted UInt8
      ) engine = MergeTree order by received_at as
      select
        received_at, coalesce(territory, '') as territory, coalesce(tier, '') as tier,
        coalesce(first_rule_id, '') as rule_id, coalesce(first_rep_id, '') as rep_id,
        coalesce(first_outcome, '') = 'assigned' as is_immediate,
        if(is_immediate, dateDiff('millisecond', qualified_at, assumeNotNull(routed_at)), 0) as route_ms,
        is_rerouted, converted_at is not null as is_converted
      from lead_v1`,
    clickhouse_settings: PLAIN,
  });
  await client.command({ query: "optimize table flat final" });
}

/** What any report of this kind asks at least, as one plain statement. */
export const BARE_GROUP_BY = `
  select
    territory, tier, rule_id, rep_id,
    count(), countIf(is_immediate), avgIf(route_ms, is_immediate),
    quantilesExactInclusiveIf(0.5, 0.95, 0.99)(route_ms, is_immediate),
    countIf(is_immediate and route_ms <= 60000), countIf(is_rerouted), countIf(is_converted)
  from flat
  where received_at >= '2026-10-01 00:00:00' and received_at < '2026-10-31 00:00:00'
  group by territory, tier, rule_id, rep_id
  order by territory, tier, rule_id, rep_id`;
