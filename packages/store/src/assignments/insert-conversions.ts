import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";

export type NewConversion = {
  readonly leadId: LeadId;
  /** Of the decision that gave the lead to the rep who converted it. */
  readonly epoch: number;
  readonly repId: RepId;
  readonly convertedAt: Timestamp;
};

/**
 * Notes that leads became opportunities; a lead that already did keeps its first conversion.
 *
 * @returns the leads whose conversion is new.
 */
export async function insertConversions(tx: Tx, conversions: readonly NewConversion[]): Promise<readonly LeadId[]> {
  if (conversions.length === 0) return [];
  const { rows } = await sql<{ readonly leadId: LeadId }>`
    insert into conversion (lead_id, epoch, rep_id, converted_at)
    select "leadId", epoch, "repId", "convertedAt"
    from json_to_recordset(${toRecordset(conversions)}::json) as r (
      "leadId" text, epoch int, "repId" text, "convertedAt" timestamptz)
    on conflict (lead_id) do nothing
    returning lead_id as "leadId"`.execute(tx);
  return rows.map((row) => row.leadId);
}
