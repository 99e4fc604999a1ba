import { expect, test } from "vitest";

import { nextPeriodStartsAt, periodStartsAt } from "./period-starts.ts";

test.each([
  [
    "a Tuesday in California",
    "2026-11-24T09:00:00.000Z",
    "America/Los_Angeles",
    "11-24T08:00",
    "11-23T08:00",
    "11-01T07:00",
  ],
  [
    "still Monday in California",
    "2026-11-24T07:59:59.999Z",
    "America/Los_Angeles",
    "11-23T08:00",
    "11-23T08:00",
    "11-01T07:00",
  ],
  [
    "a Sunday, the last of its week",
    "2026-11-29T12:00:00.000Z",
    "Europe/Berlin",
    "11-28T23:00",
    "11-22T23:00",
    "10-31T23:00",
  ],
  [
    "a week that began in the month before",
    "2026-12-01T12:00:00.000Z",
    "UTC",
    "12-01T00:00",
    "11-30T00:00",
    "12-01T00:00",
  ],
  ["a zone that is an offset", "2026-11-24T18:00:00.000Z", "+07:00", "11-24T17:00", "11-22T17:00", "10-31T17:00"],
])("%s", (_, now, zone, day, week, month) => {
  const full = (time: string) => `2026-${time}:00.000Z`;
  expect(periodStartsAt(now, zone)).toEqual({ day: full(day), week: full(week), month: full(month) });
});

test.each([
  [
    "a Sunday, the last of its week",
    "2026-11-29T12:00:00.000Z",
    "Europe/Berlin",
    { day: "2026-11-29T23:00:00.000Z", week: "2026-11-29T23:00:00.000Z", month: "2026-11-30T23:00:00.000Z" },
  ],
  [
    "a December in which clocks stand as they did",
    "2026-12-31T12:00:00.000Z",
    "America/Los_Angeles",
    { day: "2027-01-01T08:00:00.000Z", week: "2027-01-04T08:00:00.000Z", month: "2027-01-01T08:00:00.000Z" },
  ],
  [
    "the day before clocks go back",
    "2026-10-31T12:00:00.000Z",
    "America/New_York",
    { day: "2026-11-01T04:00:00.000Z", week: "2026-11-02T05:00:00.000Z", month: "2026-11-01T04:00:00.000Z" },
  ],
])("the periods after those of %s", (_, now, zone, expected) => {
  expect(nextPeriodStartsAt(now, zone)).toEqual(expected);
});
