import type { Timestamp } from "@pointsman/contracts/primitive";

import { findAbsence } from "../eligibility/find-absence.ts";
import type { RepCalendar } from "../eligibility/rep-calendar.ts";
import { coveredFrom } from "../eligibility/stretches.ts";
import { hoursPhaseAt } from "../eligibility/working-hours.ts";
import { toTimestamp } from "../eligibility/zone.ts";

/** When somebody is there: what routing goes by as well. */
export type Presence = Pick<RepCalendar, "timeOff" | "hours" | "busy">;

/** Stretches of work that are looked at: about ten years of mornings and afternoons. */
const MAX_STRETCHES = 8_000;

/**
 * The instant at which the rep has been there for so many milliseconds since `from`: shifts count, time off and what
 * keeps leads from him does not. For a rep without hours or time off it is plain time. Time that the clock skips or
 * repeats counts as it passes. Null: he is never there for so long.
 */
export function addWorkingTime(rep: Presence, from: Timestamp, durationMs: number): Timestamp | null {
  let at = from;
  let left = durationMs;
  for (let stretch = 0; left > 0; stretch++) {
    if (stretch === MAX_STRETCHES) return null;
    const absence = findAbsence(rep, at);
    if (absence?.backAt === null) return null;
    if (absence !== null) at = absence.backAt;
    const until = thereUntil(rep, at);
    const there = until === null ? Infinity : Date.parse(until) - Date.parse(at);
    if (left <= there) return toTimestamp(Date.parse(at) + left);
    left -= there;
    at = until ?? at;
  }
  return at;
}

/** When the rep, who is there at `at`, leaves next; null: he does not. */
function thereUntil({ timeOff, hours, busy = [] }: Presence, at: Timestamp): Timestamp | null {
  const ends = [
    hours === undefined ? null : hoursPhaseAt(hours, at).until,
    coveredFrom(timeOff, at),
    coveredFrom(busy, at),
  ].filter((end) => end !== null);
  return ends.toSorted()[0] ?? null;
}
