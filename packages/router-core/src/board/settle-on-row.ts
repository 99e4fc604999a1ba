import type { Candidate, TraceStep } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";
import type { UnavailableStep } from "@pointsman/contracts/rule-set";

import { isStillHere, type Eligibility } from "../eligibility/check-eligibility.ts";
import type { PlaceContext, Placement } from "../offer/place-lead.ts";
import type { Offering } from "../stages/plan-stage.ts";
import { sourceOf, toStep } from "../trace-step.ts";
import type { RepTable } from "./rep-table.ts";

/** Who takes the lead of a rep. */
export type RowChoice = Pick<Placement, "repId" | "via" | "insteadOfRepId">;

interface Claim {
  readonly repId: RepId;
  readonly reps: RepTable;
  readonly context: PlaceContext;
}

/**
 * Settles the ordinary claim: one rep, the account's owner most of all, and he can take the lead, or one of those who
 * stand in for him can. `settleOffer` on a snapshot stays as the definition of what is right, as for `settleOnBoard`.
 *
 * @param steps where the steps of the trace are added
 * @returns null where the offer is another, or comes to nobody; nothing is added then
 */
export function settleOnRow({ offer, refinements }: Offering, claim: Claim, steps: TraceStep[]): RowChoice | null {
  // The refinements of a `pool` stage ask for the skills of whomever it names.
  if (offer.kind === "pool" && refinements.length > 0) return null;
  const { repId, reps, context } = claim;
  const row = reps.rowOf(repId);
  const judged = reps.judge(row, context);
  const candidates = [toCandidate(repId, row, judged, reps)];
  let choice: RowChoice = { repId, via: "target", insteadOfRepId: null };
  if (judged.refusal !== null) {
    if (!isStillHere(judged) || !asksBackupFirst(offer.onUnavailable)) return null;
    const backup = followBackups(row, claim, candidates);
    if (backup === null) return null;
    choice = { repId: backup, via: "backup", insteadOfRepId: repId };
  }
  steps.push(toStep(offer, "chosen", candidates));
  for (const refinement of refinements) steps.push(toStep(refinement, "nothing_to_refine"));
  return choice;
}

/** Whether nothing comes before the backup, for a rep is in no pool in which somebody could be next. */
function asksBackupFirst(onUnavailable: readonly UnavailableStep[]): boolean {
  return onUnavailable.find((step) => step !== "next_in_pool") === "backup";
}

/** The first of those who stand in for a rep, one after the other, who can take the lead. @param candidates where they are added */
function followBackups(first: number, { reps, context }: Claim, candidates: Candidate[]): RepId | null {
  const isAsked = (repId: RepId) => candidates.some((candidate) => candidate.repId === repId);
  for (let repId = reps.backupAt(first); repId !== null && !isAsked(repId);) {
    const row = reps.rowOf(repId);
    const judged = reps.judge(row, context);
    candidates.push(toCandidate(repId, row, judged, reps));
    if (judged.refusal === null) return repId;
    repId = reps.backupAt(row);
  }
  return null;
}

/** Who can take the lead is chosen: nobody is asked after him. */
function toCandidate(repId: RepId, row: number, eligibility: Eligibility, reps: RepTable): Candidate {
  const { refusal, backAt } = eligibility;
  return {
    repId,
    verdict: refusal === null ? "chosen" : "refused",
    refusal,
    backAt,
    preferred: null,
    openLeads: reps.openAt(row),
    capacity: reps.capacityAt(row),
    creditBefore: null,
    creditAfter: null,
    ...sourceOf(eligibility),
  };
}
