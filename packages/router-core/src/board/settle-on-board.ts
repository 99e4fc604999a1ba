import type { AssignedVia, Candidate, TraceStep } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";

import {
  AT_HARD_CAP,
  ELIGIBLE,
  isStillHere,
  judgeRep,
  NOT_RAMPED,
  type Eligibility,
} from "../eligibility/check-eligibility.ts";
import { rampAt } from "../eligibility/ramp-at.ts";
import type { PlaceContext } from "../offer/place-lead.ts";
import { toSkill } from "../offer/to-skill.ts";
import { factorAt } from "../selection/capacity-factor.ts";
import { Claims } from "../selection/claims.ts";
import { shareClaims } from "../selection/fair-share.ts";
import type { PlannedOffer, PlannedRefinement } from "../stages/plan-stage.ts";
import { toStep } from "../trace-step.ts";
import { CREDIT, LAST_SEQ, MEMBER_SLOTS, ROW, WEIGHT, type PoolBoard } from "./pool-board.ts";
import { CAPACITY, HARD_LIMIT, IS_SPECIAL, OPEN, RAMP, REP_SLOTS, SOFT_LIMIT } from "./rep-table.ts";

/** What came of a choice on a board. */
export interface BoardChoice {
  readonly steps: TraceStep[];
  readonly winner: RepId;
  readonly via: Extract<AssignedVia, "target" | "next_in_pool">;
}

/** Scratch memory by place, and of who claims the lead: nothing of it is handed out, and a choice ends before the next. */
const JUDGED: Eligibility[] = [];
/** Of each claimant his place in the pool. */
const PLACES: number[] = [];
const CLAIMS = new Claims();

/**
 * Settles the ordinary offer: a pool that shares fairly, and somebody in it can take the lead, one of the preferred or
 * else the next in the pool. Moves the pool's ledger and the winner's load. That is the path of most leads, and with
 * the columns of boards a whole decision took 13 µs where it took 28, both on a busy machine. `settleOffer` stays as the definition of what is right: every
 * replay compares the two.
 *
 * @returns null where the offer is another, or comes to nobody; nothing is moved then
 */
export function settleOnBoard(
  offer: PlannedOffer,
  refinements: readonly PlannedRefinement[],
  { board, context }: { readonly board: PoolBoard; readonly context: PlaceContext },
): BoardChoice | null {
  const narrowing = offer.kind === "pool" && refinements.length > 0 ? refinements[0] : undefined;
  if (board.config.selection !== "fair_share" || (narrowing !== undefined && refinements.length > 1)) return null;
  if (!judgeMembers(board, context)) return null;
  const skill = narrowing?.skill ?? null;
  const skilled = skill === null ? undefined : findSkilled(board, toSkill(skill));
  const isWanted = listClaims(board, { skilled, ofPreferred: true }, context) > 0;
  // Able without a share: selecting says what is wrong with that.
  const isNext = !isWanted && offer.onUnavailable[0] === "next_in_pool";
  if (isNext) listClaims(board, { skilled, ofPreferred: false }, context);
  if (CLAIMS.count === 0) return null;
  const chosen = PLACES[shareClaims(CLAIMS, board.seq + 1)] ?? 0;
  const winner = board.repIds[chosen];
  if (winner === undefined) return null;
  const candidates = traceMembers(board, skilled, { chosen, isNarrowed: skill !== null });
  for (let claim = 0; claim < CLAIMS.count; claim++) {
    board.slots[MEMBER_SLOTS * (PLACES[claim] ?? 0) + CREDIT] = CLAIMS.credits[claim] ?? 0;
  }
  board.give(chosen, context.workUnits ?? 1);
  const steps = [toStep(offer, "chosen", candidates)];
  if (narrowing !== undefined) {
    const hasSkill = skilled?.[chosen] === 1;
    steps.push(toStep(narrowing, skill === null ? "no_rule" : hasSkill ? "preferred" : "no_preferred"));
  } else {
    for (const refinement of refinements) steps.push(toStep(refinement, "nothing_to_refine"));
  }
  return { steps, winner, via: isNext ? "next_in_pool" : "target" };
}

/** `judgeRep` of every member. @returns false where one of them is not on file */
function judgeMembers(board: PoolBoard, context: PlaceContext): boolean {
  const { excludedRepIds, requiredSkills = [], availableWithinHours = 0, workUnits = 1 } = context;
  const asksMore = excludedRepIds.length > 0 || requiredSkills.length > 0 || availableWithinHours > 0;
  const { repIds, reps, slots: members } = board;
  reps.turnTo(context.now);
  const { slots } = reps;
  for (let place = 0; place < repIds.length; place++) {
    const row = members[MEMBER_SLOTS * place + ROW] ?? -1;
    if (row === -1) return false;
    const at = row * REP_SLOTS;
    if (asksMore || slots[at + IS_SPECIAL] === 1) {
      JUDGED[place] = judgeRep(reps.stateAt(row), context);
      continue;
    }
    const presence = reps.presenceAt(row);
    if (presence.refusal !== null) JUDGED[place] = presence;
    else if (((slots[at + OPEN] ?? 0) + workUnits - 1) * 100 >= (slots[at + HARD_LIMIT] ?? 0)) {
      JUDGED[place] = AT_HARD_CAP;
    } else JUDGED[place] = slots[at + RAMP] === 0 ? NOT_RAMPED : presence;
  }
  return true;
}

