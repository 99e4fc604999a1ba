import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";
import type { PoolState } from "./lock-pools.ts";

/** Writes back what `lockPools` read and a batch changed. Members may be left out that did not change. */
export async function writePools(tx: Tx, pools: readonly PoolState[]): Promise<void> {
  if (pools.length === 0) return;
  await updateStateRows(pools).execute(tx);
  await updateMemberRows(pools).execute(tx);
}

/**
 * The two statements of `writePools`. The list of ids beside the join keeps them at the index whatever the planner thinks of
 * the rows in JSON: joined by a hash, 20 members among 5,000 took 0.8 ms a batch.
 */
export function updateStateRows(pools: readonly PoolState[]): RawBuilder<unknown> {
  const states = pools.map(({ poolId, seq }) => ({ poolId, seq }));
  return sql`
    update pool_state set seq = r.seq
    from json_to_recordset(${toRecordset(states)}::json) as r ("poolId" text, seq bigint)
    where pool_state.pool_id = r."poolId" and pool_state.pool_id = any(${idsOf(pools)}::text[])`;
}

export function updateMemberRows(pools: readonly PoolState[]): RawBuilder<unknown> {
  const members = pools.flatMap(({ poolId, members }) => members.map((member) => ({ poolId, ...member })));
  return sql`
    update pool_member set credit_micro = r."creditMicro", last_assigned_seq = r."lastAssignedSeq"
    from json_to_recordset(${toRecordset(members)}::json) as r (
      "poolId" text, "repId" text, "creditMicro" bigint, "lastAssignedSeq" bigint)
    where pool_member.pool_id = r."poolId" and pool_member.rep_id = r."repId"
      and pool_member.pool_id = any(${idsOf(pools)}::text[])`;
}

function idsOf(pools: readonly PoolState[]): readonly string[] {
  return pools.map(({ poolId }) => poolId);
}
