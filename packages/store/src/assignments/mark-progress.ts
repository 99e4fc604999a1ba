import type { LeadId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Tx } from "../connect.ts";

export type AssignmentProgress = {
  readonly leadId: LeadId;
  readonly acceptedAt: Timestamp;
  /** Null: not contacted yet. */
  readonly firstTouchedAt: Timestamp | null;
};

/** Notes how far the rep who has the lead is with it. To be called with the lead locked; nothing happens if nobody has it. */
export async function markProgress(tx: Tx, { leadId, acceptedAt, firstTouchedAt }: AssignmentProgress): Promise<void> {
  await tx
    .updateTable("assignment")
    .set({ accepted_at: acceptedAt, first_touched_at: firstTouchedAt })
    .where("lead_id", "=", leadId)
    .where("ended_at", "is", null)
    .execute();
}
