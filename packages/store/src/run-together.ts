import { nextTick } from "node:process";

import { sql, type RawBuilder } from "kysely";

import type { Db, Tx } from "./connect.ts";
import { EARLY_COMMIT } from "./preparing-client.ts";

/** Null: nothing is asked, and no row comes back. */
type Query = RawBuilder<unknown> | null;

type Rows<Queries extends readonly Query[]> = {
  readonly [K in keyof Queries]: NonNullable<Queries[K]> extends RawBuilder<infer Row> ? readonly Row[] : never;
};

/**
 * Sends statements that do not wait for each other's rows in one go, and gives the rows of each: one round trip instead
 * of many. Postgres runs them in the order given, each on a snapshot of its own, so that one which stands after a lock
 * reads what the lock protects. After the first that fails the others do nothing; its error is the one thrown.
 */
export async function runTogether<const Queries extends readonly Query[]>(
  db: Db,
  queries: Queries,
): Promise<Rows<Queries>> {
  const compiled = queries.map((query) => query?.compile(db) ?? null);
  const results = await db
    .getExecutor()
    // Not `Promise.all` over `execute`: nothing would promise that they leave in the order given.
    .provideConnection(async (connection) =>
      Promise.all(compiled.map(async (query) => (query === null ? null : connection.executeQuery(query)))),
    );
  return results.map((result) => result?.rows ?? []) as unknown as Rows<Queries>; // one result a query, in order
}

/** Makes a statement, which may take a while. */
export type MakeQuery = () => RawBuilder<unknown>;

/**
 * Sends statements whose rows nobody reads, each as soon as it is made: Postgres is at work on the first while the next is
 * made. As with `runTogether` the first that fails is the error thrown.
 */
export async function runInTurn(tx: Tx, makers: readonly MakeQuery[]): Promise<void> {
  await tx.getExecutor().provideConnection(async (connection) => {
    const answers: Promise<unknown>[] = [];
    for (const make of makers) {
      const answer = connection.executeQuery(make().compile(tx));
      answer.catch(() => undefined); // told below, once all have left
      answers.push(answer);
      // What was sent leaves at the end of a tick. Other work has to wait: rows are locked meanwhile.
      if (answers.length < makers.length) await endOfTick();
    }
    await Promise.all(answers);
  });
}

async function endOfTick(): Promise<void> {
  await new Promise<void>((resolve) => nextTick(resolve));
}

/**
 * The commit as the last of the statements that are sent together: what they lock is held for no round trip more. Nothing
 * may be asked of the transaction afterwards, and what fails afterwards undoes nothing.
 */
export const earlyCommit: RawBuilder<unknown> = sql.raw(EARLY_COMMIT);
