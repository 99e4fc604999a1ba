import type { Shift, Weekday } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";

import { mergeStretches, type Stretch } from "./stretches.ts";
import { toInstantMs, toLocalDay, toTimestamp } from "./zone.ts";

/** When a rep takes leads: weekly shifts on the clock of his zone. */
export interface WorkingHours {
  readonly timeZone: string;
  readonly shifts: readonly Shift[];
}

/** On shift or not, from an instant that was asked for until the next opening or close. */
export interface HoursPhase extends Stretch {
  readonly open: boolean;
}

const WEEKDAYS: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAY_MINUTES = 1_440;

/** Days looked ahead, in turn, until an opening is found. The last is longer than any week a zone may skip days of. */
const LOOK_AHEAD_DAYS = [1, 8, 22] as const;

/**
 * The last few phases of each rep's hours: zone arithmetic costs some 100 µs, so it is done once per opening or close
 * and not once per decision. Hours are immutable, so that what is kept stays true.
 */
const PHASES = new WeakMap<WorkingHours, readonly HoursPhase[]>();
const MAX_PHASES = 4;
const NONE: readonly HoursPhase[] = [];

/** The phase that `at` lies in. Exact at both ends: on shift at the instant it begins, off at the instant it ends. */
export function hoursPhaseAt(hours: WorkingHours, at: Timestamp): HoursPhase {
  const known = PHASES.get(hours) ?? NONE;
  for (const phase of known) if (phase.from <= at && at < phase.until) return phase;
  const phase = findPhase(hours, at);
  PHASES.set(hours, [phase, ...known.slice(0, MAX_PHASES - 1)]);
  return phase;
}

function findPhase(hours: WorkingHours, at: Timestamp): HoursPhase {
  const today = toLocalDay(Date.parse(at), hours.timeZone);
  let horizon = at;
  for (const days of LOOK_AHEAD_DAYS) {
    // A shift lasts a day at most, so that only one of yesterday can still run.
    const open = listOpenStretches(hours, today - 1, today + days);
    const next = open.find(({ until }) => until > at);
    if (next !== undefined) {
      return next.from <= at
        ? { open: true, from: at, until: next.until }
        : { open: false, from: at, until: next.from };
    }
    horizon = toTimestamp(toInstantMs(today + days + 1, 0, hours.timeZone));
  }
  return { open: false, from: at, until: horizon };
}

/** The shifts that begin from `firstDay` to `lastDay`, as instants; those that meet or overlap as one. */
function listOpenStretches(hours: WorkingHours, firstDay: number, lastDay: number): readonly Stretch[] {
  const days = Array.from({ length: lastDay - firstDay + 1 }, (_, index) => firstDay + index);
  return mergeStretches(days.flatMap((day) => stretchesOf(hours, day)));
}

/** A day's shifts as instants, by day: who is busy in each of 50 shifts is asked for some days 50 times. */
const DAYS = new WeakMap<WorkingHours, Map<number, readonly Stretch[]>>();
const MAX_DAYS = 64;

function stretchesOf(hours: WorkingHours, day: number): readonly Stretch[] {
  const known = DAYS.get(hours) ?? new Map<number, readonly Stretch[]>();
  DAYS.set(hours, known);
  const before = known.get(day);
  if (before !== undefined) return before;
  const stretches = listShifts(hours, day);
  if (known.size >= MAX_DAYS) known.clear();
  known.set(day, stretches);
  return stretches;
}

function listShifts({ timeZone, shifts }: WorkingHours, day: number): readonly Stretch[] {
  const weekday = weekdayOf(day);
  const stretches = shifts
    .filter(({ days }) => days.includes(weekday))
    .map((shift) => {
      const from = toMinutes(shift.from);
      const until = toMinutes(shift.until);
      return {
        from: toTimestamp(toInstantMs(day, from, timeZone)),
        until: toTimestamp(toInstantMs(day, until > from ? until : until + DAY_MINUTES, timeZone)),
      };
    });
  // A shift within the hour that the clock skips is empty.
  return mergeStretches(stretches.filter(({ from, until }) => from < until));
}

function weekdayOf(day: number): Weekday {
  // Day 0, 1970-01-01, was a Thursday.
  return WEEKDAYS[(((day + 3) % 7) + 7) % 7] ?? "mon";
}

function toMinutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
