import type { PoolId, RepId } from "@pointsman/contracts/id";
import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { prepared } from "../prepared.ts";

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
 * Locks the pools until the end of the transaction, in id order, and reads them. Pools come after leads and before rep
 * loads; pools that are not on file are left out.
 */
export async function lockPools(tx: Tx, poolIds: readonly PoolId[]): Promise<readonly PoolState[]> {
  if (poolIds.length === 0) return [];
  const { rows } = await lockPoolStates(poolIds).execute(tx);
  return rows.map(toPoolState);
}

/** A pool's ledger as its row has it: members, credits and numbers in columns. */
export type LedgerRow = Pick<PoolState, "poolId" | "seq"> & {
  readonly repIds: readonly RepId[];
  readonly creditsMicro: readonly number[];
  readonly lastSeqs: readonly (number | null)[];
};

/** The statement that locks. Who waited for the lock reads the row as it is after the wait. */
export function lockPoolStates(poolIds: readonly PoolId[]): RawBuilder<LedgerRow> {
  return sql<LedgerRow>`${prepared("lock_pool_states")}
    select ${ledgerColumns} from pool_state where pool_id = any(${poolIds}::text[]) order by pool_id for update`;
}

/** As JSON, which is read several times faster than an array of Postgres. */
export const ledgerColumns = sql<LedgerRow>`
    pool_id as "poolId", seq, array_to_json(rep_ids) as "repIds", array_to_json(credits_micro) as "creditsMicro",
    array_to_json(last_seqs) as "lastSeqs"`;

/** A row of `lockPoolStates` as a pool. */
export function toPoolState({ poolId, seq, repIds, creditsMicro, lastSeqs }: LedgerRow): PoolState {
  const members = repIds.map((repId, index) => ({
    repId,
    creditMicro: creditsMicro[index] ?? 0,
    lastAssignedSeq: lastSeqs[index] ?? null,
  }));
  return { poolId, seq, members };
}
