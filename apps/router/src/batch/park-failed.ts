import type { Submission } from "@pointsman/contracts/lead";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import { decide, type DecisionInputs } from "@pointsman/router-core/decide";
import { NO_HISTORY } from "@pointsman/router-core/matching/classify-history";
import { inTransaction } from "@pointsman/store/in-transaction";
import { insertFailure } from "@pointsman/store/leads/insert-failure";

import { requireRuleSet, type RoutingDirectory } from "../routing/directory-cache.ts";
import type { RoutedCase } from "../routing/route-cases.ts";
import { writeNewLeads } from "../routing/write-decisions.ts";
import { toFailureCode } from "./lead-fault.ts";
import { readBatch } from "./read-batch.ts";
import { toKnownResult, type RouteDeps } from "./route-submissions.ts";
import type { SubmissionResult } from "./submission-result.ts";

/**
 * Parks a lead that cannot be routed, in the fallback queue of the rules in force, whose owner is told of it: the lead is
 * on file with its error, and nobody sends it again and again. No rule is asked and no account looked for, for one of
 * them may be what fails.
 */
export async function parkFailed(
  { db, clock, chance, directories }: RouteDeps,
  submission: Submission,
  error: unknown,
): Promise<SubmissionResult> {
  return inTransaction(
    db,
    async (tx): Promise<SubmissionResult> => {
      const { directory, backgrounds } = await readBatch(tx, directories, [submission]);
      const known = backgrounds.map((background) => toKnownResult({ submission, background }))[0] ?? null;
      if (known !== null) return known;
      const now = toTimestamp(clock.nowMs());
      const code = toFailureCode(error);
      const parked = decideFailed(directory, submission, { code, now });
      await writeNewLeads(tx, { routed: [parked], moved: { pools: [], loads: [], freedRepIds: [] }, now });
      const { leadId, epoch } = parked.decision;
      const detail = error instanceof Error ? error.message : String(error);
      await insertFailure(tx, { leadId, epoch, code, detail: detail.replaceAll("\0", ""), failedAt: now });
      return { kind: "routed", decision: parked.decision };
    },
    chance,
  );
}

function decideFailed(
  directory: RoutingDirectory,
  submission: Submission,
  { code, now }: { readonly code: string; readonly now: Timestamp },
): RoutedCase {
  const { ref, body } = requireRuleSet(directory);
  const { leadId } = submission;
  const queue = directory.queues.get(body.fallbackQueueId);
  const inputs: DecisionInputs = {
    format: 1,
    ruleSet: ref,
    request: {
      leadId,
      epoch: 1,
      now,
      facts: {},
      excludedRepIds: [],
      duplicateOf: null,
      assignTo: null,
      failure: code,
    },
    snapshot: { reps: {}, pools: {}, territories: {}, queues: queue === undefined ? {} : { [queue.id]: queue } },
  };
  return {
    case: {
      submission,
      qualifiedAt: submission.receivedAt,
      account: null,
      background: { contact: NO_HISTORY },
      partner: null,
      attribution: null,
      epoch: 1,
      excludedRepIds: [],
      assignTo: null,
      qualified: true,
      released: null,
    },
    decision: decide(body, inputs).decision,
    inputs,
    jobs: [],
  };
}
