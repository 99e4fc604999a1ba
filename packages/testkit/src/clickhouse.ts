import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createClient, type ClickHouseClient, type ClickHouseClientConfigOptions } from "@clickhouse/client";
import { drainPending } from "chdb";
import { createChdbConnection, type ChdbConnection } from "chdb/connection";

/** A real ClickHouse engine with one empty database that nobody else uses. */
export type TestClickHouse = {
  /** Works in `database`, which is of the engine `Atomic`. */
  readonly client: ClickHouseClient;
  readonly database: string;
  /** Drops the database; the last one of the process closes the engine and removes its files. */
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

/*
 * chDB binds one data directory per process, for as long as a connection is open; a second directory is refused.
 * Hence one directory for all that are open at the same time, and a database for each. A process of its own per test
 * file (vitest `pool: "forks"`) keeps files apart, and an engine that crashes takes only its own file along.
 */
const engine = { directory: null as Promise<string> | null, open: 0, opened: 0 };

/**
 * Starts the ClickHouse engine in this process (chDB), or joins the one that runs, and makes a database.
 * Takes about 0.1 s for the first, milliseconds for the next.
 */
export async function startTestClickHouse(): Promise<TestClickHouse> {
  engine.open += 1;
  engine.opened += 1;
  const database = `test_${engine.opened}`;
  engine.directory ??= drainPending().then(() => mkdtemp(join(tmpdir(), "pointsman-chdb-")));
  try {
    // A connection of its own: settings and the current database belong to the connection.
    const connection = createChdbConnection({ path: await engine.directory });
    const client = createClient({ connection: toClientConnection(connection) });
    await client.command({ query: `create database ${database} engine = Atomic` });
    await client.command({ query: `use ${database}` });
    return { client, database, [Symbol.asyncDispose]: () => dispose(client, database) };
  } catch (error) {
    await release();
    throw error;
  }
}

/**
 * chDB implements the client's `Connection`, but takes the type from its own copy of `@clickhouse/client-common`,
 * whose `SettingsMap` has a private field: the same shape under two names, which only a cast can join.
 */
function toClientConnection(connection: ChdbConnection): NonNullable<ClickHouseClientConfigOptions["connection"]> {
  return connection as unknown as NonNullable<ClickHouseClientConfigOptions["connection"]>;
}

async function dispose(client: ClickHouseClient, database: string): Promise<void> {
  await client.command({ query: "use default" });
  await client.command({ query: `drop database if exists ${database} sync` });
  await client.close();
  await release();
}

async function release(): Promise<void> {
  engine.open -= 1;
  if (engine.open > 0 || engine.directory === null) return;
  const directory = engine.directory;
  engine.directory = null;
  // `close()` returns before the engine has let go of its files.
  await drainPending();
  await rm(await directory, { recursive: true, force: true });
}
