import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, type Transaction } from "kysely";
import { Pool, types, type PoolClient } from "pg";

import type { Database } from "./database.ts";
import { preparedName } from "./prepared.ts";

/** A connection pool. Closes itself at the end of an `await using` block; else call `destroy()`. */
export type Db = Kysely<Database>;

/** One transaction. What takes a `Db` takes a `Tx` too, and then reads what the transaction sees. */
export type Tx = Transaction<Database>;

export type ConnectOptions = {
  /** `postgresql://user:password@host:port/database` */
  readonly url: string;
  readonly maxConnections: number;
  /** What operators see in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Told of connections that break. The pool replaces them by itself; a query under way on one of them fails. */
  readonly onConnectionError?: (error: Error) => void;
  /** Told of each statement as it is sent, `begin` and `commit` included. */
  readonly onStatement?: (text: string) => void;
};

const CONNECT_TIMEOUT_MS = 5_000;

/** Opens a pool of at most `maxConnections`. Connects on first use; a connection takes at most 5 s, or the query fails. */
export function connect(options: ConnectOptions): Db {
  const pool = new Pool({
    connectionString: options.url,
    max: options.maxConnections,
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types: { getTypeParser },
    // Statements that are sent together need not wait for each other's answers: see `runTogether`.
    pipeline: true,
  });
  // Without a listener the first connection that the server drops would end the process. The pool listens while one is
  // idle, and passes it on; a connection that breaks between two statements of a transaction has nobody but us.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", (error) => options.onConnectionError?.(error)));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool: toPreparingPool(pool, options.onStatement) }) });
}

/** The pool as Kysely sees it: statements that carry a name (`prepared.ts`) are sent under it. */
function toPreparingPool(pool: Pool, onStatement: ConnectOptions["onStatement"]): PostgresPool {
  // Kysely knows a connection by its client, which therefore has to be the same each time.
  const clients = new WeakMap<PoolClient, PreparingClient>();
  return {
    options: pool.options,
    connect: async () => {
      const client = await pool.connect();
      const known = clients.get(client) ?? toPreparingClient(client, onStatement);
      clients.set(client, known);
      await known.renewPlans();
      return known;
    },
    end: async () => pool.end(),
  };
}

function toPreparingClient(client: PoolClient, onStatement: ConnectOptions["onStatement"]): PreparingClient {
  let uses = 0;
  function query(text: unknown, values: unknown): unknown {
    if (typeof text !== "string") throw new Error("Cursors are not used here");
    onStatement?.(text);
    const name = preparedName(text);
    return client.query({ text, values: [...(values as readonly unknown[])], ...(name !== undefined && { name }) });
  }
  return {
    query: query as PostgresPoolClient["query"],
    release: (destroy) => client.release(destroy),
    renewPlans: async () => {
      uses += 1;
      if (isTimeToPlan(uses)) await client.query("discard plans");
    },
  };
}

interface PreparingClient extends PostgresPoolClient {
  readonly renewPlans: () => Promise<void>;
}

/** At most so many uses of a connection lie between two plans of a prepared statement. */
const MAX_USES_PER_PLAN = 256;

/**
 * A plan made while a table was empty may read the whole table, and Postgres keeps it until the table is next analysed,
 * which is up to a minute. So plans are made again at 8, 16, 32 … uses, while tables double in size, and then every 256.
 */
function isTimeToPlan(uses: number): boolean {
  return uses % MAX_USES_PER_PLAN === 0 || (uses >= 8 && uses < MAX_USES_PER_PLAN && Number.isInteger(Math.log2(uses)));
}

/** Given to the pool, not set on `pg` itself: another user of `pg` in the same process keeps the defaults. */
const getTypeParser: typeof types.getTypeParser = (oid, format) => {
  if (oid === types.builtins.INT8) return parseInt8;
  if (oid === types.builtins.TIMESTAMPTZ) return parseTimestamptz;
  return types.getTypeParser(oid, format);
};

/** Counts and sequence numbers fit a number; what does not fit is selected as text. */
export function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`bigint ${text} does not fit a number: select it as text`);
  return value;
}

/** `2026-11-22 10:30:00.5+01` → `2026-11-22T09:30:00.500Z`, whatever the time zone of the session. */
export function parseTimestamptz(text: string): string {
  return new Date(text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00")).toISOString();
}
