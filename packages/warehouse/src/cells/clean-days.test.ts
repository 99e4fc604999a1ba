import { expect, test } from "vitest";

import { splitPeriod } from "./clean-days.ts";

const day = (number: number) => `2026-10-${String(number).padStart(2, "0")}T00:00:00.000Z`;
const october = { from: day(1), until: day(5) };

const at = (time: string) => `'2026-10-${time}'`;
const rows = (from: string, until: string) => `received_at >= ${at(from)} and received_at < ${at(until)}`;
const cells = (from: string, until: string) => `day >= ${at(from)} and day < ${at(until)}`;

test.each([
  ["no day is clean", october, [], null, rows("01 00:00:00.000", "05 00:00:00.000")],
  ["all are", october, [1, 2, 3, 4], cells("01", "05"), null],
  ["one in the middle is not", october, [1, 2, 4], "12 4", rows("03 00:00:00.000", "04 00:00:00.000")],
  ["those outside are no part of it", october, [7, 8], null, rows("01 00:00:00.000", "05 00:00:00.000")],
  [
    "days that it has in part are read from the rows",
    { from: "2026-10-01T10:11:12.131Z", until: "2026-10-04T00:00:00.001Z" },
    [1, 2, 3, 4],
    cells("02", "04"),
    `${rows("01 10:11:12.131", "02 00:00:00.000")} or ${rows("04 00:00:00.000", "04 00:00:00.001")}`,
  ],
  [
    "an hour of a clean day is none",
    { from: "2026-10-02T10:00:00.000Z", until: "2026-10-02T11:00:00.000Z" },
    [2],
    null,
    rows("02 10:00:00.000", "02 11:00:00.000"),
  ],
])("%s", (_, period, clean, days, rest) => {
  const expected = days === "12 4" ? `${cells("01", "03")} or ${cells("04", "05")}` : days;
  expect(splitPeriod(period, clean.map(day))).toEqual({ days: expected, rest });
});
