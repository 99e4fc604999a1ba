import type { TraceStep } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";

import type { PlaceContext } from "../offer/place-lead.ts";
import type { Offering } from "../stages/plan-stage.ts";
import { toStep } from "../trace-step.ts";
import type { RepTable } from "./rep-table.ts";

/**
 * Settles the ordinary claim: one rep, the account's owner most of all, and he can take the lead. `settleOffer` on a
 * snapshot stays as the definition of what is right, as for `settleOnBoard`.
 *
 * @param steps where the steps of the trace are added
 * @returns false where the offer is another, or he cannot take it; nothing is added then
 */
export function settleOnRow(
  { offer, refinements }: Offering,
  { repId, reps, context }: { readonly repId: RepId; readonly reps: RepTable; readonly context: PlaceContext },
  steps: TraceStep[],
): boolean {
  // The refinements of a `pool` stage ask for the skills of whomever it names.
  if (offer.kind === "pool" && refinements.length > 0) return false;
  const row = reps.rowOf(repId);
  const { refusal, backAt } = reps.judge(row, context);
  if (refusal !== null) return false;
  const only = {
    repId,
    verdict: "chosen" as const,
    refusal,
    backAt,
    preferred: null,
    openLeads: reps.openAt(row),
    capacity: reps.capacityAt(row),
    creditBefore: null,
    creditAfter: null,
  };
  steps.push(toStep(offer, "chosen", [only]));
  for (const refinement of refinements) steps.push(toStep(refinement, "nothing_to_refine"));
  return true;
}
