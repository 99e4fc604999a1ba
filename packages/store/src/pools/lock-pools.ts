import type { PoolId, RepId } from "@pointsman/contracts/id";
import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { prepared } from "../prepared.ts";
import { runTogether } from "../run-together.ts";

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
  const [states, members] = await runTogether(tx, [lockPoolStates(poolIds), selectMembers(poolIds)]);
  return toPoolStates(states, members);
}

type StateRow = Omit<PoolState, "members">;
type MemberRow = MemberState & { readonly poolId: PoolId };

/** The statement that locks. */
export function lockPoolStates(poolIds: readonly PoolId[]): RawBuilder<StateRow> {
  return sql<StateRow>`${prepared("lock_pool_states")}
    select pool_id as "poolId", seq from pool_state where pool_id = any(${poolIds}::text[]) order by pool_id for update`;
}

/** A second statement, because one that waited for the lock would still read members as of before the wait. */
export function selectMembers(poolIds: readonly PoolId[]): RawBuilder<MemberRow> {
  return sql<MemberRow>`${prepared("select_pool_members")}
    select pool_id as "poolId", rep_id as "repId", credit_micro as "creditMicro", last_assigned_seq as "lastAssignedSeq"
    from pool_member where pool_id = any(${poolIds}::text[]) order by position`;
}

/** The rows of the two as pools. */
export function toPoolStates(states: readonly StateRow[], members: readonly MemberRow[]): readonly PoolState[] {
  const byPool = Map.groupBy(members, ({ poolId }) => poolId);
  return states.map(({ poolId, seq }) => ({ poolId, seq, members: (byPool.get(poolId) ?? []).map(toMemberState) }));
}

/** The part of a row that is a member's state. */
export function toMemberState({ repId, creditMicro, lastAssignedSeq }: MemberState): MemberState {
  return { repId, creditMicro, lastAssignedSeq };
}
