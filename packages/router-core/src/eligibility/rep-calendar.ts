import type { Sourced } from "@pointsman/contracts/availability";
import type { BusyBlock, Rep, TimeOff } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Stretch } from "./stretches.ts";
import { hoursPhaseAt, type WorkingHours } from "./working-hours.ts";
import { parseLocalDay, toInstantMs, toTimestamp } from "./zone.ts";

const NOON = 12 * 60;

const MINUTE_MS = 60_000;

/**
 * Blocks of the kind `busy` that take less of his working hours do not count, unless a rep or the policy says otherwise:
 * somebody who is busy for an hour still has a queue.
 */
const LONG_BUSY_MINUTES = 240;

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

function buildCalendar(rep: Rep): RepCalendar {
  const { timeZone, timeOff, workingHours, busy, rampSteps } = rep;
  const hours = workingHours.length === 0 ? undefined : { timeZone, shifts: workingHours };
  const counted = busy
    .filter((block) => keepsLeadsAway(block, rep, hours))
    .map(({ from, until, source }: Stretch) => sourced({ from, until }, source));
  const steps = rampSteps
    .map(({ from, pct }) => ({ from: startOfDay(from, timeZone), pct }))
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return {
    timeOff: timeOff.map((off: TimeOff & Sourced) => sourced(toStretch(off, timeZone), off.source)),
    ...(counted.length > 0 && { busy: counted }),
    ...(hours !== undefined && { hours }),
    ...(steps.length > 0 && { rampSteps: steps }),
  };
}

/** Whether a block of his calendar is one that leads do not come in: of the kinds that count, and not too short. */
function keepsLeadsAway(
  { kind, from, until }: BusyBlock,
  { busyCounts, longBusyMinutes }: Pick<Rep, "busyCounts" | "longBusyMinutes">,
  hours: WorkingHours | undefined,
): boolean {
  if (!busyCounts.includes(kind)) return false;
  return kind !== "busy" || takesFrom(hours, { from, until }, (longBusyMinutes ?? LONG_BUSY_MINUTES) * MINUTE_MS);
}

/** Whether a stretch takes so much of the hours. Most do not even last as long, which costs no look at any shift. */
function takesFrom(hours: WorkingHours | undefined, { from, until }: Stretch, ms: number): boolean {
  const lastsMs = Date.parse(until) - Date.parse(from);
  if (hours === undefined || lastsMs < ms) return lastsMs >= ms;
  let takenMs = 0;
  for (let at = from; at < until && takenMs < ms;) {
    const phase = hoursPhaseAt(hours, at);
    const endMs = Math.min(Date.parse(phase.until), Date.parse(until));
    if (phase.open) takenMs += endMs - Date.parse(at);
    at = toTimestamp(endMs);
  }
  return takenMs >= ms;
}

/** Most stretches say nothing of their source, and record nothing of it. */
function sourced(stretch: Stretch, source: Sourced["source"]): Stretch {
  return source === undefined ? stretch : { ...stretch, source };
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
