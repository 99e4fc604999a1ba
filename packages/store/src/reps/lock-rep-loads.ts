import type { RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { prepared } from "../prepared.ts";

/** How much a rep has in hand. */
export type RepLoad = {
  readonly repId: RepId;
  readonly openLeads: number;
  /** What these weigh together: counts against his capacity. */
  readonly openUnits: number;
  /** Null: never assigned a lead. */
  readonly lastAssignedAt: Timestamp | null;
};

/** Locks the loads until the end of the transaction, in id order, and reads them. To be called after `lockPools`. */
export async function lockRepLoads(tx: Tx, repIds: readonly RepId[]): Promise<readonly RepLoad[]> {
  if (repIds.length === 0) return [];
  return (await lockLoads(repIds).execute(tx)).rows;
}

/** The statement of `lockRepLoads`. */
export function lockLoads(repIds: readonly RepId[]): RawBuilder<RepLoad> {
  return sql<RepLoad>`${prepared("lock_rep_loads")}
    select rep_id as "repId", open_leads as "openLeads", open_units as "openUnits",
           last_assigned_at as "lastAssignedAt"
    from rep_load where rep_id = any(${repIds}::text[]) order by rep_id for update`;
}
