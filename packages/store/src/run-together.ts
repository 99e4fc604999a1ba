import { sql, type CompiledQuery, type RawBuilder } from "kysely";

import type { Db, Tx } from "./connect.ts";
import { prepared } from "./prepared.ts";
import { EARLY_COMMIT } from "./preparing-client.ts";

type Rows<Queries extends readonly RawBuilder<unknown>[]> = {
  readonly [K in keyof Queries]: Queries[K] extends RawBuilder<infer Row> ? readonly Row[] : never;
};

/**
 * Sends statements that do not wait for each other's rows in one go, and gives the rows of each: one round trip instead
 * of many. Postgres runs them in the order given, each on a snapshot of its own, so that one which stands after a lock
 * reads what the lock protects. After the first that fails the others do nothing; its error is the one thrown.
 */
export async function runTogether<const Queries extends readonly RawBuilder<unknown>[]>(
  db: Db,
  queries: Queries,
): Promise<Rows<Queries>> {
  const compiled: readonly CompiledQuery[] = queries.map((query) => query.compile(db));
  const results = await db
    .getExecutor()
    // Not `Promise.all` over `execute`: nothing would promise that they leave in the order given.
    .provideConnection(async (connection) =>
      Promise.all(compiled.map(async (query) => connection.executeQuery(query))),
    );
  return results.map(({ rows }) => rows) as unknown as Rows<Queries>; // one result a query, in order
}

/**
 * The same for the last statements of a transaction: its commit leaves with them, so that what they lock is held for no
 * round trip more. Nothing may be asked of the transaction afterwards, and what fails afterwards undoes nothing.
 */
export async function runLast(tx: Tx, queries: readonly RawBuilder<unknown>[]): Promise<void> {
  await runTogether(tx, [...queries, sql`${prepared(EARLY_COMMIT)} commit`]);
}
