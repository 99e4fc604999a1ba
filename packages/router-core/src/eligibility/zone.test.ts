import { toTimestamp } from "@pointsman/contracts/primitive";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parseLocalDay, toInstantMs, toLocalDay } from "./zone.ts";

const at = (date: string, time: string, zone: string) => {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return toTimestamp(toInstantMs(parseLocalDay(date), hour * 60 + minute, zone));
};

describe("a time on a zone's clock", () => {
  test.each([
    ["in winter", "2026-11-23", "09:00", "America/Los_Angeles", "2026-11-23T17:00:00.000Z"],
    ["in summer", "2026-07-01", "09:00", "America/Los_Angeles", "2026-07-01T16:00:00.000Z"],
    ["east of Greenwich", "2026-11-23", "00:00", "Asia/Kolkata", "2026-11-22T18:30:00.000Z"],
    ["that the clock jumps over is the jump", "2026-03-08", "02:30", "America/Los_Angeles", "2026-03-08T10:00:00.000Z"],
    ["just after the jump", "2026-03-08", "03:00", "America/Los_Angeles", "2026-03-08T10:00:00.000Z"],
    ["that comes twice is the first", "2026-11-01", "01:30", "America/Los_Angeles", "2026-11-01T08:30:00.000Z"],
    [
      "at the end of the hour that comes twice",
      "2026-11-01",
      "02:00",
      "America/Los_Angeles",
      "2026-11-01T10:00:00.000Z",
    ],
    ["where midnight is jumped over", "2026-03-29", "00:00", "Africa/Cairo", "2026-03-28T22:00:00.000Z"],
    ["in a half-hour change", "2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03T15:30:00.000Z"],
    ["24:00 is the next midnight", "2026-11-22", "24:00", "Europe/Berlin", "2026-11-22T23:00:00.000Z"],
  ])("%s: %s %s %s", (_, date, time, zone, expected) => {
    expect(at(date, time, zone)).toBe(expected);
  });

  test("goes forward with the clock, and its day is the day that the zone shows", () => {
    const zones = ["America/Los_Angeles", "Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 25_000 }),
        fc.nat(1_439),
        (zone, day, minute) => {
          const instant = toInstantMs(day, minute, zone);
          expect(toInstantMs(day, minute + 1, zone)).toBeGreaterThanOrEqual(instant);
          // A jump, of an hour or of a whole day, may land on the next day.
          expect([day, day + 1]).toContain(toLocalDay(instant, zone));
        },
      ),
      { seed: 20_261_122, numRuns: 300 },
    );
  });
});
