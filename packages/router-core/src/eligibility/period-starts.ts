import type { Timestamp } from "@pointsman/contracts/primitive";

import { toInstantMs, toLocalDay, toTimestamp } from "./zone.ts";

const DAY_MS = 86_400_000;

/** When the current day, week (from Monday) and month began, by the calendar of a zone. */
export interface PeriodStarts {
  readonly day: Timestamp;
  readonly week: Timestamp;
  readonly month: Timestamp;
}

/** The starts of the periods that `now` lies in: from when on the leads of a rep's caps count. */
export function periodStartsAt(now: Timestamp, timeZone: string): PeriodStarts {
  const today = toLocalDay(Date.parse(now), timeZone);
  const startOf = (day: number) => toTimestamp(toInstantMs(day, 0, timeZone));
  const date = new Date(today * DAY_MS);
  // `getUTCDay` counts from Sunday.
  const sinceMonday = (date.getUTCDay() + 6) % 7;
  return {
    day: startOf(today),
    week: startOf(today - sinceMonday),
    month: startOf(today - date.getUTCDate() + 1),
  };
}

/** The starts of the periods after those that `now` lies in: when the counts of a rep's caps begin anew. */
export function nextPeriodStartsAt(now: Timestamp, timeZone: string): PeriodStarts {
  const today = toLocalDay(Date.parse(now), timeZone);
  const startOf = (day: number) => toTimestamp(toInstantMs(day, 0, timeZone));
  const date = new Date(today * DAY_MS);
  const untilMonday = 7 - ((date.getUTCDay() + 6) % 7);
  return {
    day: startOf(today + 1),
    week: startOf(today + untilMonday),
    month: startOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / DAY_MS),
  };
}
