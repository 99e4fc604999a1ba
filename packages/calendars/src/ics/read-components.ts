/** Something that is no whole calendar: nothing of it is believed. */
export class UnreadableCalendarError extends Error {
  override readonly name = "UnreadableCalendarError";
  readonly failure: "malformed" | "too_large";

  constructor(failure: UnreadableCalendarError["failure"], message: string) {
    super(message);
    this.failure = failure;
  }
}

/** The lines of a component that say when something is, unfolded. */
export interface RawComponent {
  readonly name: string;
  readonly lines: readonly string[];
  /** `STANDARD` and `DAYLIGHT` of a zone. */
  readonly parts: readonly RawComponent[];
}

const TOP: ReadonlySet<string> = new Set(["VEVENT", "VFREEBUSY", "VTIMEZONE"]);
const PARTS: ReadonlySet<string> = new Set(["STANDARD", "DAYLIGHT"]);

/**
 * What is read at all: no title, no description, no person. Malformed lines among the others do no harm, an attachment of
 * megabytes costs nothing, and what is not read cannot leak.
 */
const PROPERTIES: ReadonlySet<string> = new Set([
  "UID",
  "SEQUENCE",
  "DTSTART",
  "DTEND",
  "DURATION",
  "RRULE",
  "EXRULE",
  "RDATE",
  "EXDATE",
  "RECURRENCE-ID",
  "STATUS",
  "TRANSP",
  "X-MICROSOFT-CDO-BUSYSTATUS",
  "X-MICROSOFT-CDO-INTENDEDSTATUS",
  "FREEBUSY",
  "TZID",
  "TZOFFSETFROM",
  "TZOFFSETTO",
]);

/** A busy person has some 2,000 events a year. */
const MAX_COMPONENTS = 50_000;

/**
 * The events, zones and free/busy lists of an iCalendar file.
 *
 * @throws UnreadableCalendarError where it is no calendar, or ends before its end, as a broken download does: an event
 *   that is missing would look like somebody who is free
 */
export function readComponents(text: string): readonly RawComponent[] {
  const found: RawComponent[] = [];
  const open: { readonly name: string; readonly lines: string[]; readonly parts: RawComponent[] }[] = [];
  let calendars = 0;
  for (const line of unfold(text)) {
    const name = nameOf(line);
    if (name === "BEGIN") {
      open.push({ name: line.slice(6).trim().toUpperCase(), lines: [], parts: [] });
    } else if (name === "END") {
      const closed = open.pop();
      if (closed?.name !== line.slice(4).trim().toUpperCase())
        throw new UnreadableCalendarError("malformed", "A component ends that did not begin.");
      if (closed.name === "VCALENDAR") calendars += 1;
      else if (TOP.has(closed.name)) found.push(closed);
      else if (PARTS.has(closed.name)) open.at(-1)?.parts.push(closed);
      if (found.length > MAX_COMPONENTS)
        throw new UnreadableCalendarError("too_large", `More than ${MAX_COMPONENTS} events.`);
    } else if (PROPERTIES.has(name)) {
      open.at(-1)?.lines.push(line);
    }
  }
  if (open.length > 0) throw new UnreadableCalendarError("malformed", "The calendar ends before its end.");
  if (calendars === 0) throw new UnreadableCalendarError("malformed", "It is no iCalendar file.");
  return found;
}

function nameOf(line: string): string {
  const end = line.search(/[;:]/);
  return (end === -1 ? line : line.slice(0, end)).trim().toUpperCase();
}

/** Lines of any ending; one that begins with a blank or a tab continues the one before. */
function* unfold(text: string): Generator<string> {
  let parts: string[] = [];
  for (const line of splitLines(text)) {
    if (line.startsWith(" ") || line.startsWith("\t")) {
      parts.push(line.slice(1));
      continue;
    }
    if (parts.length > 0) yield parts.join("");
    parts = [line];
  }
  if (parts.length > 0) yield parts.join("");
}

function* splitLines(text: string): Generator<string> {
  const ends = /\r\n|\n|\r/g;
  let from = 0;
  for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
    yield text.slice(from, end.index);
    from = ends.lastIndex;
  }
  yield text.slice(from);
}
