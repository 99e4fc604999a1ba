import type { Timestamp } from "@pointsman/contracts/primitive";
import * as Instant from "temporal-polyfill/fns/Instant";
import * as PlainDateTime from "temporal-polyfill/fns/PlainDateTime";
import * as ZonedDateTime from "temporal-polyfill/fns/ZonedDateTime";

/**
 * Between instants (milliseconds since 1970) and a zone's own calendar, whose days are counted from 1970-01-01 = 0.
 * The function form of `temporal-polyfill`, because a bundle that decides alone then holds 7 kB of it instead of 19.
 */

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The day that a calendar in `timeZone` shows at the instant. */
export function toLocalDay(epochMs: number, timeZone: string): number {
  const { year, month, day } = ZonedDateTime.toPlainDate(
    Instant.toZonedDateTimeISO(Instant.fromEpochMilliseconds(epochMs), timeZone),
  );
  return Math.floor(Date.UTC(year, month - 1, day) / DAY_MS);
}

/**
 * The instant at which a clock in `timeZone` first shows `minute` (0–1,440, minutes after 00:00) of `day`. Where the
 * clock jumps over it, the instant of the jump. One rule for starts and ends, so that shifts that meet on the clock
 * meet in time, on the two nights of the year too.
 */
export function toInstantMs(day: number, minute: number, timeZone: string): number {
  const wallMs = day * DAY_MS + minute * MINUTE_MS;
  const wall = new Date(wallMs);
  const zoned = PlainDateTime.toZonedDateTime(
    PlainDateTime.create(
      wall.getUTCFullYear(),
      wall.getUTCMonth() + 1,
      wall.getUTCDate(),
      wall.getUTCHours(),
      wall.getUTCMinutes(),
    ),
    timeZone,
    { disambiguation: "earlier" },
  );
  // In a gap `earlier` answers with a time before it, at the offset of before: the jump comes next.
  const shownMs = zoned.epochMilliseconds + ZonedDateTime.offsetNanoseconds(zoned) / 1_000_000;
  if (shownMs === wallMs) return zoned.epochMilliseconds;
  return ZonedDateTime.getTimeZoneTransition(zoned, "next")?.epochMilliseconds ?? zoned.epochMilliseconds;
}

/** The last instant whose text sorts by time: years after it have six digits and a sign. */
const LAST_MS = Date.UTC(10_000, 0) - 1;

/**
 * As in contracts; here, because a value from there brings zod into a bundle that only decides: 90 kB of it. Cut off at
 * the end of the year 9999, which days off that were stored before days had a bound may go beyond.
 */
export function toTimestamp(epochMs: number): Timestamp {
  return new Date(Math.min(epochMs, LAST_MS)).toISOString();
}

/** `2026-11-22` → days since 1970-01-01. */
export function parseLocalDay(date: string): number {
  return Date.parse(`${date}T00:00:00.000Z`) / DAY_MS;
}
