import type { Territory } from "@pointsman/contracts/organisation";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";
import { assertDistinct, assertReferences, toReferences } from "./assert-references.ts";
import { bumpRevision } from "./bump-revision.ts";

/**
 * Adds or replaces territories. Throws `INVALID_INPUT` for an unknown pool (`territories.0.poolId`,
 * `territories.0.segmentPools.1.poolId`) and for a territory given twice.
 */
export async function upsertTerritories(tx: Tx, territories: readonly Territory[]): Promise<void> {
  if (territories.length === 0) return;
  await bumpRevision(tx);
  assertDistinct(territories.map(({ id }, index) => ({ field: `territories.${index}.id`, id })));
  await assertReferences(tx, "pool", { list: territories.flatMap(listPoolReferences) });
  await sql`
    insert into territory (id, name, division, segment_pools, pool_id)
    select id, name, division, "segmentPools", "poolId"
    from json_to_recordset(${toRecordset(territories)}::json) as r (
      id text, name text, division text, "segmentPools" jsonb, "poolId" text)
    on conflict (id) do update set
      name = excluded.name, division = excluded.division, segment_pools = excluded.segment_pools,
      pool_id = excluded.pool_id`.execute(tx);
}

function listPoolReferences(territory: Territory, index: number) {
  const bySegment = territory.segmentPools.map(({ poolId }, position) => ({
    field: `territories.${index}.segmentPools.${position}.poolId`,
    id: poolId,
  }));
  return [...toReferences(`territories.${index}.poolId`, territory.poolId), ...bySegment];
}
