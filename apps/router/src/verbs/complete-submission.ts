import { createHash } from "node:crypto";

import { toId } from "@pointsman/contracts/id";
import type { LeadToSubmit, Submission } from "@pointsman/contracts/lead";
import type { Timestamp } from "@pointsman/contracts/primitive";

/** A lead with what its caller left out. The same source, key and lead give the same id and hash: sent again, it is one lead. */
export function completeSubmission(given: LeadToSubmit, now: Timestamp): Submission {
  const { source, idempotencyKey, lead } = given;
  const {
    leadId = toId("lead", hash(`api\n${source}\n${idempotencyKey}`).slice(0, 32)),
    bodyHash = hash(JSON.stringify(lead)),
    receivedAt = now,
    warnings = [],
  } = given;
  return { ...given, leadId, bodyHash, receivedAt, warnings };
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
