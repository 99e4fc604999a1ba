import type { Decision } from "@pointsman/contracts/decision";
import { AppError } from "@pointsman/contracts/error";
import type { LeadId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";

/** What became of one submission. */
export type SubmissionResult =
  | { readonly kind: "routed"; readonly decision: Decision }
  /** It was on file already, with the same content: the decision it got then. */
  | { readonly kind: "repeated"; readonly decision: Decision }
  | { readonly kind: "refused"; readonly error: AppError };

/** What identifies a lead on file, and its content. */
export interface Identity {
  readonly leadId: LeadId;
  readonly source: string;
  readonly idempotencyKey: string;
  readonly bodyHash: string;
}

export function identityOf({ leadId, source, idempotencyKey, bodyHash }: Submission): Identity {
  return { leadId, source, idempotencyKey, bodyHash };
}

/**
 * The refusal of a submission that shares its key or its id with a lead on file but is not the same lead; null where it
 * is the same. What is on file never changes by a second submission.
 */
export function refuseUnlessSame(submission: Submission, onFile: Identity): SubmissionResult | null {
  const { leadId, source, idempotencyKey, bodyHash } = submission;
  if (onFile.leadId !== leadId || onFile.source !== source || onFile.idempotencyKey !== idempotencyKey) {
    return refuse("CONFLICT", `Lead id ${leadId} and this idempotency key belong to different leads.`);
  }
  if (onFile.bodyHash !== bodyHash) {
    return refuse(
      "IDEMPOTENCY_CONFLICT",
      "This idempotency key was used before, with another body. Send a new key with a new lead.",
    );
  }
  return null;
}

function refuse(code: "CONFLICT" | "IDEMPOTENCY_CONFLICT", message: string): SubmissionResult {
  return { kind: "refused", error: new AppError(code, message) };
}
