import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { listAllCreditMoves, type StoredCreditCorrection } from "./credit-corrections.ts";
import { ledgerColumns, toPoolState, type LedgerRow, type PoolState } from "./lock-pools.ts";

/** The ledgers of all pools, by id, without locks: for people to look at, not to decide by. */
export async function listPoolLedgers(db: Db): Promise<readonly PoolState[]> {
  const { rows } = await sql<LedgerRow>`select ${ledgerColumns} from pool_state order by pool_id`.execute(db);
  return rows.map(toPoolState);
}

/** A ledger, and all that was moved in it outside decisions. */
export type PoolBook = PoolState & {
  readonly moves: readonly Pick<StoredCreditCorrection, "afterSeq" | "deltas">[];
};

/** The same as of one instant, so that numbers, credits and moves belong together while leads are routed. */
export async function readPoolBooks(db: Db): Promise<readonly PoolBook[]> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (tx) => {
      const ledgers = await listPoolLedgers(tx);
      const moves = Map.groupBy(await listAllCreditMoves(tx), ({ poolId }) => poolId);
      return ledgers.map((ledger) => ({ ...ledger, moves: moves.get(ledger.poolId) ?? [] }));
    });
}
