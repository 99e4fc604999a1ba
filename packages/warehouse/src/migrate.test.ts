import { startTestClickHouse } from "@pointsman/testkit/clickhouse";
import { expect, test } from "vitest";

import { dumpSchema } from "./dump-schema.ts";
import { toEventRow } from "./ingest/event-row.ts";
import { migrate } from "./migrate.ts";
import { readMigrations, renderFor } from "./read-migrations.ts";
import { toInsertSettings } from "./settings.ts";
import { toOutboxRow } from "./testing/lead-history.ts";
import { PLANTED_HISTORY } from "./testing/planted-history.ts";

test("a new database gets every migration, and a second run none", async () => {
  await using engine = await startTestClickHouse();
  expect(await migrate(engine.client, engine)).toEqual([
    "0001_lead_event",
    "0002_lead_view",
    "0003_assignment_view",
    "0004_lead_lifecycle",
    "0005_lead_event_by_receipt",
    "0006_lead_and_assignment_rows",
    "0007_daily_view",
    "0008_lead_pool",
    "0009_lead_fold_by_arrays",
    "0010_lead_timing",
    "0011_report_cells",
  ]);
  const schema = await dumpSchema(engine.client, engine);
  expect(await migrate(engine.client, engine)).toEqual([]);
  expect(await dumpSchema(engine.client, engine)).toBe(schema);
});

test("migrating creates the database where it is missing and makes it the connection's own", async () => {
  await using engine = await startTestClickHouse();
  const database = `${engine.database}_new`;
  await migrate(engine.client, { database });
  const result = await engine.client.query({ query: "select count() as n from lead_v1", format: "JSONEachRow" });
  expect(await result.json()).toEqual([{ n: 0 }]);
  await engine.client.command({ query: `drop database ${database} sync` });
});

test("a migration that broke off before it was recorded runs again", async () => {
  await using engine = await startTestClickHouse();
  const all = await migrate(engine.client, engine);
  await engine.client.command({ query: "truncate table schema_migration_v1" });
  expect(await migrate(engine.client, engine)).toEqual(all);
});

test("an edited migration is refused", async () => {
  await using engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  await engine.client.command({ query: "truncate table schema_migration_v1" });
  await engine.client.command({
    query: "insert into schema_migration_v1 (name, hash) values ('0001_lead_event', '0')",
  });
  await expect(migrate(engine.client, engine)).rejects.toThrow("0001_lead_event was edited");
});

test("a database that is not Atomic, or whose name would need quoting, is refused", async () => {
  await using engine = await startTestClickHouse();
  await expect(migrate(engine.client, { database: "default" })).rejects.toThrow("Atomic is needed");
  await expect(migrate(engine.client, { database: "a; drop" })).rejects.toThrow("plain database name");
});

test("the schema is the one in schema.sql (pnpm db:dump after a migration)", async () => {
  await using engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  await expect(await dumpSchema(engine.client, engine)).toMatchFileSnapshot("../schema.sql");
});

test("both renderings of every migration parse: a single server's, and a cluster's", async () => {
  await using engine = await startTestClickHouse();
  const statements = (await readMigrations()).flatMap((migration) => migration.statements);
  const parse = async (statement: string) => {
    const result = await engine.client.query({ query: `explain ast ${statement}`, format: "TabSeparated" });
    return result.text();
  };
  for (const statement of statements) await parse(renderFor(null)(statement));
  const clustered = statements.map(renderFor("main"));
  for (const statement of clustered) await parse(statement);
  expect(clustered.join(";")).not.toMatch(/\{on_cluster\}|\{replicated\}/);
  // What comes before 0005 is made on one server and dropped or replaced again by what follows.
  const latest = (await readMigrations()).slice(4).flatMap((migration) => migration.statements.map(renderFor("main")));
  const made = latest.filter((statement) => /^(create|drop|alter)/m.test(statement));
  for (const statement of made) expect(statement).toMatch(/^(create|drop|alter) .* on cluster main$/m);
  for (const statement of latest) expect(statement).not.toMatch(/engine = \w*(?<!Replicated)ReplacingMergeTree/);
  // It can tell: the parser refuses what is no statement.
  await expect(parse("create table if exists t")).rejects.toThrow("Syntax error");
});

test("a warehouse from before events were sorted by receipt keeps what it has", async () => {
  await using engine = await startTestClickHouse();
  for (const { statements } of (await readMigrations()).slice(0, 4)) {
    for (const query of statements) await engine.client.command({ query });
  }
  const events = PLANTED_HISTORY.map((event) => {
    const { attributed_by: _, ...row } = toEventRow(toOutboxRow(event));
    return row;
  });
  await engine.client.insert({
    table: "lead_event_v1",
    values: events,
    format: "JSONEachRow",
    clickhouse_settings: toInsertSettings("old"),
  });
  const read = async (table: string) => {
    const columns = "lead_id, state, tier, routed_at, reroute_reason, converted_rep_id, disqualified_at";
    const query = `select ${columns} from ${table} order by lead_id`;
    const settings = { date_time_output_format: "iso" } as const;
    return (await engine.client.query({ query, format: "JSONEachRow", clickhouse_settings: settings })).json();
  };
  const before = await read("lead_v1");
  await migrate(engine.client, engine);
  expect(await read("lead_v1")).toEqual(before);
  expect(before).toHaveLength(new Set(PLANTED_HISTORY.map(({ leadId }) => leadId)).size);
});
