import type { RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";

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
  return tx
    .selectFrom("rep_load")
    .select([
      "rep_id as repId",
      "open_leads as openLeads",
      "open_units as openUnits",
      "last_assigned_at as lastAssignedAt",
    ])
    .where("rep_id", "=", sql<RepId>`any(${repIds}::text[])`)
    .orderBy("rep_id")
    .forUpdate()
    .execute();
}