/** Who has the skill, by place; undefined where nobody has who is still here: then it narrows nothing. */
function findSkilled(board: PoolBoard, skill: string): Uint8Array | undefined {
  const skilled = board.skilled(skill);
  return skilled?.some((has, place) => has === 1 && isStillHere(judgedAt(place))) === true ? skilled : undefined;
}

interface Claimants {
  readonly skilled: Uint8Array | undefined;
  /** The preferred, or the others. */
  readonly ofPreferred: boolean;
}

/** Lists those who can take the lead and have a share. @returns how many can take it, with a share or without */
function listClaims(board: PoolBoard, { skilled, ofPreferred }: Claimants, { now }: PlaceContext): number {
  const { repIds, reps, slots: members } = board;
  const { slots } = reps;
  CLAIMS.clear(repIds.length);
  let able = 0;
  for (let place = 0; place < repIds.length; place++) {
    if (judgedAt(place).refusal !== null || isPreferred(place, skilled) !== ofPreferred) continue;
    able++;
    const own = MEMBER_SLOTS * place;
    const row = members[own + ROW] ?? 0;
    const at = row * REP_SLOTS;
    const state = slots[at + IS_SPECIAL] === 1 ? reps.stateAt(row) : undefined;
    const ramp = state === undefined ? (slots[at + RAMP] ?? 0) : rampAt(state, now);
    const factor = factorAt(slots[at + OPEN] ?? 0, slots[at + SOFT_LIMIT] ?? 0, slots[at + HARD_LIMIT] ?? 0);
    const share = (members[own + WEIGHT] ?? 0) * ramp * factor;
    if (share === 0) continue;
    PLACES[CLAIMS.count] = place;
    CLAIMS.add(repIds[place] ?? "rep_", share, members[own + CREDIT] ?? 0, Math.max(0, members[own + LAST_SEQ] ?? 0));
  }
  return able;
}

interface Traced {
  readonly chosen: number;
  readonly isNarrowed: boolean;
}

/** Everybody as a candidate: the preferred first, then the rest, each in the pool's order. */
function traceMembers(
  board: PoolBoard,
  skilled: Uint8Array | undefined,
  { chosen, isNarrowed }: Traced,
): readonly Candidate[] {
  // Of its length from the start: a list that grows to 20 is copied twice.
  const candidates = Array<Candidate>(board.repIds.length);
  const part = { skilled, chosen, candidates };
  const next = tracePart(board, { ...part, from: 0, ofPreferred: true, preferred: isNarrowed || null });
  if (next < candidates.length) {
    tracePart(board, { ...part, from: next, ofPreferred: false, preferred: isNarrowed ? false : null });
  }
  return candidates;
}

interface Part {
  readonly candidates: Candidate[];
  /** Where in that list the part begins. */
  readonly from: number;
  readonly skilled: Uint8Array | undefined;
  readonly chosen: number;
  /** The preferred, or the others. */
  readonly ofPreferred: boolean;
  readonly preferred: boolean | null;
}

/** Lists the preferred, or the others. @returns where in the list the next part begins */
function tracePart(
  { repIds, slots: members, reps: { slots } }: PoolBoard,
  { candidates, from, skilled, chosen, ofPreferred, preferred }: Part,
): number {
  // Claims stand in the order of the pool, so that both lists are gone through at once.
  let claim = 0;
  let next = from;
  for (let place = 0; place < repIds.length; place++) {
    const isClaimant = claim < CLAIMS.count && PLACES[claim] === place;
    const creditBefore = members[MEMBER_SLOTS * place + CREDIT] ?? 0;
    const creditAfter = isClaimant ? (CLAIMS.credits[claim++] ?? 0) : creditBefore;
    if (isPreferred(place, skilled) !== ofPreferred) continue;
    const at = (members[MEMBER_SLOTS * place + ROW] ?? 0) * REP_SLOTS;
    const { refusal, backAt } = judgedAt(place);
    candidates[next++] = {
      repId: repIds[place] ?? "rep_",
      verdict: place === chosen ? "chosen" : refusal === null ? "passed_over" : "refused",
      refusal,
      backAt,
      preferred,
      openLeads: slots[at + OPEN] ?? 0,
      capacity: slots[at + CAPACITY] ?? 0,
      creditBefore,
      creditAfter,
    };
  }
  return next;
}

function isPreferred(place: number, skilled: Uint8Array | undefined): boolean {
  return (skilled === undefined || skilled[place] === 1) && isStillHere(judgedAt(place));
}

function judgedAt(place: number): Eligibility {
  return JUDGED[place] ?? ELIGIBLE;
}
