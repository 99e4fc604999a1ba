import type { CalendarBlock, CalendarWindow } from "../calendar-source.ts";
import { mergeBlocks, type Span } from "../merge-blocks.ts";
import { createClockFinder, instantOf } from "./clocks.ts";
import { expandSeries, type Series } from "./expand-series.ts";
import { parseEvent, toPeriod, type CalendarEvent, type EventContext } from "./parse-event.ts";
import { parseProperty, type Property } from "./properties.ts";
import { readComponents, type RawComponent } from "./read-components.ts";

export interface ReadOptions {
  readonly window: CalendarWindow;
  /** Of the owner. */
  readonly timeZone: string;
  readonly allIsTimeOff: boolean;
}

export interface ReadCalendar {
  readonly blocks: readonly CalendarBlock[];
  /** Events that could not be read, or not to their end. */
  readonly skipped: number;
}

const DAY_MS = 86_400_000;

/**
 * When the owner of an iCalendar file is away or busy within a window. One event that cannot be read costs none of the
 * others.
 *
 * @throws UnreadableCalendarError where the file is no whole calendar
 */
export function readCalendar(text: string, { window, timeZone, allIsTimeOff }: ReadOptions): ReadCalendar {
  const components = readComponents(text);
  const context = { findClock: createClockFinder(components, timeZone), allIsTimeOff };
  const range = { fromMs: Date.parse(window.from), untilMs: Date.parse(window.until) };
  const spans: Span[] = [];
  let skipped = 0;
  const events = components
    .filter(({ name }) => name === "VEVENT")
    .flatMap((component) => {
      try {
        return isOver(component, range.fromMs) ? [] : [parseEvent(component, context)];
      } catch {
        skipped += 1;
        return [];
      }
    });
  for (const series of toSeries(events)) {
    try {
      const expansion = expandSeries(series, range);
      for (const span of expansion.spans) spans.push(span);
      if (expansion.isCut) skipped += 1;
    } catch {
      skipped += 1;
    }
  }
  for (const component of components.filter(({ name }) => name === "VFREEBUSY")) {
    try {
      spans.push(...readFreeBusy(component, context));
    } catch {
      skipped += 1;
    }
  }
  return { blocks: mergeBlocks(spans, window), skipped };
}

/** Most events of a calendar are of years ago: a look at the text tells, which costs less than reading them. */
function isOver({ lines }: RawComponent, fromMs: number): boolean {
  if (lines.some((line) => /^(RRULE|RDATE|RECURRENCE-ID|DURATION)[;:]/i.test(line))) return false;
  const ends = lines.flatMap((line) => /^(?:DTSTART|DTEND)(?:;.*)?:(\d{4})(\d\d)(\d\d)/is.exec(line)?.slice(1) ?? []);
  if (ends.length !== 6 && ends.length !== 3) return false;
  const days = [ends.slice(0, 3), ends.slice(3)].filter((day) => day.length > 0);
  return days.every(
    ([year, month, day]) => Date.UTC(Number(year), Number(month) - 1, Number(day)) < fromMs - 3 * DAY_MS,
  );
}

/** Events with what single occurrences of them became. Of several versions the one with the highest sequence counts. */
function* toSeries(events: readonly CalendarEvent[]): Generator<Series> {
  const alone = events.filter(({ uid }) => uid === null);
  for (const master of alone) yield { master, overrides: [] };
  const byUid = Map.groupBy(
    events.filter(({ uid }) => uid !== null),
    ({ uid }) => uid,
  );
  for (const versions of byUid.values()) {
    const masters = latest(versions.filter(({ replaces }) => replaces === null));
    const overrides = [
      ...Map.groupBy(
        versions.filter(({ replaces }) => replaces !== null),
        ({ replaces }) => (replaces === null ? 0 : instantOf(replaces.start)),
      ).values(),
    ].flatMap((changes) => latest(changes).slice(-1));
    if (masters.length === 0) for (const override of overrides) yield { master: override, overrides: [] };
    for (const master of masters) yield { master, overrides };
  }
}

function latest(versions: readonly CalendarEvent[]): readonly CalendarEvent[] {
  const highest = Math.max(...versions.map(({ sequence }) => sequence));
  return versions.filter(({ sequence }) => sequence === highest);
}

/** The list of a published free/busy file: what it does not say is free. */
function readFreeBusy({ lines }: RawComponent, context: EventContext): readonly Span[] {
  return lines
    .filter((line) => /^FREEBUSY[;:]/i.test(line))
    .map(parseProperty)
    .flatMap((property) => toSpans(property, context));
}

function toSpans(property: Property, context: EventContext): readonly Span[] {
  const type = property.parameters["fbtype"]?.toUpperCase() ?? "BUSY";
  if (type === "FREE" || type === "BUSY-TENTATIVE") return [];
  const kind = type === "BUSY-UNAVAILABLE" || context.allIsTimeOff ? "out_of_office" : "busy";
  return property.values.map((value) => {
    const { start, length } = toPeriod(value, property, context);
    const fromMs = instantOf(start);
    return { kind, fromMs, untilMs: fromMs + length.days * DAY_MS + length.ms };
  });
}
