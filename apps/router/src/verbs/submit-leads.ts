import type { SubmitLeadsInput, SubmitLeadsOutput, SubmitResult } from "@pointsman/contracts/api";
import { AppError } from "@pointsman/contracts/error";
import type { Submission } from "@pointsman/contracts/lead";
import { isConnectionLost } from "@pointsman/store/is-connection-lost";
import { isRetryable } from "@pointsman/store/is-retryable";

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
    return toRefusal(submission, toAppError(error));
  }
}

/** What the caller is told: never the text of an error that was not written for him. */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return isConnectionLost(error) || isRetryable(error)
    ? new AppError("UNAVAILABLE", "The database does not answer at the moment; send the lead again in a few seconds.")
    : new AppError("INTERNAL", "Routing failed on our side; send the lead again.");
}

function toSubmitResult(context: ServiceContext, submission: Submission, result: SubmissionResult): SubmitResult {
  if (result.kind === "refused") return toRefusal(submission, result.error);
  return { ok: true, lead: describeDecision(context, result.decision, { repeated: result.kind === "repeated" }) };
}

function toRefusal({ leadId }: Submission, { code, message }: AppError): SubmitResult {
  return { ok: false, leadId, code, message, retryable: RETRYABLE.has(code) };
}
