import type { DisqualificationReason } from "@pointsman/contracts/event";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Tx } from "../connect.ts";

export type NewDisqualification = {
  readonly leadId: LeadId;
  /** Of the decision that it ends. */
  readonly epoch: number;
  /** Who had the lead; null: nobody. */
  readonly repId: RepId | null;
  readonly reason: DisqualificationReason;
  /** Free text, treated as personal data. */
  readonly comment: string | null;
  readonly requestedBy: string;
  readonly disqualifiedAt: Timestamp;
};

/** Notes that a lead is not worth working. */
export async function insertDisqualification(tx: Tx, disqualification: NewDisqualification): Promise<void> {
  await tx
    .insertInto("disqualification")
    .values({
      lead_id: disqualification.leadId,
      epoch: disqualification.epoch,
      rep_id: disqualification.repId,
      reason: disqualification.reason,
      personal_comment: disqualification.comment,
      requested_by: disqualification.requestedBy,
      disqualified_at: disqualification.disqualifiedAt,
    })
    .execute();
}
