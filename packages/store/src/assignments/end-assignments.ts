import type { RerouteReason } from "@pointsman/contracts/event";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";

/** Why a rep no longer has a lead open. */
export type EndReason = RerouteReason | "rejected" | "converted" | "disqualified";

export type AssignmentEnd = {
  readonly leadId: LeadId;
  readonly endedAt: Timestamp;
  readonly endReason: EndReason;
};

/** An assignment that was active until now. */
export type EndedAssignment = {
  readonly leadId: LeadId;
  readonly epoch: number;
  readonly repId: RepId;
  readonly workUnits: number;
};

/** Ends the active assignment of each lead. Leads without one are skipped, so count what comes back, not what went in. */
export async function endAssignments(tx: Tx, ends: readonly AssignmentEnd[]): Promise<readonly EndedAssignment[]> {
  if (ends.length === 0) return [];
  const { rows } = await sql<EndedAssignment>`
    update assignment
    set ended_at = r."endedAt", end_reason = r."endReason"
    from json_to_recordset(${toRecordset(ends)}::json) as r ("leadId" text, "endedAt" timestamptz, "endReason" text)
    where assignment.lead_id = r."leadId" and assignment.ended_at is null
    returning assignment.lead_id as "leadId", assignment.epoch, assignment.rep_id as "repId"`.execute(tx);
  return rows;
}
