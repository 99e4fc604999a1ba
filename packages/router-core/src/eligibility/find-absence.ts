import type { AbsenceSource, RefusalReason } from "@pointsman/contracts/decision";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { RepState } from "../snapshot.ts";
import { covering, type Stretch } from "./stretches.ts";
import { hoursPhaseAt } from "./working-hours.ts";
import { toTimestamp } from "./zone.ts";

/** Why a rep is not there, and when he is again: on shift, back and free. Null: not within any time worth waiting. */
export interface Absence {
  readonly refusal: Extract<RefusalReason, "out_of_office" | "outside_hours" | "busy">;
  readonly backAt: Timestamp | null;
  /** Who says so, of time off and of what calendars say. */
  readonly source?: AbsenceSource;
}

export type Presence = Pick<RepState, "timeOff" | "hours" | "busy">;

/**
 * Absences that may follow upon each other before a rep counts as not coming back: within the longest hold there is,
 * 30 days, as many as anybody's calendar has; beyond it, months of nights and weekends, for the trace alone.
 */
const MAX_ABSENCES = 2_000;
const MAX_LATER_ABSENCES = 200;
const LONGEST_WAIT_MS = 30 * 24 * 3_600_000;

/** The first reason why the rep is not there at `now`: time off, then working hours, then his calendar; null: he is. */
export function findAbsence(rep: Presence, now: Timestamp): Absence | null {
  const first = absenceAt(rep, now);
  if (first === null) return null;
  let at = first.until;
  for (let step = 0; step < MAX_ABSENCES; step++) {
    if (step >= MAX_LATER_ABSENCES && at > toTimestamp(Date.parse(now) + LONGEST_WAIT_MS)) break;
    const next = absenceAt(rep, at);
    if (next === null) return toAbsence(first, at);
    at = next.until;
  }
  return toAbsence(first, null);
}

function toAbsence({ refusal, source }: Away, backAt: Timestamp | null): Absence {
  return source === undefined ? { refusal, backAt } : { refusal, backAt, source };
}

interface Away extends Pick<Absence, "refusal" | "source"> {
  readonly until: Timestamp;
}

function absenceAt({ timeOff, hours, busy }: Presence, at: Timestamp): Away | null {
  const off = covering(timeOff, at);
  if (off !== null) return away("out_of_office", off);
  const phase = hours === undefined ? null : hoursPhaseAt(hours, at);
  if (phase !== null && !phase.open) return { refusal: "outside_hours", until: phase.until };
  const taken = busy === undefined ? null : covering(busy, at);
  return taken === null ? null : away("busy", taken);
}

function away(refusal: Away["refusal"], { until, source }: Stretch): Away {
  return source === undefined ? { refusal, until } : { refusal, until, source };
}
