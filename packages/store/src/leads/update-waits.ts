import type { LeadId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";

/** What a parked lead waits for by the organisation and the rules as they are now. */
export type NewWait = { readonly leadId: LeadId; readonly waitsFor: readonly string[] };

/** Writes what leads wait for that had a turn in vain; their decisions stay. To be called with the leads locked. */
export async function updateWaits(tx: Tx, waits: readonly NewWait[]): Promise<void> {
  if (waits.length === 0) return;
  await sql`
    update lead set waits_for = r."waitsFor"
    from json_to_recordset(${toRecordset(waits)}::json) as r ("leadId" text, "waitsFor" text[])
    where lead.id = r."leadId" and lead.waits_for is not null`.execute(tx);
}
