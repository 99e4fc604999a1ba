import type { RejectionReason } from "@pointsman/contracts/event";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Tx } from "../connect.ts";

export type NewRejection = {
  readonly leadId: LeadId;
  /** Of the new decision. */
  readonly epoch: number;
  /** Who refused the lead. */
  readonly repId: RepId;
  readonly reason: RejectionReason;
  /** Free text, treated as personal data. */
  readonly comment: string | null;
  readonly requestedBy: string;
  readonly rejectedAt: Timestamp;
};

/** Notes that a rep refused a lead. */
export async function insertRejection(tx: Tx, rejection: NewRejection): Promise<void> {
  await tx
    .insertInto("rejection")
    .values({
      lead_id: rejection.leadId,
      epoch: rejection.epoch,
      rep_id: rejection.repId,
      reason: rejection.reason,
      personal_comment: rejection.comment,
      requested_by: rejection.requestedBy,
      rejected_at: rejection.rejectedAt,
    })
    .execute();
}
