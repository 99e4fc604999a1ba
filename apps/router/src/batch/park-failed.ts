import type { Submission } from "@pointsman/contracts/lead";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { NO_HISTORY } from "@pointsman/router-core/matching/classify-history";
import { inTransaction } from "@pointsman/store/in-transaction";
import { insertFailure } from "@pointsman/store/leads/insert-failure";

import { decideFailed } from "../routing/decide-failed.ts";
import { NOTHING_MOVED } from "../routing/ledger.ts";
import type { RoutingCase } from "../routing/route-cases.ts";
import { writeNewLeads } from "../routing/write-decisions.ts";
import { describeFailure } from "./lead-fault.ts";
import { readBackground } from "./read-batch.ts";
import { toKnownResult, type RouteDeps } from "./route-submissions.ts";
import type { SubmissionResult } from "./submission-result.ts";

/**
 * Parks a lead that cannot be routed, in the fallback queue of the rules in force, whose owner is told of it: the lead is
 * on file with its error, and nobody sends it again and again. No account is looked for, for that may be what fails.
 */
export async function parkFailed(
  { db, clock, chance, directories }: RouteDeps,
  submission: Submission,
  error: unknown,
): Promise<SubmissionResult> {
  return inTransaction(
    db,
    async (tx): Promise<SubmissionResult> => {
      const directory = await directories.read(tx, "share");
      const background = await readBackground(tx, directory, submission);
      const known = toKnownResult({ submission, background });
      if (known !== null) return known;
      const now = toTimestamp(clock.nowMs());
      const failure = describeFailure(error);
      const parked = decideFailed(directory, toCase(submission), { code: failure.code, now });
      await writeNewLeads(tx, { routed: [parked], moved: NOTHING_MOVED, now });
      const { leadId, epoch } = parked.decision;
      await insertFailure(tx, { ...failure, leadId, epoch, failedAt: now });
      return { kind: "routed", decision: parked.decision };
    },
    chance,
  );
}

/** Nothing was looked up of it. */
function toCase(submission: Submission): RoutingCase {
  return {
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
  };
}
