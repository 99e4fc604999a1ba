import type { Candidate, Decision } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";
import type { Rep } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";

import { nextPeriodStartsAt } from "../eligibility/period-starts.ts";
import { toRepCalendar } from "../eligibility/rep-calendar.ts";

/** Somebody who could not take a lead may be able to at that instant, whatever else happens until then. */
export interface Chance {
  readonly repId: RepId;
  readonly at: Timestamp;
}

/**
 * The first instant at which a reason against one of the decision's candidates ends by itself: he is back, a cap's
 * period ends, a ramp step begins. Null: there is none; somebody has to close a lead or change something first.
 */
export function nextChance(
  { trace, decidedAt }: Pick<Decision, "trace" | "decidedAt">,
  findRep: (repId: RepId) => Rep | undefined,
): Chance | null {
  const chances = trace.steps
    .flatMap(({ candidates }) => candidates)
    .flatMap((candidate): readonly Chance[] => {
      const at = whenOver(candidate, findRep(candidate.repId), decidedAt);
      return at === null ? [] : [{ repId: candidate.repId, at }];
    });
  return chances.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))[0] ?? null;
}

function whenOver({ refusal, backAt }: Candidate, rep: Rep | undefined, now: Timestamp): Timestamp | null {
  if (refusal === null || rep === undefined) return null;
  switch (refusal) {
    case "out_of_office":
    case "outside_hours":
    case "busy":
      return backAt;
    case "daily_cap":
      return rep.maxPerDay === 0 ? null : nextPeriodStartsAt(now, rep.timeZone).day;
    case "weekly_cap":
      return rep.maxPerWeek === 0 ? null : nextPeriodStartsAt(now, rep.timeZone).week;
    case "monthly_cap":
      return rep.maxPerMonth === 0 ? null : nextPeriodStartsAt(now, rep.timeZone).month;
    case "not_ramped":
      return toRepCalendar(rep).rampSteps?.find(({ from, pct }) => from > now && pct > 0)?.from ?? null;
    case "unknown_rep":
    case "departed":
    case "excluded":
    case "at_hard_cap":
    case "lacks_skill":
      return null;
  }
}
