import type { PlannedOffer } from "../stages/plan-stage.ts";
import type { PlaceContext } from "./place-lead.ts";

/** What an offer adds to the question who can take the lead: the skills its rule and its pool require, the pool's patience. */
export function toOfferContext(
  { target, requiredSkills = NONE }: PlannedOffer,
  { snapshot, now, leadId, facts, excludedRepIds, maxHoldHours }: PlaceContext,
): PlaceContext {
  const pool = target.kind === "pool" ? snapshot.pools[target.poolId] : undefined;
  return {
    snapshot,
    now,
    leadId,
    facts,
    excludedRepIds,
    maxHoldHours,
    byShare: pool !== undefined,
    requiredSkills: pool?.requiredSkills === undefined ? requiredSkills : [...requiredSkills, ...pool.requiredSkills],
    availableWithinHours: pool?.availableWithinHours ?? 0,
  };
}

const NONE: readonly string[] = [];
