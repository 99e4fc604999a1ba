import type { PoolConfig } from "../snapshot.ts";
import type { PlannedOffer } from "../stages/plan-stage.ts";
import type { PlaceContext } from "./place-lead.ts";

/**
 * What an offer adds to the question who can take the lead: the skills and the patience of its rule and its pool, whom
 * the rule excludes.
 *
 * @param pool whose leads are offered; undefined where the offer is a rep, or the pool is not on file
 */
export function toOfferContext(
  { requiredSkills = NONE, excludedRepIds: byRule, availableWithinHours = 0 }: PlannedOffer,
  { state, now, leadId, facts, excludedRepIds, maxHoldHours, heldSince, workUnits = 1 }: PlaceContext,
  pool: PoolConfig | undefined,
): PlaceContext {
  return {
    state,
    now,
    leadId,
    facts,
    excludedRepIds: byRule === undefined ? excludedRepIds : [...excludedRepIds, ...byRule],
    maxHoldHours,
    heldSince,
    workUnits,
    byShare: pool !== undefined,
    requiredSkills: pool?.requiredSkills === undefined ? requiredSkills : [...requiredSkills, ...pool.requiredSkills],
    availableWithinHours: Math.max(availableWithinHours, pool?.availableWithinHours ?? 0),
  };
}

const NONE: readonly string[] = [];
