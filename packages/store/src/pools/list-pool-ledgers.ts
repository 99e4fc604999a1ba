import type { Db } from "../connect.ts";
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

/** The same as of one instant, so that numbers and credits belong together while leads are routed. */
export async function readPoolLedgers(db: Db): Promise<readonly PoolState[]> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (tx) => listPoolLedgers(tx));
}
