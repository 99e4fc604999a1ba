import type { Requester, RerouteReason } from "@pointsman/contracts/event";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";

export type NewReroute = {
  readonly leadId: LeadId;
  /** Of the new decision. */
  readonly epoch: number;
  readonly fromRepId: RepId | null;
  readonly reason: RerouteReason;
  /** Free text, treated as personal data. */
  readonly comment: string | null;
  readonly requestedBy: string;
  readonly requestedByKind: Requester;
  readonly requestedAt: Timestamp;
};

/** Notes why leads were decided on again. */
export async function insertReroutes(tx: Tx, reroutes: readonly NewReroute[]): Promise<void> {
  if (reroutes.length === 0) return;
  await sql`
    insert into reroute (lead_id, epoch, from_rep_id, reason, personal_comment, requested_by, requested_by_kind,
                         requested_at)
    select "leadId", epoch, "fromRepId", reason, comment, "requestedBy", "requestedByKind", "requestedAt"
    from json_to_recordset(${toRecordset(reroutes)}::json) as r (
      "leadId" text, epoch int, "fromRepId" text, reason text, comment text, "requestedBy" text,
      "requestedByKind" text, "requestedAt" timestamptz)`.execute(tx);
}
