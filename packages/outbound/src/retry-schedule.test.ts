import { expect, test } from "vitest";

import { parseRetryAfter, retryDelayMs } from "./retry-schedule.ts";

const HOUR = 3_600_000;
const NOW = Date.parse("2026-11-22T12:00:00.000Z");

test("ten attempts over three days, each later than the one before by more, then no more", () => {
  const delays = Array.from({ length: 9 }, (_, index) => retryDelayMs(index + 1, 0.5) ?? NaN);
  expect(delays).toEqual(delays.toSorted((a, b) => a - b));
  expect(delays.reduce((sum, delay) => sum + delay) / HOUR).toBeCloseTo(75 + 35 / 60 + 5 / 3_600);
  expect([retryDelayMs(10, 0.5), retryDelayMs(11, 0.5)]).toEqual([null, null]);
  expect([retryDelayMs(1, 0), retryDelayMs(1, 1)]).toEqual([4_500, 5_500]);
});

test.each([
  ["120", 120_000],
  [" 0 ", 0],
  ["Sun, 22 Nov 2026 13:00:00 GMT", HOUR],
  ["Sun, 22 Nov 2026 11:00:00 GMT", 0],
  ["999999999", 24 * HOUR],
  ["soon", null],
  ["-5", 0],
  ["", null],
  [null, null],
])("Retry-After %s", (header, expected) => {
  expect(parseRetryAfter(header, NOW)).toBe(expected);
});
