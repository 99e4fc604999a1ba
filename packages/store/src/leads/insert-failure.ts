import type { LeadId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Tx } from "../connect.ts";

/** Why routing a lead failed. */
export type NewFailure = {
  readonly leadId: LeadId;
  /** Of the decision that parked it. */
  readonly epoch: number;
  readonly code: string;
  /** Text of the error, treated as personal data: it may quote what was sent. */
  readonly detail: string;
  readonly failedAt: Timestamp;
};

/** Notes why a lead was parked in place of being routed. */
export async function insertFailure(tx: Tx, failure: NewFailure): Promise<void> {
  const { leadId, epoch, code, detail, failedAt } = failure;
  await tx
    .insertInto("lead_failure")
    .values({ lead_id: leadId, epoch, code, personal_detail: detail, failed_at: failedAt })
    .execute();
}
