import type { ClickHouseClient } from "@clickhouse/client";
import { z } from "zod";

import { defineQuery } from "./define-query.ts";
import { assertPlainName, readMigrations, renderFor, type Migration } from "./read-migrations.ts";
import { toInsertSettings } from "./settings.ts";

const CREATE_MIGRATION_TABLE = `
  create table if not exists schema_migration_v1 {on_cluster} (
    name String comment 'migration file, e.g. 0001_lead_event',
    hash String comment 'SHA-256 of the file, hex',
    applied_at DateTime64(3, 'UTC') default now64(3, 'UTC') comment 'when it was applied; ms'
  ) engine = {replicated}ReplacingMergeTree(applied_at) order by name
  comment 'the migrations that were applied; read it with FINAL'`;

type Render = ReturnType<typeof renderFor>;

const readSession = defineQuery({
  name: "migrate_session",
  sql: `select currentDatabase() as current, name, engine from system.databases where name = {database: String}`,
  params: z.object({ database: z.string() }),
  row: z.object({ current: z.string(), name: z.string(), engine: z.string() }),
});

const listApplied = defineQuery({
  name: "migrate_applied",
  sql: `select name, hash from schema_migration_v1 final order by name`,
  params: z.object({}),
  row: z.object({ name: z.string(), hash: z.string() }),
});

/**
 * Brings `database` to the newest schema and says which migrations that took. Safe to repeat, and to run twice at once:
 * every statement is idempotent.
 *
 * The queries of this package name their tables without a database. On a server the client states it
 * (`createClient({ url, database })`), and it must exist by then. chDB ignores that option: there this call creates
 * it and makes it the connection's own, so that every new chDB connection has to go through here once.
 *
 * @param options.cluster makes every table on all servers of this cluster, replicated; left out: on this server.
 * @throws Error if the client works in another database, the database is not of an Atomic kind, or a migration was
 * edited after it had been applied.
 */
export async function migrate(
  client: ClickHouseClient,
  options: { readonly database: string; readonly cluster?: string | undefined },
): Promise<readonly string[]> {
  const render = renderFor(options.cluster ?? null);
  await enterDatabase(client, options.database, render);
  await client.command({ query: render(CREATE_MIGRATION_TABLE) });
  const applied = new Map((await listApplied.run(client, {})).map((row) => [row.name, row.hash]));
  const fresh: string[] = [];
  for (const migration of await readMigrations()) {
    const appliedHash = applied.get(migration.name);
    if (appliedHash === migration.hash) continue;
    if (appliedHash !== undefined) {
      throw new Error(`Migration ${migration.name} was edited after it had been applied: add a new one instead.`);
    }
    await apply(client, migration, render);
    fresh.push(migration.name);
  }
  return fresh;
}

async function enterDatabase(client: ClickHouseClient, database: string, render: Render): Promise<void> {
  assertPlainName(database, "database");
  // Atomic by name: refreshable views need it, and chDB's own default database is an Overlay.
  await client.command({ query: render(`create database if not exists ${database} {on_cluster} engine = Atomic`) });
  await client.command({ query: `use ${database}` });
  const [session] = await readSession.run(client, { database });
  if (session?.current !== database) {
    throw new Error(`The client works in database "${session?.current}": open it with { database: "${database}" }.`);
  }
  if (!["Atomic", "Replicated", "Shared"].includes(session.engine)) {
    throw new Error(`Database "${database}" has the engine ${session.engine}; Atomic is needed.`);
  }
}

/** Recorded last: a migration that broke off half-way is run again from its start. */
async function apply(client: ClickHouseClient, { name, hash, statements }: Migration, render: Render): Promise<void> {
  for (const statement of statements) await client.command({ query: render(statement) });
  await client.insert({
    table: "schema_migration_v1",
    values: [{ name, hash }],
    format: "JSONEachRow",
    clickhouse_settings: toInsertSettings(`${name}.${hash}`),
  });
}
