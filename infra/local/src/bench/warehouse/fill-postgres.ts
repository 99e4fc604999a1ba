import type { ClickHouseClient } from "@clickhouse/client";
import { Client } from "pg";

const BATCH = 20_000;

const COLUMNS = {
  lead_bench: `lead_id text, received_at timestamptz, qualified_at timestamptz, stored_at timestamptz, first_outcome text,
    first_outcome_at timestamptz, first_outcome_reason text, routed_at timestamptz, territory text, tier text,
    first_rule_id text, first_rep_id text, is_rerouted boolean, reroute_reason text, converted_at timestamptz`,
  assignment_bench: `received_at timestamptz, territory text, tier text, rule_id text, rep_id text, assigned_at timestamptz,
    reroute_reason text, converted_at timestamptz`,
} as const;
const VIEWS = { lead_bench: "lead_v1", assignment_bench: "assignment_v1" } as const;

/** The rows of leads and assignments as plain tables of Postgres, with an index by receipt, analysed. */
export async function fillPostgres(client: ClickHouseClient, databaseUrl: string): Promise<void> {
  const postgres = new Client({ connectionString: databaseUrl });
  await postgres.connect();
  try {
    for (const table of ["lead_bench", "assignment_bench"] as const) {
      await postgres.query(`create unlogged table ${table} (${COLUMNS[table]})`);
      const names = COLUMNS[table].split(",").map((column) => column.trim().split(" ")[0]);
      for (let day = 1; day <= 30; day += 1) await copyDay(client, postgres, { table, names: names.join(", "), day });
      await postgres.query(`create index on ${table} (received_at)`);
      await postgres.query(`vacuum analyze ${table}`);
    }
  } finally {
    await postgres.end();
  }
}

async function copyDay(
  client: ClickHouseClient,
  postgres: Client,
  { table, names, day }: { readonly table: keyof typeof VIEWS; readonly names: string; readonly day: number },
): Promise<void> {
  const result = await client.query({
    query: `select ${names} from ${VIEWS[table]} where toDate(received_at) = '2026-10-${String(day).padStart(2, "0")}'`,
    format: "JSONEachRow",
    clickhouse_settings: { date_time_output_format: "iso" },
  });
  const rows = await result.json();
  for (let first = 0; first < rows.length; first += BATCH) {
    const json = JSON.stringify(rows.slice(first, first + BATCH));
    await postgres.query(`insert into ${table} select * from json_to_recordset($1::json) as r (${COLUMNS[table]})`, [
      json,
    ]);
  }
}

const IN_PERIOD = "received_at >= '2026-10-01Z' and received_at < '2026-10-31Z'";
const FAULTS = "('wrong_territory', 'wrong_segment', 'wrong_owner', 'conflict', 'capacity', 'pto')";
const MS = (from: string, until: string) => `extract(epoch from ${until} - ${from}) * 1000`;
const PERCENTILES = (value: string) =>
  `avg(${value}), stddev_samp(${value}), percentile_cont(array[0.5, 0.95, 0.99]) within group (order by ${value})`;

/** The figures of the report, as one would write them for Postgres: a statement a part. */
export const POSTGRES_REPORT = [
  `select territory, tier, first_rule_id, reroute_reason, first_outcome, first_outcome_reason, count(*),
     count(routed_at), count(*) filter (where is_rerouted), count(*) filter (where reroute_reason in ${FAULTS})
   from lead_bench where ${IN_PERIOD}
   group by grouping sets ((), (tier), (territory), (territory, tier), (territory, tier, first_rule_id),
     (territory, tier, first_rule_id, reroute_reason), (territory, first_outcome, first_outcome_reason))`,
  `select tier, ${PERCENTILES(MS("qualified_at", "routed_at"))}, ${PERCENTILES(MS("received_at", "stored_at"))},
     ${PERCENTILES(MS("greatest(stored_at, qualified_at)", "routed_at"))},
     count(*) filter (where routed_at <= qualified_at + interval '60 seconds')
   from lead_bench where first_outcome = 'assigned' and ${IN_PERIOD} group by grouping sets ((), (tier))`,
  `select tier, ${PERCENTILES(MS("first_outcome_at", "routed_at"))}
   from lead_bench where first_outcome = 'held' and routed_at is not null and ${IN_PERIOD} group by grouping sets ((), (tier))`,
  `select tier, least(90, date_part('day', '2026-11-10Z' - routed_at)) as age, date_part('day', converted_at - routed_at) as delay, count(*)
   from lead_bench where routed_at is not null and ${IN_PERIOD} group by 1, 2, 3`,
  `select tier, rule_id, rep_id, least(90, date_part('day', '2026-11-10Z' - assigned_at)) as age, count(*),
     count(converted_at), count(*) filter (where reroute_reason is null or reroute_reason not in ${FAULTS})
   from assignment_bench where ${IN_PERIOD}
   group by grouping sets ((tier, rule_id, 4), (tier, rep_id, 4), (tier, rule_id, rep_id, 4))`,
] as const;
