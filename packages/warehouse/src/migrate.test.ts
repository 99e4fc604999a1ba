import { startTestClickHouse } from "@pointsman/testkit/clickhouse";
import { expect, test } from "vitest";

import { dumpSchema } from "./dump-schema.ts";
import { migrate } from "./migrate.ts";

test("a new database gets every migration, and a second run none", async () => {
  await using engine = await startTestClickHouse();
  expect(await migrate(engine.client, engine)).toEqual([
    "0001_lead_event",
    "0002_lead_view",
    "0003_assignment_view",
    "0004_lead_lifecycle",
    "0008_lead_pool",
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
  await migrate(engine.client, engine);
  await engine.client.command({ query: "truncate table schema_migration_v1" });
  expect(await migrate(engine.client, engine)).toHaveLength(5);
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
