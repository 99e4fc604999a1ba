import type { ClickHouseClient } from "@clickhouse/client";
import { startTestClickHouse } from "@pointsman/testkit/clickhouse";
import { migrate } from "@pointsman/warehouse/migrate";
import { readReport } from "@pointsman/warehouse/report/report";
import { Client } from "pg";

import { out } from "../print/out.ts";
import { quantile, type Figure } from "./figure.ts";
import { startBenchServers } from "./router/servers.ts";
import { fillPostgres, POSTGRES_REPORT } from "./warehouse/fill-postgres.ts";
import { BARE_GROUP_BY, fillCells, fillWarehouse, PERIOD } from "./warehouse/fill-warehouse.ts";
import { benchRelay } from "./warehouse/relay.ts";

interface Scale {
  /** Leads, all within the thirty days of the report. */
  readonly sizes: readonly number[];
  /** What the ratio to the bare statement is taken at. */
  readonly compared: number;
  readonly postgres: number;
  readonly backlogLeads: number;
  readonly freshS: number;
}

const MILLION = 1_000_000;
const LONG: Scale = {
  sizes: [1, 3, 10, 30].map((size) => size * MILLION),
  compared: 10 * MILLION,
  postgres: MILLION,
  backlogLeads: 200_000,
  freshS: 60,
};
const QUICK: Scale = {
  sizes: [MILLION, 3 * MILLION],
  compared: 3 * MILLION,
  postgres: MILLION / 4,
  backlogLeads: 100_000,
  freshS: 15,
};

const ROUNDS = 5;
const MEGABYTE = 1_048_576;

/**
 * The report over millions of leads beside one bare statement and beside Postgres, then the relay and how fresh reports are.
 *
 * @param options.part `relay`: relay and freshness alone
 */
export async function benchWarehouse(options: {
  readonly quick: boolean;
  readonly part?: string | undefined;
}): Promise<readonly Figure[]> {
  const scale = options.quick ? QUICK : LONG;
  if (options.part === "relay") {
    await using own = await startBenchServers();
    return toRelayFigures(await benchRelay(own, scale));
  }
  if (options.part !== undefined) throw new Error(`This bench has no part "${options.part}", only "relay"`);
  await using engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  await using servers = await startBenchServers();
  const postgres = await comparePostgres(engine.client, servers.databaseUrl, scale.postgres);
  const growth = await measureGrowth(engine.client, scale);
  const relay = await benchRelay(servers, scale);
  return [...growth, ...postgres, ...toRelayFigures(relay)];
}

async function measureGrowth(client: ClickHouseClient, { sizes, compared }: Scale): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const seconds = new Map<number, number>();
  for (const size of sizes) {
    out.error(`${size / MILLION} million leads …`);
    await fillWarehouse(client, size);
    const cellsS = await fillCells(client);
    out.error(`… and their cells made in ${cellsS.toFixed(1)} s`);
    const { reportS, bareS, received } = await measureBoth(client);
    if (received !== size) throw new Error(`The report has ${received} of ${size} leads`);
    out.error(`… the report ${reportS.toFixed(2)} s, the bare statement ${bareS.toFixed(2)} s`);
    seconds.set(size, reportS);
    const bare = { value: bareS, what: "one bare group by over a flat table of the same leads" };
    const name = `${size / MILLION}m`;
    figures.push({ figure: `report_${name}_s`, value: reportS, unit: "s", baseline: bare });
    const memory = process.memoryUsage.rss() / MEGABYTE;
    figures.push({
      figure: `memory_${name}_mb`,
      value: memory,
      unit: "MB",
      baseline: { value: memory, what: "itself" },
    });
    if (size !== compared) continue;
    const promise = { value: 2, what: "what is promised at most" };
    figures.push({ figure: "report_vs_bare_scan", value: reportS / bareS, unit: "x", baseline: promise });
  }
  const [first = Number.NaN, last = Number.NaN] = [sizes[0], sizes.at(-1)].map((size) => seconds.get(size ?? 0));
  const name = `report_growth_1m_to_${(sizes.at(-1) ?? 0) / MILLION}m`;
  const leads = { value: (sizes.at(-1) ?? 0) / (sizes[0] ?? 1), what: "how many times the leads" };
  return [...figures, { figure: name, value: last / first, unit: "x", baseline: leads }];
}

/** By turns, so that other work of the machine meets both; medians. */
async function measureBoth(client: ClickHouseClient) {
  const reports: number[] = [];
  const bares: number[] = [];
  let received = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    reports.push(
      await measure(async () => {
        ({ received } = await readReport(client, PERIOD));
      }),
    );
    bares.push(await measure(async () => (await client.query({ query: BARE_GROUP_BY, format: "JSONEachRow" })).json()));
  }
  return { reportS: quantile(reports, 0.5), bareS: quantile(bares, 0.5), received };
}

async function comparePostgres(
  client: ClickHouseClient,
  databaseUrl: string,
  leads: number,
): Promise<readonly Figure[]> {
  out.error(`${leads} leads in Postgres …`);
  await fillWarehouse(client, leads);
  await fillCells(client);
  await fillPostgres(client, databaseUrl);
  const { reportS } = await measureBoth(client);
  const postgres = new Client({ connectionString: databaseUrl });
  await postgres.connect();
  const took: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    took.push(
      await measure(async () => {
        for (const statement of POSTGRES_REPORT) await postgres.query(statement);
      }),
    );
  }
  await postgres.end();
  const postgresS = quantile(took, 0.5);
  out.error(`… the report ${reportS.toFixed(2)} s, Postgres ${postgresS.toFixed(2)} s`);
  const what = "what is promised at least";
  return [
    {
      figure: "postgres_report_s",
      value: postgresS,
      unit: "s",
      baseline: { value: reportS, what: `the report, ${leads} leads` },
    },
    { figure: "report_vs_postgres", value: postgresS / reportS, unit: "x", baseline: { value: 30, what } },
  ];
}

function toRelayFigures({ eventsPerSecond, freshnessMs }: Awaited<ReturnType<typeof benchRelay>>): readonly Figure[] {
  const rate = { value: 30_000, what: "what is promised at least" };
  const fresh = { value: 2, what: "what is promised at most, at 1,000 leads/s" };
  return [
    { figure: "relay_events_per_s", value: eventsPerSecond, unit: "1/s", baseline: rate },
    { figure: "freshness_p99_s", value: quantile(freshnessMs, 0.99) / 1_000, unit: "s", baseline: fresh },
  ];
}

async function measure(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}
