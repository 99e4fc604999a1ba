import type {
  ImportLeadsInput,
  ImportLeadsOutput,
  ImportResult,
  SubmitLeadsInput,
  SubmitLeadsOutput,
  SubmitResult,
} from "@pointsman/contracts/api";
import { AppError } from "@pointsman/contracts/error";
import type { LeadToSubmit, Submission } from "@pointsman/contracts/lead";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { isConnectionLost } from "@pointsman/store/is-connection-lost";
import { isRetryable } from "@pointsman/store/is-retryable";
import { insertQuietLeads } from "@pointsman/store/notifications/quiet-leads";

import type { SubmissionResult } from "../batch/submission-result.ts";
import type { ServiceContext } from "../context.ts";
import type { LeadResult } from "../metrics/router-metrics.ts";
import { completeSubmission } from "./complete-submission.ts";
import { describeDecision } from "./describe-decision.ts";

/** Refusals that the same submission may outlive. */
const RETRYABLE = new Set(["OVERLOADED", "UNAVAILABLE", "INTERNAL"]);

/** Routes leads; each gets its own result, in the order given. One that cannot be routed does not fail the others. */
export async function submitLeads(
  context: ServiceContext,
  { submissions }: SubmitLeadsInput,
): Promise<SubmitLeadsOutput> {
  return { results: await routeEach(context, complete(context, submissions), toSubmitResult) };
}

/** The same with short answers, and nobody is told unless it is asked for. */
export async function importLeads(
  context: ServiceContext,
  { submissions: given, notify }: ImportLeadsInput,
): Promise<ImportLeadsOutput> {
  const submissions = complete(context, given);
  if (!notify) {
    const ids = submissions.map(({ leadId }) => leadId);
    await insertQuietLeads(context.db, ids, toTimestamp(context.clock.nowMs()));
  }
  return { results: await routeEach(context, submissions, toImportResult) };
}

function complete({ clock }: ServiceContext, submissions: readonly LeadToSubmit[]): readonly Submission[] {
  const now = toTimestamp(clock.nowMs());
  return submissions.map((submission) => completeSubmission(submission, now));
}

type Refusal = Extract<SubmitResult, { readonly ok: false }>;
type Answered = Exclude<SubmissionResult, { readonly kind: "refused" }>;

async function routeEach<Result>(
  context: ServiceContext,
  submissions: readonly Submission[],
  toResult: (context: ServiceContext, answered: Answered) => Result,
): Promise<readonly (Result | Refusal)[]> {
  return Promise.all(
    submissions.map(async (submission): Promise<Result | Refusal> => {
      const answered = context.metrics.routeSeconds.startTimer();
      const refuse = (error: AppError, outcome: LeadResult) => {
        answered({ outcome });
        context.metrics.errors.inc({ code: error.code });
        return toRefusal(submission, error);
      };
      try {
        const result = await context.batcher.submit(submission);
        if (result.kind === "refused") return refuse(result.error, "refused");
        answered({ outcome: toLeadResult(result) });
        return toResult(context, result);
      } catch (error) {
        if (!(error instanceof AppError))
          context.log.error({ err: error, leadId: submission.leadId }, "routing a lead failed");
        return refuse(toAppError(error), "failed");
      }
    }),
  );
}

function toLeadResult({ kind, decision }: Answered): LeadResult {
  return kind === "repeated" ? kind : decision.outcome.kind;
}

/** What the caller is told: never the text of an error that was not written for him. */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return isConnectionLost(error) || isRetryable(error)
    ? new AppError("UNAVAILABLE", "The database does not answer at the moment; send the lead again in a few seconds.")
    : new AppError("INTERNAL", "Routing failed on our side; send the lead again.");
}

function toSubmitResult(context: ServiceContext, { kind, decision }: Answered): SubmitResult {
  return { ok: true, lead: describeDecision(context, decision, { repeated: kind === "repeated" }) };
}

function toImportResult(_: ServiceContext, { kind, decision: { leadId, outcome } }: Answered): ImportResult {
  return { ok: true, leadId, state: outcome.kind, repeated: kind === "repeated", outcome };
}

function toRefusal({ leadId }: Submission, { code, message }: AppError): Refusal {
  return { ok: false, leadId, code, message, retryable: RETRYABLE.has(code) };
}
