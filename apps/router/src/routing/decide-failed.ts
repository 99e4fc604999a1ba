import type { Timestamp } from "@pointsman/contracts/primitive";
import { decide, type DecisionInputs } from "@pointsman/router-core/decide";

import { requireRuleSet, type RoutingDirectory } from "./directory-cache.ts";
import type { RoutedCase, RoutingCase } from "./route-cases.ts";

/**
 * Parks a lead that cannot be routed in the fallback queue of the rules in force. No rule is asked, for one of them may
 * be what fails; so no pool is locked, and what its rep loses with it is for the caller to book.
 */
export function decideFailed(
  directory: RoutingDirectory,
  failed: RoutingCase,
  { code, now }: { readonly code: string; readonly now: Timestamp },
): RoutedCase {
  const { ref, body } = requireRuleSet(directory);
  const queue = directory.queues.get(body.fallbackQueueId);
  const inputs: DecisionInputs = {
    format: 1,
    ruleSet: ref,
    request: {
      leadId: failed.submission.leadId,
      epoch: failed.epoch,
      now,
      facts: {},
      excludedRepIds: failed.excludedRepIds,
      duplicateOf: null,
      assignTo: null,
      failure: code,
    },
    snapshot: { reps: {}, pools: {}, territories: {}, queues: queue === undefined ? {} : { [queue.id]: queue } },
  };
  return { case: failed, decision: decide(body, inputs).decision, inputs, jobs: [] };
}
