import { AppError } from "@pointsman/contracts/error";
import type { Source } from "@pointsman/contracts/form";
import { Submission } from "@pointsman/contracts/lead";
import { toTimestamp } from "@pointsman/contracts/primitive";

import { parseMediaType } from "./body/media-type.ts";
import { parseBody } from "./body/parse-body.ts";
import { MAX_LEAD_BYTES, readBody } from "./body/read-body.ts";
import { mapFields } from "./fields/map-fields.ts";
import { type HandedOver, handOver, type HandOverDeps } from "./hand-over/hand-over.ts";
import { hashBody, type MintLeadId, readIdempotencyKey } from "./identity.ts";
import { buildLead } from "./lead/build-lead.ts";
import { Warnings } from "./lead/warnings.ts";

/** What receiving a lead needs of the world. */
export interface ReceiveDeps extends HandOverDeps {
  readonly nowMs: () => number;
  readonly newUuid: () => string;
  readonly mintLeadId: MintLeadId;
}

/** A lead that is safe, and what the answer may tell of it. */
export interface Received {
  readonly submission: Submission;
  readonly outcome: HandedOver;
  /** Where the form would send the browser, as sent: not yet to be trusted. */
  readonly redirect: string | undefined;
}

/** One request → one lead, handed over. Throws an `AppError` that says what is wrong with it. */
export async function receiveLead(
  deps: ReceiveDeps,
  request: Request,
  from: { readonly sourceName: string; readonly source: Source },
): Promise<Received> {
  const contentType = request.headers.get("content-type") ?? "";
  const mediaType = parseMediaType(request.headers);
  const bytes = await readBody(request, MAX_LEAD_BYTES);
  const receivedAt = toTimestamp(deps.nowMs());
  const body = await parseBody(bytes, mediaType, contentType);
  const fields = mapFields(body.fields, from.source.fields);
  const idempotencyKey = readIdempotencyKey(request.headers, fields.idempotencyKey) ?? deps.newUuid();
  const warnings = new Warnings();
  for (const warning of body.warnings) warnings.addLine(warning);
  const lead = buildLead(fields, { maySetScore: from.source.trusted }, warnings);
  const submission = checkSubmission({
    leadId: await deps.mintLeadId(from.sourceName, idempotencyKey),
    source: from.sourceName,
    idempotencyKey,
    bodyHash: await hashBody(bytes, body, contentType),
    receivedAt,
    ...(from.source.qualified && { qualified: true }),
    lead,
    warnings: warnings.toList(),
  });
  const outcome = await handOver(deps, submission);
  deps.tracing.report({
    name: "lead.receive",
    leadId: submission.leadId,
    startMs: Date.parse(receivedAt),
    endMs: deps.nowMs(),
    attributes: { "pointsman.source": from.sourceName, "pointsman.outcome": outcome.kind },
    calledFrom: request.headers.get("traceparent"),
  });
  return { submission, outcome, redirect: fields.redirect };
}

/** The queue takes whatever it is given; a lead that nobody could read back must not get there. */
function checkSubmission(submission: Submission): Submission {
  const parsed = Submission.safeParse(submission);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.map(String).join(".")).join(", ");
  throw new AppError("INVALID_INPUT", `The lead could not be put into the agreed form: ${fields}.`);
}
