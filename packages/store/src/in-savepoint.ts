import { sql } from "kysely";

import type { Tx } from "./connect.ts";

/**
 * Runs `work` as a part of a transaction that can fail by itself: where it throws, what it did is taken back and the
 * transaction goes on from there. Not for parts in parts.
 */
export async function inSavepoint<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  await sql`savepoint part`.execute(tx);
  try {
    const result = await work(tx);
    await sql`release savepoint part`.execute(tx);
    return result;
  } catch (error) {
    await sql`rollback to savepoint part`.execute(tx);
    throw error;
  }
}
