import { mkdir } from "node:fs/promises";

import {
  ClickHouseLogLevel,
  createClient,
  type ClickHouseClient,
  type ClickHouseClientConfigOptions,
} from "@clickhouse/client";
import { migrate } from "@pointsman/warehouse/migrate";
import type { ChdbConnection, createChdbConnection } from "chdb/connection";

import { listDeduplicationProblems } from "./check/list-deduplication-problems.ts";
import { listVersionProblems } from "./check/list-version-problems.ts";

/** Where the warehouse is: a server, or a directory that the engine in this process works on. */
export type WarehouseTarget =
  /** `http(s)://user:password@host:port/database`; the database must exist, and is `default` where none is named. */
  | { readonly kind: "server"; readonly url: string }
  /** One process at a time may have the directory open. */
  | { readonly kind: "embedded"; readonly path: string };

export interface Warehouse {
  readonly client: ClickHouseClient;
  /** Resolves once everything is written and let go of. Nothing may be under way. */
  readonly close: () => Promise<void>;
}

interface Connected extends Warehouse {
  readonly database: string;
}

const EMBEDDED_DATABASE = "pointsman";

// The client's own log goes to the console as plain text; what it would say is in the errors that it throws.
const OPTIONS = { application: "pointsman-analytics", log: { level: ClickHouseLogLevel.OFF } } as const;

/**
 * Opens the warehouse. Whoever uses the client need not know which kind it is. The embedded one is brought up to date;
 * on a server migrations are a step of their own (`commands/migrate-warehouse.ts`), with rights that a service lacks.
 *
 * @throws Error where it cannot be reached or opened, its schema does not fit, or it would count repeats twice.
 */
export async function openWarehouse(target: WarehouseTarget): Promise<Warehouse> {
  const { client, database, close } = target.kind === "server" ? connectTo(target.url) : await embed(target.path);
  try {
    if (target.kind === "embedded") await migrate(client, { database });
    const unfit = await listVersionProblems(client);
    if (unfit.length > 0) throw new Error(`This ClickHouse will not do: ${unfit.join("; ")}`);
    const problems = await listDeduplicationProblems(client);
    if (problems.length > 0) throw new Error(`This warehouse would count repeats: ${problems.join("; ")}`);
    return { client, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Brings the warehouse on a server, or on all of a cluster, up to date. @returns names of the migrations applied now */
export async function migrateServer(url: string, cluster?: string): Promise<readonly string[]> {
  const { client, database, close } = connectTo(url);
  try {
    return await migrate(client, { database, cluster });
  } finally {
    await close();
  }
}

function connectTo(url: string): Connected {
  const client = createClient({ ...OPTIONS, url });
  const database = decodeURIComponent(new URL(url).pathname.slice(1)) || "default";
  return { client, database, close: async () => client.close() };
}

/** Loads the engine only here: it is a 500 MB library, which a process with a server has no use for. */
async function embed(path: string): Promise<Connected> {
  const [{ drainPending }, chdb] = await Promise.all([import("chdb"), import("chdb/connection")]);
  await mkdir(path, { recursive: true });
  const client = createClient({ ...OPTIONS, connection: toClientConnection(connect(chdb.createChdbConnection, path)) });
  const close = async () => {
    await client.close();
    // `close()` returns before the engine has let go of its files.
    await drainPending();
  };
  return { client, database: EMBEDDED_DATABASE, close };
}

function connect(create: typeof createChdbConnection, path: string): ChdbConnection {
  try {
    return create({ path });
  } catch (error) {
    throw new Error(`The embedded ClickHouse engine cannot open ${path}: has another process opened it?`, {
      cause: error,
    });
  }
}

/**
 * chDB implements the client's `Connection`, but takes the type from its own copy of `@clickhouse/client-common`,
 * whose `SettingsMap` has a private field: the same shape under two names, which only a cast can join.
 */
function toClientConnection(connection: ChdbConnection): NonNullable<ClickHouseClientConfigOptions["connection"]> {
  return connection as unknown as NonNullable<ClickHouseClientConfigOptions["connection"]>;
}
