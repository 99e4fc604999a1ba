import type { Outcome, TraceStep } from "@pointsman/contracts/decision";
import type { QueueId, RepId } from "@pointsman/contracts/id";

import type { PoolState } from "../snapshot.ts";
import type { PlannedOffer, PlannedRefinement } from "../stages/plan-stage.ts";
import { toStep, traceOffer, traceRefinement } from "../trace-step.ts";
import { gatherCandidates } from "./gather-candidates.ts";
import { placeLead, type PlaceContext, type Placement, type PlaceResult } from "./place-lead.ts";
import { toOfferContext } from "./to-offer-context.ts";

/** What came of an offer. Without an outcome the next stage has its turn. */
export interface Settlement {
  readonly steps: readonly TraceStep[];
  readonly outcome: Outcome | null;
  /** The pool after its choice; null where nothing was chosen from one. */
  readonly pool: PoolState | null;
}

/** Tries to place the lead with the reps that a `claim` or `pool` stage names; refinements narrow a pool only. */
export function settleOffer(
  offer: PlannedOffer,
  refinements: readonly PlannedRefinement[],
  request: PlaceContext,
): Settlement {
  const { target } = offer;
  const context = toOfferContext(offer, request);
  const idle = refinements.map((refinement) => toStep(refinement, "nothing_to_refine"));
  if (target.kind === "nobody") {
    return {
      steps: [toStep(offer, offer.rule === null ? "no_rule" : "no_target"), ...idle],
      outcome: null,
      pool: null,
    };
  }
  if (target.kind === "queue") {
    return { steps: [toStep(offer, "parked"), ...idle], outcome: parkIn(target.queueId, context), pool: null };
  }
  const narrowing = offer.kind === "pool" ? refinements : [];
  const skills = narrowing.flatMap(({ skill }) => (skill === null ? [] : [skill]));
  const group = gatherCandidates(target, skills, context);
  const { result, asked } = placeLead(group, offer.onUnavailable, context);
  const placement = result?.kind === "placed" ? result : null;
  const finding = result === null ? "unavailable" : result.kind === "held" ? "held" : "chosen";
  const steps = [
    traceOffer({ offer, group, finding, placement, asked, skills }, context),
    ...(narrowing.length === 0
      ? idle
      : narrowing.map((step) => traceRefinement(step, placement?.repId ?? null, context))),
  ];
  return {
    steps,
    outcome: placement === null ? heldOrNull(result) : toOutcome(offer, placement, context),
    pool: placement?.pool ?? null,
  };
}

function heldOrNull(result: PlaceResult["result"]): Outcome | null {
  return result?.kind === "held" ? result : null;
}

function toOutcome(offer: PlannedOffer, placement: Placement, { snapshot }: PlaceContext): Outcome {
  // Everybody once: an owner who is CSM as well, or the winner himself, is told as what he is first.
  const told = new Set<RepId>([placement.repId]);
  const others = (repIds: readonly RepId[]) =>
    repIds.length === 0
      ? repIds
      : repIds.filter((id) => {
          if (told.has(id) || snapshot.reps[id]?.status !== "active") return false;
          told.add(id);
          return true;
        });
  return {
    kind: "assigned",
    repId: placement.repId,
    via: placement.via,
    insteadOfRepId: placement.insteadOfRepId,
    poolId: placement.pool?.id ?? null,
    coOwnerRepIds: others(offer.coOwnerRepIds),
    copiedRepIds: others(offer.copiedRepIds),
    note: offer.note,
  };
}

function parkIn(queueId: QueueId, { snapshot }: PlaceContext): Outcome {
  return { kind: "parked", queueId, ownerRepId: snapshot.queues[queueId]?.ownerRepId ?? null, reason: "by_rule" };
}
