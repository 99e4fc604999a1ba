import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";
import type { PoolState } from "./lock-pools.ts";

/** Writes back what `lockPools` read and a batch changed: all members of a pool, in the order in which they were read. */
export async function writePools(tx: Tx, pools: readonly PoolState[]): Promise<void> {
  if (pools.length > 0) await updatePoolRows(pools).execute(tx);
}

/**
 * The statement of `writePools`. The list of ids beside the join keeps it at the index whatever the planner thinks of the
 * rows in JSON.
 */
export function updatePoolRows(pools: readonly PoolState[]): RawBuilder<unknown> {
  const rows = pools.map(({ poolId, seq, members }) => ({
    poolId,
    seq,
    creditsMicro: members.map(({ creditMicro }) => creditMicro),
    lastSeqs: members.map(({ lastAssignedSeq }) => lastAssignedSeq),
  }));
  return sql`
    update pool_state
    set seq = r.seq, credits_micro = r."creditsMicro", last_seqs = r."lastSeqs"
    from json_to_recordset(${toRecordset(rows)}::json) as r (
      "poolId" text, seq bigint, "creditsMicro" bigint[], "lastSeqs" bigint[])
    where pool_state.pool_id = r."poolId" and pool_state.pool_id = any(${pools.map(({ poolId }) => poolId)}::text[])`;
}
