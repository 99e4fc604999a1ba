import type { PoolId, RepId } from "@pointsman/contracts/id";
import type { Pool } from "@pointsman/contracts/organisation";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";
import { assertDistinct, assertReferences } from "./assert-references.ts";
import { bumpRevision } from "./bump-revision.ts";

/** New credits of members in micro-units; 1,000,000 is one lead. */
export type PoolCredits = ReadonlyMap<PoolId, ReadonlyMap<RepId, number>>;

const KEEP_CREDITS: PoolCredits = new Map();

/**
 * Adds pools, or replaces them with their members. A member's credit becomes what `credits` says; without a word there
 * a remaining member keeps his and a new one starts at zero. Who leaves takes his credit with him, so the caller gives
 * new credits whenever somebody with credit leaves: a pool must sum to zero.
 *
 * Throws `INVALID_INPUT` for an unknown rep (`pools.0.members.2.repId`) and for a pool given twice.
 */
export async function upsertPools(tx: Tx, pools: readonly Pool[], credits: PoolCredits = KEEP_CREDITS): Promise<void> {
  if (pools.length === 0) return;
  await bumpRevision(tx);
  assertDistinct(pools.map(({ id }, index) => ({ field: `pools.${index}.id`, id })));
  await assertReferences(tx, "rep", { list: pools.flatMap(listMemberReferences) });
  await writePoolRows(tx, pools);
  await replaceMembers(tx, pools, credits);
}

function listMemberReferences(pool: Pool, poolIndex: number) {
  return pool.members.map(({ repId }, index) => ({ field: `pools.${poolIndex}.members.${index}.repId`, id: repId }));
}

async function writePoolRows(tx: Tx, pools: readonly Pool[]): Promise<void> {
  await sql`
    insert into pool (id, name, selection, required_skills, available_within_hours, value)
    select id, name, selection, "requiredSkills", "availableWithinHours", value
    from json_to_recordset(${toRecordset(pools)}::json) as r (
      id text, name text, selection text, "requiredSkills" text[], "availableWithinHours" int, value jsonb)
    on conflict (id) do update set
      name = excluded.name, selection = excluded.selection, required_skills = excluded.required_skills,
      available_within_hours = excluded.available_within_hours, value = excluded.value`.execute(tx);
  await sql`
    insert into pool_state (pool_id) select unnest(${pools.map((pool) => pool.id)}::text[])
    on conflict do nothing`.execute(tx);
}

async function replaceMembers(tx: Tx, pools: readonly Pool[], credits: PoolCredits): Promise<void> {
  const members = toRecordset(
    pools.flatMap((pool) =>
      pool.members.map(({ repId, weight }, position) => {
        const creditMicro = credits.get(pool.id)?.get(repId) ?? null;
        return { poolId: pool.id, repId, position, weight, creditMicro };
      }),
    ),
  );
  await sql`
    delete from pool_member
    where pool_id = any(${pools.map((pool) => pool.id)}::text[])
      and (pool_id, rep_id) not in (
        select "poolId", "repId" from json_to_recordset(${members}::json) as r ("poolId" text, "repId" text))`.execute(
    tx,
  );
  await sql`
    insert into pool_member (pool_id, rep_id, position, weight)
    select "poolId", "repId", position, weight
    from json_to_recordset(${members}::json) as r ("poolId" text, "repId" text, position int, weight int)
    on conflict (pool_id, rep_id) do update set position = excluded.position, weight = excluded.weight`.execute(tx);
  await sql`
    with member as (
      select r.*, kept.credit_micro, kept.last_assigned_seq
      from json_to_recordset(${members}::json) as r ("poolId" text, "repId" text, position int, "creditMicro" bigint)
      left join pool_ledger as kept on kept.pool_id = r."poolId" and kept.rep_id = r."repId")
    update pool_state set
      rep_ids = array(select "repId" from member where "poolId" = pool_id order by position),
      credits_micro = array(
        select coalesce("creditMicro", credit_micro, 0) from member where "poolId" = pool_id order by position),
      last_seqs = array(select last_assigned_seq from member where "poolId" = pool_id order by position)
    where pool_id = any(${pools.map((pool) => pool.id)}::text[])`.execute(tx);
}
