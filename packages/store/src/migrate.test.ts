import { createEmptyDatabase } from "@pointsman/testkit/postgres";
import { sql } from "kysely";
import { expect, inject, test } from "vitest";

import { connect } from "./connect.ts";
import { migrate, readMigrations, type Migration } from "./migrate.ts";

const { adminUrl } = inject("postgresTemplate");

function buildMigration(name: string, text: string, checksum = text): Migration {
  return { name, text, checksum };
}

test("an empty database gets every file once, however often and from however many processes it is asked for", async () => {
  await using database = await createEmptyDatabase(adminUrl);
  const names = (await readMigrations()).map((migration) => migration.name);
  const applied = await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
  expect(applied.flat()).toEqual(names);
  expect(await migrate(database.url)).toEqual([]);
});

test("a file that fails leaves nothing of itself, and keeps those before it", async () => {
  await using database = await createEmptyDatabase(adminUrl);
  await using db = connect({ url: database.url, maxConnections: 1, applicationName: "migrate-test" });
  const good = buildMigration("0001_a.sql", "create table a (id int); create table b (id int)");
  const bad = buildMigration("0002_b.sql", "create table c (id int); select 1 / 0");
  await expect(migrate(db, [good, bad])).rejects.toThrow("division by zero");
  const { rows } = await sql`select to_regclass('b')::text as b, to_regclass('c')::text as c`.execute(db);
  expect(rows).toEqual([{ b: "b", c: null }]);
  expect(await migrate(db, [good, buildMigration("0002_b.sql", "create table c (id int)")])).toEqual(["0002_b.sql"]);
});

test("a file that was changed after it was applied is an error", async () => {
  await using database = await createEmptyDatabase(adminUrl);
  await migrate(database.url, undefined);
  const [first, ...rest] = await readMigrations();
  await using db = connect({ url: database.url, maxConnections: 1, applicationName: "migrate-test" });
  await expect(migrate(db, [{ ...first!, checksum: "other" }, ...rest])).rejects.toThrow(
    "was changed after it was applied",
  );
  await expect(migrate(db, rest)).rejects.toThrow("its file is gone");
});
