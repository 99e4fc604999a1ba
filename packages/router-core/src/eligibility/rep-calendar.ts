import type { BusyBlock, Rep, TimeOff } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Stretch } from "./stretches.ts";
import type { WorkingHours } from "./working-hours.ts";
import { parseLocalDay, toInstantMs, toTimestamp } from "./zone.ts";

const NOON = 12 * 60;

/** Blocks of the kind `busy` that are shorter do not count: somebody who is busy for an hour still has a queue. */
export const LONG_BUSY_MS = 4 * 3_600_000;

/** From `from` on a rep's ramp is `pct` %. */
export interface RampPoint {
  readonly from: Timestamp;
  readonly pct: number;
}

/** What a rep's configuration says of when he is there, on one clock for all: instants instead of his own days. */
export interface RepCalendar {
  readonly timeOff: readonly Stretch[];
  /** Only where something of his calendar keeps leads from him. */
  readonly busy?: readonly Stretch[];
  /** Only where he has working hours; without them he is always there. */
  readonly hours?: WorkingHours;
  /** Only where his ramp has steps; in order. */
  readonly rampSteps?: readonly RampPoint[];
}

/** By rep: configuration is immutable, and lists that stay the same let what is computed of them be kept. */
const CALENDARS = new WeakMap<Rep, RepCalendar>();

export function toRepCalendar(rep: Rep): RepCalendar {
  const known = CALENDARS.get(rep);
  if (known !== undefined) return known;
  const calendar = buildCalendar(rep);
  CALENDARS.set(rep, calendar);
  return calendar;
}

function buildCalendar({ timeZone, timeOff, workingHours, busy, busyCounts, rampSteps }: Rep): RepCalendar {
  const counted = busy.filter((block) => keepsLeadsAway(block, busyCounts)).map(({ from, until }) => ({ from, until }));
  const steps = rampSteps
    .map(({ from, pct }) => ({ from: startOfDay(from, timeZone), pct }))
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return {
    timeOff: timeOff.map((off) => toStretch(off, timeZone)),
    ...(counted.length > 0 && { busy: counted }),
    ...(workingHours.length > 0 && { hours: { timeZone, shifts: workingHours } }),
    ...(steps.length > 0 && { rampSteps: steps }),
  };
}

function keepsLeadsAway({ kind, from, until }: BusyBlock, counts: Rep["busyCounts"]): boolean {
  if (!counts.includes(kind)) return false;
  return kind !== "busy" || Date.parse(until) - Date.parse(from) >= LONG_BUSY_MS;
}

function toStretch(off: TimeOff, timeZone: string): Stretch {
  if ("from" in off) return { from: off.from, until: off.until };
  if ("firstDay" in off) {
    return { from: startOfDay(off.firstDay, timeZone), until: startOfDay(off.lastDay, timeZone, 1) };
  }
  const noon = toTimestamp(toInstantMs(parseLocalDay(off.day), NOON, timeZone));
  return off.half === "morning"
    ? { from: startOfDay(off.day, timeZone), until: noon }
    : { from: noon, until: startOfDay(off.day, timeZone, 1) };
}

function startOfDay(date: string, timeZone: string, daysLater = 0): Timestamp {
  return toTimestamp(toInstantMs(parseLocalDay(date) + daysLater, 0, timeZone));
}
