import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";
import type { RepLoad } from "./lock-rep-loads.ts";

/** Writes back loads that `lockRepLoads` read and a batch changed. */
export async function writeRepLoads(tx: Tx, loads: readonly RepLoad[]): Promise<void> {
  if (loads.length === 0) return;
  await updateLoadRows(loads).execute(tx);
}

/** The statement of `writeRepLoads`. The list of ids beside the join keeps it at the index, as in `updatePoolRows`. */
export function updateLoadRows(loads: readonly RepLoad[]): RawBuilder<unknown> {
  return sql`
    update rep_load set open_leads = r."openLeads", open_units = r."openUnits", last_assigned_at = r."lastAssignedAt"
    from json_to_recordset(${toRecordset(loads)}::json) as r ("repId" text, "openLeads" int, "openUnits" int,
      "lastAssignedAt" timestamptz)
    where rep_load.rep_id = r."repId" and rep_load.rep_id = any(${loads.map(({ repId }) => repId)}::text[])`;
}
