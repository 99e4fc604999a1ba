import { endAssignments, type EndReason } from "@pointsman/store/assignments/end-assignments";
import type { Tx } from "@pointsman/store/connect";
import { updateLeadStates } from "@pointsman/store/leads/update-lead-states";

import { parkCases, writeFailures, type Failure } from "../routing/park-cases.ts";
import { routeCases, type RoutedCase, type RoutingCase, type RoutingRun } from "../routing/route-cases.ts";
import { toPlacement, writeDecisions } from "../routing/write-decisions.ts";

interface NextDecision {
  readonly next: RoutingCase;
  readonly endReason: EndReason | null;
  /** Why it cannot be decided on, so that it is parked; left out: it is decided on. */
  readonly failure?: Failure | undefined;
}

/**
 * Makes the next decision on a lead on file: the assignment that there is ends for `endReason`, the new one begins, and
 * the load moves, all at `run.now`. The events are the caller's.
 */
export async function decideAgain(
  tx: Tx,
  run: RoutingRun,
  { next, endReason, failure }: NextDecision,
): Promise<RoutedCase> {
  const { leadId } = next.submission;
  const [routed] =
    failure === undefined ? await routeCases(tx, run, [next]) : await parkCases(tx, { ...run, failure }, [next]);
  if (routed === undefined) throw new Error(`Lead ${leadId} was not decided on`);
  if (endReason !== null) await endAssignments(tx, [{ leadId, endedAt: run.now, endReason }]);
  await updateLeadStates(tx, [{ leadId, ...toPlacement(routed.decision) }]);
  await writeDecisions(tx, [routed]);
  if (failure !== undefined) await writeFailures(tx, failure, [routed]);
  return routed;
}
