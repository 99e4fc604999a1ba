import type { Span } from "../merge-blocks.ts";
import { instantOf, type Moment } from "./clocks.ts";
import type { CalendarEvent } from "./parse-event.ts";
import type { Length } from "./properties.ts";
import { listStarts, type Range, type Rule } from "./rules.ts";

const DAY_MS = 86_400_000;

/** A clock is at most 14 hours from UTC; the rest is room for what a day lasts longer. */
const CLOCK_MARGIN_MS = 2 * DAY_MS;

export interface Series {
  readonly master: CalendarEvent;
  /** What single occurrences of it became, one for each. */
  readonly overrides: readonly CalendarEvent[];
}

export interface Expansion {
  readonly spans: readonly Span[];
  /** One of its rules is none, or has more occurrences than are looked at: those are missing. */
  readonly isCut: boolean;
}

interface Occurrence {
  readonly start: Moment;
  /** Null: as long as the event says. */
  readonly length: Length | null;
}

/**
 * The occurrences of an event that touch the range: its own start, those of its rules and dates, less its exceptions and
 * those that became something else, which is there in their place.
 */
export function expandSeries({ master, overrides }: Series, range: Range): Expansion {
  const { found, isCut } = listOccurrences(master, range);
  const ranges = overrides
    .filter(({ replaces }) => replaces?.andAllLater === true)
    .toSorted((a, b) => replacedInstant(a) - replacedInstant(b));
  for (const override of overrides) found.delete(replacedInstant(override));
  const spans = [...found].flatMap(([instant, occurrence]) => {
    const changed = ranges.findLast((override) => replacedInstant(override) < instant);
    return changed === undefined ? toSpan(master, occurrence) : shiftedSpan(changed, instant);
  });
  for (const override of overrides) spans.push(...toSpan(override, { start: override.start, length: null }));
  return { spans: spans.filter(({ fromMs, untilMs }) => fromMs < range.untilMs && untilMs > range.fromMs), isCut };
}

/** By instant, as exceptions name them, so that what is said twice counts once. */
function listOccurrences(master: CalendarEvent, range: Range) {
  const within = widen(range, master.length);
  const found = new Map<number, Occurrence>([[instantOf(master.start), { start: master.start, length: null }]]);
  let isCut = false;
  const startsOf = (rules: readonly Rule[]): readonly Moment[] =>
    rules.flatMap((rule) => {
      try {
        return listStarts(rule, master.start, within).map((wallMs) => ({ ...master.start, wallMs }));
      } catch {
        isCut = true;
        return [];
      }
    });
  for (const start of startsOf(master.rules)) found.set(instantOf(start), { start, length: null });
  for (const { start, length } of master.dates) found.set(instantOf(start), { start, length });
  for (const start of [...master.exceptDates, ...startsOf(master.exceptRules)]) found.delete(instantOf(start));
  // A day among the exceptions of something that has a time: that day's occurrence, whenever it is.
  const days = new Set(master.exceptDates.filter(({ isDate }) => isDate).map(({ wallMs }) => wallMs));
  for (const [instant, { start }] of found) if (days.has(startOfDay(start))) found.delete(instant);
  return { found, isCut };
}

function replacedInstant({ replaces }: CalendarEvent): number {
  return replaces === null ? NaN : instantOf(replaces.start);
}

function toSpan({ showsAs, length: usual }: CalendarEvent, { start, length }: Occurrence): readonly Span[] {
  if (showsAs === null) return [];
  const { days, ms } = length ?? usual;
  const fromMs = instantOf(start);
  const untilMs = (days === 0 ? fromMs : start.clock(start.wallMs + days * DAY_MS)) + ms;
  return fromMs < untilMs ? [{ kind: showsAs, fromMs, untilMs }] : [];
}

/** An occurrence after one that changed with all that follow: as much earlier or later, and as long, as that one. */
function shiftedSpan(changed: CalendarEvent, instant: number): readonly Span[] {
  const shiftMs = instant - replacedInstant(changed);
  return toSpan(changed, { start: changed.start, length: null }).map((span) => ({
    ...span,
    fromMs: span.fromMs + shiftMs,
    untilMs: span.untilMs + shiftMs,
  }));
}

/** Every start, on any clock, from which an occurrence can touch the range. */
function widen({ fromMs, untilMs }: Range, { days, ms }: Length): Range {
  return { fromMs: fromMs - CLOCK_MARGIN_MS - days * DAY_MS - ms, untilMs: untilMs + CLOCK_MARGIN_MS };
}

function startOfDay({ wallMs }: Moment): number {
  return Math.floor(wallMs / DAY_MS) * DAY_MS;
}
