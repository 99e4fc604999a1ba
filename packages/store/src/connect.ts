import { Kysely, PostgresDialect, type Transaction } from "kysely";
import { Pool, types } from "pg";

import type { Database } from "./database.ts";
import { toPreparingPool } from "./preparing-client.ts";

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
  const inUtc = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,3})?\+00$/.exec(text);
  // Nothing is to be computed then: a batch reads hundreds of instants, at a microsecond and a half each otherwise.
  if (inUtc !== null) return `${inUtc[1]}T${inUtc[2]}${(inUtc[3] ?? ".").padEnd(4, "0")}Z`;
  return new Date(text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00")).toISOString();
}
