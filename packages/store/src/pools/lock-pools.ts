import type { PoolId, RepId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";

/** What a pool owes one of its members. */
export type MemberState = {
  readonly repId: RepId;
  /** 1,000,000 is one lead. */
  readonly creditMicro: number;
  /** `seq` of the last lead the rep got from the pool; null: none yet. */
  readonly lastAssignedSeq: number | null;
};

export type PoolState = {
  readonly poolId: PoolId;
  /** Number of the last decision made from the pool. */
  readonly seq: number;
  /** In configured order. */
  readonly members: readonly MemberState[];
};

/**
 * Locks the pools until the end of the transaction, in id order, then reads them. Pools come after leads and before rep
 * loads; pools that are not on file are left out.
 */
export async function lockPools(tx: Tx, poolIds: readonly PoolId[]): Promise<readonly PoolState[]> {
  if (poolIds.length === 0) return [];
  const states = await tx
    .selectFrom("pool_state")
    .select(["pool_id as poolId", "seq"])
    .where("pool_id", "=", sql<PoolId>`any(${poolIds}::text[])`)
    .orderBy("pool_id")
    .forUpdate()
    .execute();
  // A second statement, because one that waited for the lock would still read members as of before the wait.
  const members = await tx
    .selectFrom("pool_member")
    .select(["pool_id", "rep_id as repId", "credit_micro as creditMicro", "last_assigned_seq as lastAssignedSeq"])
    .where("pool_id", "=", sql<PoolId>`any(${poolIds}::text[])`)
    .orderBy("position")
    .execute();
  const byPool = Map.groupBy(members, (member) => member.pool_id);
  return states.map(({ poolId, seq }) => ({ poolId, seq, members: (byPool.get(poolId) ?? []).map(toMemberState) }));
}

/** The part of a row that is a member's state. */
export function toMemberState({ repId, creditMicro, lastAssignedSeq }: MemberState): MemberState {
  return { repId, creditMicro, lastAssignedSeq };
}
