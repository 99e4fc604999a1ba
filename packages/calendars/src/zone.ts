import * as PlainDateTime from "temporal-polyfill/fns/PlainDateTime";
import { findIana } from "windows-iana";

/**
 * A clock: from what it shows, as milliseconds since 1970-01-01 00:00 on that clock, to the instant. A time that it shows
 * twice is the first; one that it skips is as long after the jump as it would have been after the hour before it
 * (RFC 5545, 3.3.5: by the offset from before the gap).
 */
export type Clock = (wallMs: number) => number;

export const UTC: Clock = (wallMs) => wallMs;

/** The clock of an IANA zone; the caller has seen that there is one of that name. */
export function ianaClock(timeZone: string): Clock {
  return (wallMs) => {
    const wall = new Date(wallMs);
    const local = PlainDateTime.create(
      wall.getUTCFullYear(),
      wall.getUTCMonth() + 1,
      wall.getUTCDate(),
      wall.getUTCHours(),
      wall.getUTCMinutes(),
      wall.getUTCSeconds(),
    );
    return PlainDateTime.toZonedDateTime(local, timeZone, { disambiguation: "compatible" }).epochMilliseconds;
  };
}

/**
 * The IANA name behind a zone as calendars write it: `Europe/Berlin`, Windows' `W. Europe Standard Time`, or a path that
 * ends with the name, such as `/freeassociation.sourceforge.net/Europe/Berlin`. Undefined where it is none of these.
 */
export function toIanaZone(name: string): string | undefined {
  const text = name.trim().replace(/^"|"$/g, "");
  if (isIana(text)) return text;
  const [windows] = findIana(text);
  if (windows !== undefined) return windows;
  const parts = text.split("/");
  return [3, 2]
    .map((count) => parts.slice(-count).join("/"))
    .find((end) => end !== text && end.includes("/") && isIana(end));
}

const KNOWN = new Map<string, boolean>();
const MAX_KNOWN = 2_000;

function isIana(name: string): boolean {
  const known = KNOWN.get(name);
  if (known !== undefined) return known;
  // The names come from outside: what is remembered of them is bounded.
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
  const found = name.length > 0 && name.length <= 64 && hasZone(name);
  KNOWN.set(name, found);
  return found;
}

function hasZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}
