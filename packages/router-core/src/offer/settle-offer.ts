import type { Outcome, Trace, TraceStep } from "@pointsman/contracts/decision";
import type { PoolId, QueueId, RepId } from "@pointsman/contracts/id";

import { settleOnBoard } from "../board/settle-on-board.ts";
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
  /** The pool after its choice; null where nothing was chosen from one, or from a board, which has moved. */
  readonly pool: PoolState | null;
  readonly selection: Selected | null;
}

/** The choice within a pool; null where nothing was chosen from one. */
export type Selected = NonNullable<Trace["selection"]>;

/** Tries to place the lead with the reps that a `claim` or `pool` stage names; refinements narrow a pool only. */
export function settleOffer(
  offer: PlannedOffer,
  refinements: readonly PlannedRefinement[],
  request: PlaceContext,
): Settlement {
  const { target } = offer;
  const context = toOfferContext(offer, request);
  const onBoard = target.kind === "pool" ? tryBoard(offer, refinements, context) : null;
  if (onBoard !== null) return onBoard;
  const idle = refinements.map((refinement) => toStep(refinement, "nothing_to_refine"));
  if (target.kind === "nobody") {
    return {
      steps: [toStep(offer, offer.rule === null ? "no_rule" : "no_target"), ...idle],
      outcome: null,
      pool: null,
      selection: null,
    };
  }
  if (target.kind === "queue") {
    const steps = [toStep(offer, "parked"), ...idle];
    return { steps, outcome: parkIn(target.queueId, context), pool: null, selection: null };
  }
  const narrowing = offer.kind === "pool" ? refinements : [];
  const skills = narrowing.flatMap(({ skill }) => (skill === null ? [] : [skill]));
  const group = gatherCandidates(target, skills, context);
  const { result, asked } = placeLead(group, offer.onUnavailable, context);
  const placement = result?.kind === "placed" ? result : null;
  const finding = result === null ? "unavailable" : result.kind === "held" ? "held" : "chosen";
  const pool = placement?.pool ?? null;
  const steps = [
    traceOffer({ offer, group, finding, placement, asked, skills }, context),
    ...(narrowing.length === 0
      ? idle
      : narrowing.map((step) => traceRefinement(step, placement?.repId ?? null, context))),
  ];
  return {
    steps,
    outcome:
      placement === null ? heldOrNull(result) : toOutcome(offer, { ...placement, poolId: pool?.id ?? null }, context),
    pool,
    selection: pool === null ? null : { poolId: pool.id, policy: pool.selection, seq: pool.seq },
  };
}

/** The same on the pool's board, where there is one and the offer is an ordinary one; null where it is not. */
function tryBoard(
  offer: PlannedOffer,
  refinements: readonly PlannedRefinement[],
  context: PlaceContext,
): Settlement | null {
  const board = offer.target.kind === "pool" ? context.state.board(offer.target.poolId) : undefined;
  const choice = board === undefined ? null : settleOnBoard(offer, refinements, { board, context });
  if (board === undefined || choice === null) return null;
  const { steps, winner, via } = choice;
  const { id: poolId, selection: policy } = board.config;
  const outcome = toOutcome(offer, { repId: winner, via, insteadOfRepId: null, poolId }, context);
  return { steps, outcome, pool: null, selection: { poolId, policy, seq: board.seq } };
}

function heldOrNull(result: PlaceResult["result"]): Outcome | null {
  return result?.kind === "held" ? result : null;
}

interface Winning extends Pick<Placement, "repId" | "via" | "insteadOfRepId"> {
  readonly poolId: PoolId | null;
}

function toOutcome(offer: PlannedOffer, placement: Winning, { state }: PlaceContext): Outcome {
  const { coOwnerRepIds, copiedRepIds, note } = offer;
  const { repId, via, insteadOfRepId, poolId } = placement;
  if (coOwnerRepIds.length === 0 && copiedRepIds.length === 0) {
    return { kind: "assigned", repId, via, insteadOfRepId, poolId, coOwnerRepIds, copiedRepIds, note };
  }
  // Everybody once: an owner who is CSM as well, or the winner himself, is told as what he is first.
  const told = new Set<RepId>([repId]);
  const others = (repIds: readonly RepId[]) =>
    repIds.filter((id) => {
      if (told.has(id) || state.rep(id)?.status !== "active") return false;
      told.add(id);
      return true;
    });
  return {
    kind: "assigned",
    repId,
    via,
    insteadOfRepId,
    poolId,
    coOwnerRepIds: others(coOwnerRepIds),
    copiedRepIds: others(copiedRepIds),
    note,
  };
}

function parkIn(queueId: QueueId, { state }: PlaceContext): Outcome {
  return { kind: "parked", queueId, ownerRepId: state.queue(queueId)?.ownerRepId ?? null, reason: "by_rule" };
}
