import type { SubmitLeadsInput, SubmitLeadsOutput, SubmitResult } from "@pointsman/contracts/api";
import { AppError } from "@pointsman/contracts/error";
import type { Submission } from "@pointsman/contracts/lead";

import type { SubmissionResult } from "../batch/submission-result.ts";
import type { ServiceContext } from "../context.ts";
import { describeDecision } from "./describe-decision.ts";

/** Refusals that the same submission may outlive. */
const RETRYABLE = new Set(["OVERLOADED", "UNAVAILABLE", "INTERNAL"]);

/** Routes leads; each gets its own result, in the order given. One that cannot be routed does not fail the others. */
export async function submitLeads(
  context: ServiceContext,
  { submissions }: SubmitLeadsInput,
): Promise<SubmitLeadsOutput> {
  return { results: await Promise.all(submissions.map((submission) => submitLead(context, submission))) };
}

async function submitLead(context: ServiceContext, submission: Submission): Promise<SubmitResult> {
  try {
    return toSubmitResult(context, submission, await context.batcher.submit(submission));
  } catch (error) {
    if (!(error instanceof AppError))
      context.log.error({ err: error, leadId: submission.leadId }, "routing a lead failed");
    return toRefusal(submission, error);
  }
}

function toSubmitResult(context: ServiceContext, submission: Submission, result: SubmissionResult): SubmitResult {
  if (result.kind === "refused") return toRefusal(submission, result.error);
  return { ok: true, lead: describeDecision(context, result.decision, { repeated: result.kind === "repeated" }) };
}

function toRefusal({ leadId }: Submission, error: unknown): SubmitResult {
  const known =
    error instanceof AppError ? error : new AppError("INTERNAL", "Routing failed on our side; send the lead again.");
  return { ok: false, leadId, code: known.code, message: known.message, retryable: RETRYABLE.has(known.code) };
}
