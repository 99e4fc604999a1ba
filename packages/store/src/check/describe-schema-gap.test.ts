import { sql } from "kysely";
import { expect, test } from "vitest";

import { openTestStore } from "../../test/test-store.ts";
import { connect } from "../connect.ts";
import { readMigrations } from "../migrate.ts";
import { describeSchemaGap } from "./describe-schema-gap.ts";

test("nothing is said of a database that is up to date, and what it lacks by name", async () => {
  await using store = await openTestStore();
  const migrations = await readMigrations();
  expect(await describeSchemaGap(store.db, migrations)).toBeNull();
  const newer = [...migrations, { name: "9999_newer.sql", text: "", checksum: "" }];
  expect(await describeSchemaGap(store.db, newer)).toBe("Migrations are missing: 9999_newer.sql.");
});

test("a newer database than the service knows lacks nothing: nodes are replaced one by one", async () => {
  await using store = await openTestStore();
  const [, ...others] = await readMigrations();
  expect(await describeSchemaGap(store.db, others)).toBeNull();
});

test("no schema, and no right to look at it, are told apart", async () => {
  await using store = await openTestStore(1);
  await sql`create role nobody_reads`.execute(store.db).catch(() => undefined);
  await sql`set role nobody_reads`.execute(store.db);
  expect(await describeSchemaGap(store.db, [])).toMatch(/grants\.sql/);
  await sql`reset role`.execute(store.db);
  await sql`drop table migration`.execute(store.db);
  expect(await describeSchemaGap(store.db, [])).toBe("No migration was applied to the database.");
});

test("a database that does not answer is an error", async () => {
  await using db = connect({
    url: "postgresql://nobody@127.0.0.1:1/none",
    maxConnections: 1,
    applicationName: "store-test",
  });
  await expect(describeSchemaGap(db, [])).rejects.toThrow(/ECONNREFUSED/);
});
