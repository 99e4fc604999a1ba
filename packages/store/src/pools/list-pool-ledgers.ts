import type { Db } from "../connect.ts";
import { listAllCreditMoves, type StoredCreditCorrection } from "./credit-corrections.ts";
import { toMemberState, type PoolState } from "./lock-pools.ts";

/** The ledgers of all pools, by id, without locks: for people to look at, not to decide by. */
export async function listPoolLedgers(db: Db): Promise<readonly PoolState[]> {
  const members = await db
    .selectFrom("pool_member")
    .select(["pool_id", "rep_id as repId", "credit_micro as creditMicro", "last_assigned_seq as lastAssignedSeq"])
    .orderBy("pool_id")
    .orderBy("position")
    .execute();
  const byPool = Map.groupBy(members, (member) => member.pool_id);
  const pools = await db.selectFrom("pool_state").select(["pool_id as poolId", "seq"]).orderBy("pool_id").execute();
  return pools.map(({ poolId, seq }) => ({ poolId, seq, members: (byPool.get(poolId) ?? []).map(toMemberState) }));
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
