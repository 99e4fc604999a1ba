import type { Timestamp } from "@pointsman/contracts/primitive";

import { findAbsence, type Absence, type Presence } from "./find-absence.ts";
import { coveredFrom, coveredUntil } from "./stretches.ts";
import { hoursPhaseAt } from "./working-hours.ts";

/** Whether a rep is there, from the instant that was asked for until something of it changes. */
export interface PresencePhase {
  /** Null: he is there. */
  readonly absence: Absence | null;
  /** Until when that is so at least, in ms since 1970; `Infinity` where nothing ever changes it. */
  readonly untilMs: number;
}

/**
 * `findAbsence` with how long its answer holds, for whoever asks again and again: two comparisons of numbers instead
 * of three searches. Why a rep is away for good may turn with the time that is looked ahead, so that it never holds.
 */
export function findPresence(rep: Presence, now: Timestamp): PresencePhase {
  const absence = findAbsence(rep, now);
  if (absence !== null && absence.backAt === null) return { absence, untilMs: -Infinity };
  const { timeOff, hours, busy = [] } = rep;
  const offUntil = coveredUntil(timeOff, now);
  if (offUntil !== null) return { absence, untilMs: Date.parse(offUntil) };
  const changes = [
    coveredFrom(timeOff, now),
    hours === undefined ? null : hoursPhaseAt(hours, now).until,
    coveredUntil(busy, now) ?? coveredFrom(busy, now),
  ];
  return { absence, untilMs: Math.min(...changes.map((at) => (at === null ? Infinity : Date.parse(at)))) };
}
