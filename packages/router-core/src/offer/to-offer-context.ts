import type { PoolConfig } from "../snapshot.ts";
import type { PlannedOffer } from "../stages/plan-stage.ts";
import type { PlaceContext } from "./place-lead.ts";

/**
 * What an offer adds to the question who can take the lead: the skills and the patience of its rule and its pool, whom
 * the rule excludes.
 *
 * @param request as for an ordinary pool: an offer of one that adds nothing needs no context of its own
 * @param pool whose leads are offered; undefined where the offer is a rep, or the pool is not on file
 */
export function toOfferContext(
  { requiredSkills = NO_SKILLS, excludedRepIds: byRule, availableWithinHours = 0 }: PlannedOffer,
  request: PlaceContext,
  pool: PoolConfig | undefined,
): PlaceContext {
  if (pool !== undefined && isOrdinary(pool) && requiredSkills.length === 0 && byRule === undefined) {
    if (availableWithinHours === 0) return request;
  }
  const { state, now, leadId, facts, excludedRepIds, maxHoldHours, heldSince, workUnits = 1 } = request;
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

const NO_SKILLS: readonly string[] = [];

/** Whether a pool asks nothing of who takes its leads. */
function isOrdinary({ requiredSkills, availableWithinHours }: PoolConfig): boolean {
  return requiredSkills === undefined && availableWithinHours === undefined;
}
