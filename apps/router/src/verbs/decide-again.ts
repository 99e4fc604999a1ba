import { endAssignments, type EndReason } from "@pointsman/store/assignments/end-assignments";
import type { Tx } from "@pointsman/store/connect";
import { updateLeadStates } from "@pointsman/store/leads/update-lead-states";

import { routeCases, type RoutedCase, type RoutingCase, type RoutingRun } from "../routing/route-cases.ts";
import { toPlacement, writeDecisions } from "../routing/write-decisions.ts";

/**
 * Makes the next decision on a lead on file: the assignment that there is ends for `endReason`, the new one begins, and
 * the load moves, all at `run.now`. The events are the caller's.
 */
export async function decideAgain(
  tx: Tx,
  run: RoutingRun,
  { next, endReason }: { readonly next: RoutingCase; readonly endReason: EndReason | null },
): Promise<RoutedCase> {
  const { leadId } = next.submission;
  const [routed] = await routeCases(tx, run, [next]);
  if (routed === undefined) throw new Error(`Lead ${leadId} was not decided on`);
  if (endReason !== null) await endAssignments(tx, [{ leadId, endedAt: run.now, endReason }]);
  await updateLeadStates(tx, [{ leadId, ...toPlacement(routed.decision) }]);
  await writeDecisions(tx, [routed]);
  return routed;
}
