import type { BlockKind } from "../calendar-source.ts";
import { instantOf, type ClockFinder, type Moment } from "./clocks.ts";
import { parseLength, parseProperty, parseTime, type Length, type Property } from "./properties.ts";
import type { RawComponent } from "./read-components.ts";
import { parseRule, type Rule } from "./rules.ts";

const DAY_MS = 86_400_000;

/** An occurrence that is listed by itself; without a length it lasts as long as the others. */
interface ListedDate {
  readonly start: Moment;
  readonly length: Length | null;
}

/** An event of a file, or, with `replaces`, what one occurrence of a series became. */
export interface CalendarEvent {
  /** Null: it has none, so that nothing else belongs to it. */
  readonly uid: string | null;
  readonly sequence: number;
  readonly start: Moment;
  readonly length: Length;
  /** Null: it keeps nobody away, because it is cancelled or shows him as free, tentative or elsewhere. */
  readonly showsAs: BlockKind | null;
  readonly rules: readonly Rule[];
  readonly exceptRules: readonly Rule[];
  readonly dates: readonly ListedDate[];
  readonly exceptDates: readonly Moment[];
  readonly replaces: { readonly start: Moment; readonly andAllLater: boolean } | null;
}

export interface EventContext {
  readonly findClock: ClockFinder;
  readonly allIsTimeOff: boolean;
}

/** @throws Error where it cannot be said when the event is */
export function parseEvent({ lines }: RawComponent, context: EventContext): CalendarEvent {
  const isRule = (line: string) => /^(RRULE|EXRULE)[;:]/i.test(line);
  const properties = Map.groupBy(lines.filter((line) => !isRule(line)).map(parseProperty), ({ name }) => name);
  const all = (name: string) => properties.get(name) ?? [];
  const text = (name: string) => all(name)[0]?.values.map(String).join(",").trim() ?? null;
  const moments = (name: string) => all(name).flatMap((property) => toMoments(property, context));
  const [start] = moments("dtstart");
  if (start === undefined) throw new Error("has no start");
  const [replaced] = moments("recurrence-id");
  const toRules = (prefix: RegExp) => lines.filter((line) => prefix.test(line)).map(parseRule);
  return {
    uid: text("uid") || null,
    sequence: Number(text("sequence") ?? 0) || 0,
    start,
    length: findLength({ start, end: moments("dtend")[0], duration: all("duration")[0] }),
    showsAs: findShowsAs(text, context),
    rules: toRules(/^RRULE/i),
    exceptRules: toRules(/^EXRULE/i),
    dates: all("rdate").flatMap((property) => toListedDates(property, context)),
    exceptDates: moments("exdate"),
    replaces:
      replaced === undefined
        ? null
        : { start: replaced, andAllLater: /^thisandfuture$/i.test(rangeOf(all("recurrence-id"))) },
  };
}

function rangeOf([property]: readonly Property[]): string {
  return property?.parameters["range"] ?? "";
}

function toMoments(property: Property, context: EventContext): readonly Moment[] {
  return property.values.map((value) => toMoment(value, property, context));
}

function toMoment(value: unknown, property: Property, { findClock }: EventContext): Moment {
  const time = parseTime(value);
  return { ...time, clock: findClock(time, property) };
}

/** `RDATE` as times, or as periods of a start and an end or a length. */
function toListedDates(property: Property, context: EventContext): readonly ListedDate[] {
  if (property.type !== "period") return toMoments(property, context).map((start) => ({ start, length: null }));
  return property.values.map((period) => toPeriod(period, property, context));
}

export function toPeriod(
  value: unknown,
  property: Property,
  context: EventContext,
): ListedDate & { readonly length: Length } {
  const [from, to] = Array.isArray(value) ? (value as readonly unknown[]) : String(value).split("/");
  const start = toMoment(from, property, context);
  if (String(to).includes("P")) return { start, length: parseLength(to) };
  return { start, length: exactly(start, toMoment(to, property, context)) };
}

interface Extent {
  readonly start: Moment;
  readonly end: Moment | undefined;
  readonly duration: Property | undefined;
}

/** By RFC 5545, 3.6.1: without an end a day lasts that day and a time no time. An end of the same day is written for one day. */
function findLength({ start, end, duration }: Extent): Length {
  if (end === undefined) {
    if (duration !== undefined) return parseLength(duration.values[0]);
    return start.isDate ? { days: 1, ms: 0 } : { days: 0, ms: 0 };
  }
  if (!start.isDate || !end.isDate) return exactly(start, end);
  const days = Math.round((end.wallMs - start.wallMs) / DAY_MS);
  if (days < 0) throw new Error("ends before it begins");
  return { days: Math.max(days, 1), ms: 0 };
}

function exactly(start: Moment, end: Moment): Length {
  const ms = instantOf(end) - instantOf(start);
  if (ms < 0) throw new Error("ends before it begins");
  return { days: 0, ms };
}

/**
 * What the event shows its owner as. Microsoft's property knows more than the standard's, so it comes first; whoever
 * writes both writes the same.
 */
function findShowsAs(text: (name: string) => string | null, { allIsTimeOff }: EventContext): BlockKind | null {
  const status = text("status")?.toUpperCase();
  if (status === "CANCELLED") return null;
  if (allIsTimeOff) return "out_of_office";
  const microsoft = (text("x-microsoft-cdo-busystatus") ?? text("x-microsoft-cdo-intendedstatus"))?.toUpperCase();
  if (microsoft === "OOF") return "out_of_office";
  if (microsoft === "BUSY") return "busy";
  if (microsoft === "FREE" || microsoft === "TENTATIVE" || microsoft === "WORKINGELSEWHERE") return null;
  if (text("transp")?.toUpperCase() === "TRANSPARENT" || status === "TENTATIVE") return null;
  return "busy";
}
