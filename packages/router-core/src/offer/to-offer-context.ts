import type { PlannedOffer } from "../stages/plan-stage.ts";
import type { PlaceContext } from "./place-lead.ts";

/** What an offer adds to the question who can take the lead: the skills and the patience of its rule and its pool, whom the rule excludes. */
export function toOfferContext(
  { target, requiredSkills = NONE, excludedRepIds: byRule, availableWithinHours = 0 }: PlannedOffer,
  { state, now, leadId, facts, excludedRepIds, maxHoldHours, heldSince, workUnits = 1 }: PlaceContext,
): PlaceContext {
  const pool = target.kind === "pool" ? state.poolConfig(target.poolId) : undefined;
  return {
    state,
    now,
    leadId,
    facts,
    excludedRepIds: byRule === undefined ? excludedRepIds : [...excludedRepIds, ...byRule],
    maxHoldHours,
    ...(heldSince !== undefined && { heldSince }),
    workUnits,
    byShare: pool !== undefined,
    requiredSkills: pool?.requiredSkills === undefined ? requiredSkills : [...requiredSkills, ...pool.requiredSkills],
    availableWithinHours: Math.max(availableWithinHours, pool?.availableWithinHours ?? 0),
  };
}

const NONE: readonly string[] = [];
