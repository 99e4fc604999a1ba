import type { PlannedOffer } from "../plan.ts";
import type { PlaceContext } from "./place-lead.ts";

/** What an offer adds to the question who can take the lead: the skills its rule and its pool require, the pool's patience. */
export function toOfferContext({ target, requiredSkills = [] }: PlannedOffer, context: PlaceContext): PlaceContext {
  const pool = target.kind === "pool" ? context.snapshot.pools[target.poolId] : undefined;
  return {
    ...context,
    byShare: pool !== undefined,
    requiredSkills: [...requiredSkills, ...(pool?.requiredSkills ?? [])],
    availableWithinHours: pool?.availableWithinHours ?? 0,
  };
}
