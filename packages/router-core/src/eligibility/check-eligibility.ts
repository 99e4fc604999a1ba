import type { RefusalReason } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { RepState, RoutingSnapshot } from "../snapshot.ts";

export interface Eligibility {
  /** The first reason against the rep; null where he can take the lead. */
  readonly refusal: RefusalReason | null;
  /** When he is back, where `refusal` is `out_of_office`. */
  readonly backAt: Timestamp | null;
}

export interface EligibilityContext {
  readonly snapshot: RoutingSnapshot;
  readonly now: Timestamp;
  readonly excludedRepIds: readonly RepId[];
}

const ELIGIBLE: Eligibility = { refusal: null, backAt: null };

/** Whether the rep can take a lead at `now`, and if not, the first reason in the order of `RefusalReason`. */
export function checkEligibility(repId: RepId, { snapshot, now, excludedRepIds }: EligibilityContext): Eligibility {
  const rep = snapshot.reps[repId];
  if (rep === undefined) return refused("unknown_rep");
  if (rep.status === "departed") return refused("departed");
  if (excludedRepIds.includes(repId)) return refused("excluded");
  const backAt = endOfTimeOff(rep, now);
  if (backAt !== null) return { refusal: "out_of_office", backAt };
  if (isAtHardCap(rep)) return refused("at_hard_cap");
  return ELIGIBLE;
}

function refused(refusal: RefusalReason): Eligibility {
  return { refusal, backAt: null };
}

/** Open leads at or above `hardLimitPct` of capacity. */
function isAtHardCap(rep: RepState): boolean {
  return rep.openLeads * 100 >= rep.hardLimitPct * rep.capacity;
}

/** End of the time off that covers `now`, adjoining and overlapping stretches taken together; null where he is in. */
function endOfTimeOff(rep: RepState, now: Timestamp): Timestamp | null {
  if (rep.timeOff.length === 0) return null;
  const stretches = rep.timeOff.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  let back: Timestamp | null = null;
  for (const { from, until } of stretches) {
    if (from <= (back ?? now) && until > (back ?? now)) back = until;
  }
  return back;
}
