import type { AbsenceSource, RefusalReason } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { RepCap, RepState, RoutingSnapshot } from "../snapshot.ts";
import { findAbsence, type Absence } from "./find-absence.ts";
import { rampAt } from "./ramp-at.ts";

const HOUR_MS = 3_600_000;

export interface Eligibility {
  /** The first reason against the rep; null where he can take the lead. */
  readonly refusal: RefusalReason | null;
  /** When he is there again, where he is not there now. */
  readonly backAt: Timestamp | null;
  /** Who says that he is not, where that is known. */
  readonly source?: AbsenceSource;
}

export interface EligibilityContext {
  readonly now: Timestamp;
  readonly excludedRepIds: readonly RepId[];
  /** Who is back within so many hours counts as there. */
  readonly availableWithinHours?: number;
  /** The lead is one of a pool, of which reps take their ramp's share: nothing at 0 %. */
  readonly byShare?: boolean;
  readonly requiredSkills?: readonly string[];
  /** What the lead weighs; 1 unless the rules say otherwise. */
  readonly workUnits?: number;
}

export const ELIGIBLE: Eligibility = { refusal: null, backAt: null };
export const AT_HARD_CAP: Eligibility = { refusal: "at_hard_cap", backAt: null };
export const NOT_RAMPED: Eligibility = { refusal: "not_ramped", backAt: null };

const CAP_REFUSALS = { day: "daily_cap", week: "weekly_cap", month: "monthly_cap" } as const satisfies Record<
  RepCap["per"],
  RefusalReason
>;

/** Whether the rep can take a lead at `now`, and if not, the first reason in the order of `RefusalReason`. */
export function checkEligibility(
  repId: RepId,
  context: EligibilityContext & { readonly snapshot: RoutingSnapshot },
): Eligibility {
  return judgeRep(context.snapshot.reps[repId], context);
}

/** `checkEligibility` of a rep who was looked up already. */
export function judgeRep(rep: RepState | undefined, context: EligibilityContext): Eligibility {
  const { now, excludedRepIds, availableWithinHours = 0 } = context;
  if (rep === undefined) return refused("unknown_rep");
  if (rep.status === "departed") return refused("departed");
  if (excludedRepIds.length > 0 && excludedRepIds.includes(rep.id)) return refused("excluded");
  const absence = isAlwaysThere(rep) ? null : findAbsence(rep, now);
  if (absence !== null && !isBackWithin(absence, now, availableWithinHours)) return absence;
  const refusal = findLimit(rep, context);
  if (refusal !== null) return refused(refusal);
  return absence === null ? ELIGIBLE : { refusal: null, backAt: absence.backAt };
}

/** Gone, unknown and excluded reps are not preferred to anybody: they will not be back for this lead. */
export function isStillHere({ refusal }: Eligibility): boolean {
  return refusal === null || (refusal !== "departed" && refusal !== "unknown_rep" && refusal !== "excluded");
}

function isAlwaysThere({ timeOff, hours, busy }: RepState): boolean {
  return timeOff.length === 0 && hours === undefined && busy === undefined;
}

function refused(refusal: RefusalReason): Eligibility {
  return { refusal, backAt: null };
}

function isBackWithin({ backAt }: Absence, now: Timestamp, hours: number): boolean {
  return hours > 0 && backAt !== null && Date.parse(backAt) - Date.parse(now) <= hours * HOUR_MS;
}

/** What stands against a rep who is there. */
function findLimit(rep: RepState, context: EligibilityContext) {
  if (isAtHardCap(rep, context.workUnits ?? 1)) return "at_hard_cap";
  const cap = rep.caps?.find(({ max, given }) => given >= max);
  if (cap !== undefined) return CAP_REFUSALS[cap.per];
  if (context.byShare === true && rampAt(rep, context.now) === 0) return "not_ramped";
  return lacksSkill(rep, context) ? "lacks_skill" : null;
}

/** Whether the rep is without one of the skills required, which no return changes. */
export function lacksSkill(rep: RepState, { requiredSkills }: EligibilityContext): boolean {
  if (requiredSkills === undefined || requiredSkills.length === 0) return false;
  return !requiredSkills.every((skill) => rep.skills.includes(skill));
}

/** The last unit of the lead would be taken at or above `hardLimitPct` of capacity; an ordinary lead has one unit. */
function isAtHardCap(rep: RepState, workUnits: number): boolean {
  return (rep.openLeads + workUnits - 1) * 100 >= rep.hardLimitPct * rep.capacity;
}
