import type { Outcome, StageFinding, Trace, TraceStep } from "@pointsman/contracts/decision";
import type { PoolId, QueueId, RepId } from "@pointsman/contracts/id";

import { settleOnBoard } from "../board/settle-on-board.ts";
import { settleOnRow, type RowChoice } from "../board/settle-on-row.ts";
import type { PoolState } from "../snapshot.ts";
import type { Offering, PlannedOffer, PlannedRefinement } from "../stages/plan-stage.ts";
import { toStep, traceOffer, traceRefinement } from "../trace-step.ts";
import { gatherCandidates } from "./gather-candidates.ts";
import { placeLead, type PlaceContext, type PlaceResult } from "./place-lead.ts";
import { toOfferContext } from "./to-offer-context.ts";

/** What came of an offer. Without an outcome the next stage has its turn. */
export interface Settlement {
  readonly outcome: Outcome | null;
  /** The pool after its choice; null where nothing was chosen from one, or from a board, which has moved. */
  readonly pool: PoolState | null;
  readonly selection: Selected | null;
}

/** The choice within a pool; null where nothing was chosen from one. */
export type Selected = NonNullable<Trace["selection"]>;

/**
 * Tries to place the lead with the reps that an offer names.
 *
 * @param steps where the steps of the trace are added: one list of all stages, as a list of each is a copy of each
 */
export function settleOffer(offering: Offering, request: PlaceContext, steps: TraceStep[]): Settlement {
  const { offer } = offering;
  const { target } = offer;
  if (target.kind === "nobody") {
    addIdle(offering, offer.rule === null ? "no_rule" : "no_target", steps);
    return UNSETTLED;
  }
  if (target.kind === "queue") {
    addIdle(offering, "parked", steps);
    return { outcome: parkIn(target.queueId, request), pool: null, selection: null };
  }
  const { state } = request;
  const board = target.kind === "pool" ? state.board(target.poolId) : undefined;
  if (board === undefined) {
    const pool = target.kind === "pool" ? state.poolConfig(target.poolId) : undefined;
    const context = toOfferContext(offer, request, pool);
    if (target.kind === "rep" && state.reps !== undefined) {
      const choice = settleOnRow(offering, { repId: target.repId, reps: state.reps, context }, steps);
      if (choice !== null) return { outcome: toOutcome(offer, choice, null, context), pool: null, selection: null };
    }
    return settleAmong(offering, target, { context, steps });
  }
  const context = toOfferContext(offer, request, board.config);
  const choice = settleOnBoard(offering, { board, context }, steps);
  if (choice === null) return settleAmong(offering, target, { context, steps });
  const { id: poolId, selection: policy } = board.config;
  const outcome = toOutcome(offer, { repId: choice.winner, via: choice.via, insteadOfRepId: null }, poolId, context);
  return { outcome, pool: null, selection: { poolId, policy, seq: board.seq } };
}

const UNSETTLED: Settlement = { outcome: null, pool: null, selection: null };

/** The steps of an offer that asks no rep. */
function addIdle({ offer, refinements }: Offering, finding: StageFinding, steps: TraceStep[]): void {
  steps.push(toStep(offer, finding));
  for (const refinement of refinements) steps.push(toStep(refinement, "nothing_to_refine"));
}

/** Among reps, each looked at as a state: whatever the offer and whatever comes of it. */
function settleAmong(
  { offer, refinements }: Offering,
  target: Extract<PlannedOffer["target"], { readonly kind: "rep" | "pool" }>,
  { context, steps }: { readonly context: PlaceContext; readonly steps: TraceStep[] },
): Settlement {
  const isNarrowed = offer.kind === "pool";
  const skills = isNarrowed ? skillsOf(refinements) : NO_SKILLS;
  const group = gatherCandidates(target, skills, context);
  const { result, asked } = placeLead(group, offer.onUnavailable, context);
  const placement = result?.kind === "placed" ? result : null;
  const finding = result === null ? "unavailable" : result.kind === "held" ? "held" : "chosen";
  steps.push(traceOffer({ offer, group, finding, placement, asked, skills }, context));
  const winner = placement?.repId ?? null;
  for (const refinement of refinements) {
    steps.push(isNarrowed ? traceRefinement(refinement, winner, context) : toStep(refinement, "nothing_to_refine"));
  }
  if (placement === null) return { outcome: heldOrNull(result), pool: null, selection: null };
  const { pool } = placement;
  return {
    outcome: toOutcome(offer, placement, pool?.id ?? null, context),
    pool,
    selection: pool === null ? null : { poolId: pool.id, policy: pool.selection, seq: pool.seq },
  };
}

const NO_SKILLS: readonly string[] = [];

function skillsOf(refinements: readonly PlannedRefinement[]): readonly string[] {
  return refinements.flatMap(({ skill }) => (skill === null ? [] : [skill]));
}

function heldOrNull(result: PlaceResult["result"]): Outcome | null {
  return result?.kind === "held" ? result : null;
}

function toOutcome(
  { coOwnerRepIds, copiedRepIds, note }: PlannedOffer,
  { repId, via, insteadOfRepId }: RowChoice,
  poolId: PoolId | null,
  { state }: PlaceContext,
): Outcome {
  if (coOwnerRepIds.length === 0 && copiedRepIds.length === 0) {
    return { kind: "assigned", repId, via, insteadOfRepId, poolId, coOwnerRepIds, copiedRepIds, note };
  }
  // Everybody once: an owner who is CSM as well, or the winner himself, is told as what he is first. They are few: a
  // set takes longer to make than they take to be looked through.
  const told = [repId];
  const others = (repIds: readonly RepId[]) =>
    repIds.filter((id) => {
      if (told.includes(id) || !state.isActive(id)) return false;
      told.push(id);
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
