import type { Shift, Weekday } from "@pointsman/contracts/organisation";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { findAbsence } from "../eligibility/find-absence.ts";
import { toTimestamp } from "../eligibility/zone.ts";
import { addWorkingTime, type Presence } from "./add-working-time.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WEEKDAYS: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri"];
const NINE_TO_FIVE = { days: WEEKDAYS, from: "09:00", until: "17:00" };

function inZone(timeZone: string, ...shifts: readonly Shift[]): Presence {
  return { timeOff: [], hours: { timeZone, shifts } };
}

describe("working time after an instant", () => {
  test.each<{ what: string; rep: Presence; from: string; hours: number; expected: string | null }>([
    {
      what: "of a rep without hours is plain time",
      rep: { timeOff: [] },
      from: "2026-11-20T12:00:00.000Z",
      hours: 100,
      expected: "2026-11-24T16:00:00.000Z",
    },
    {
      what: "begins when he starts work",
      rep: inZone("America/Los_Angeles", NINE_TO_FIVE),
      from: "2026-11-20T12:00:00.000Z",
      hours: 1,
      expected: "2026-11-20T18:00:00.000Z",
    },
    {
      what: "goes on after the weekend",
      rep: inZone("America/Los_Angeles", NINE_TO_FIVE),
      from: "2026-11-21T00:30:00.000Z",
      hours: 1,
      expected: "2026-11-23T17:30:00.000Z",
    },
    {
      what: "that is over as he stops work ends there, not the next morning",
      rep: inZone("UTC", NINE_TO_FIVE),
      from: "2026-11-20T16:00:00.000Z",
      hours: 1,
      expected: "2026-11-20T17:00:00.000Z",
    },
    {
      what: "stands still while he is off",
      rep: {
        ...inZone("UTC", NINE_TO_FIVE),
        timeOff: [{ from: "2026-11-23T10:00:00.000Z", until: "2026-11-25T00:00:00.000Z" }],
      },
      from: "2026-11-23T09:00:00.000Z",
      hours: 2,
      expected: "2026-11-25T10:00:00.000Z",
    },
    {
      what: "stands still while his calendar keeps leads from him",
      rep: { timeOff: [], busy: [{ from: "2026-11-23T10:00:00.000Z", until: "2026-11-23T15:00:00.000Z" }] },
      from: "2026-11-23T09:30:00.000Z",
      hours: 1,
      expected: "2026-11-23T15:30:00.000Z",
    },
    {
      what: "of a night with an hour twice has that hour twice",
      // Clocks in New York go back at 6:00 UTC on 2026-11-01: the shift lasts nine hours.
      rep: inZone("America/New_York", { days: ["sat"], from: "22:00", until: "06:00" }),
      from: "2026-11-01T02:00:00.000Z",
      hours: 9,
      expected: "2026-11-01T11:00:00.000Z",
    },
    {
      what: "of a night without an hour lacks it",
      // Clocks in New York go forward at 7:00 UTC on 2026-03-08: the shift lasts seven hours.
      rep: inZone("America/New_York", { days: ["sat"], from: "22:00", until: "06:00" }),
      from: "2026-03-08T03:00:00.000Z",
      hours: 7,
      expected: "2026-03-08T10:00:00.000Z",
    },
    {
      what: "never comes of who is never there",
      rep: inZone("UTC"),
      from: "2026-11-20T12:00:00.000Z",
      hours: 1,
      expected: null,
    },
  ])("$what", ({ rep, from, hours, expected }) => {
    expect(addWorkingTime(rep, from, hours * HOUR_MS)).toBe(expected);
  });
});

const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }).map(toTimestamp);
const stretch = fc
  .record({ from: instant, hours: fc.integer({ min: 1, max: 24 * 14 }) })
  .map(({ from, hours }) => ({ from, until: toTimestamp(Date.parse(from) + hours * HOUR_MS) }));
const hour = fc.integer({ min: 0, max: 23 }).map((value) => `${String(value).padStart(2, "0")}:00`);
const shift = fc.record({
  days: fc.subarray<Weekday>(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], { minLength: 1 }),
  from: hour,
  until: hour,
});
const hours = fc.record({
  timeZone: fc.constantFrom("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"),
  shifts: fc.array(shift, { minLength: 1, maxLength: 3 }),
});
const stretches = fc.array(stretch, { maxLength: 4 });
const rep: fc.Arbitrary<Presence> = fc.oneof(
  fc.record({ timeOff: stretches, busy: stretches }),
  fc.record({ timeOff: stretches, busy: stretches, hours }),
);
const duration = fc.integer({ min: 0, max: 100 * 60 }).map((minutes) => minutes * MINUTE_MS);

describe("of any calendar", () => {
  test("time in two parts is time in one", () => {
    fc.assert(
      fc.property(rep, instant, duration, duration, (rep, from, first, second) => {
        const middle = addWorkingTime(rep, from, first);
        fc.pre(middle !== null);
        expect(addWorkingTime(rep, middle, second)).toBe(addWorkingTime(rep, from, first + second));
      }),
      { numRuns: 300 },
    );
  });

  test("more time, or a later start, never ends earlier; and no time is less than it is on the clock", () => {
    fc.assert(
      fc.property(rep, instant, duration, duration, (rep, from, less, more) => {
        const until = addWorkingTime(rep, from, less);
        const longer = addWorkingTime(rep, from, less + more);
        const later = addWorkingTime(rep, toTimestamp(Date.parse(from) + more), less);
        fc.pre(until !== null && longer !== null && later !== null);
        expect(longer >= until).toBe(true);
        expect(later >= until).toBe(true);
        expect(Date.parse(until) - Date.parse(from)).toBeGreaterThanOrEqual(less);
      }),
      { numRuns: 300 },
    );
  });

  test("it ends while he is there: a millisecond before he was", () => {
    fc.assert(
      fc.property(rep, instant, duration, (rep, from, time) => {
        const until = addWorkingTime(rep, from, time);
        fc.pre(until !== null && time > 0);
        expect(findAbsence(rep, toTimestamp(Date.parse(until) - 1))).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  test("without hours and time off it is plain time", () => {
    fc.assert(
      fc.property(instant, duration, (from, time) => {
        expect(addWorkingTime({ timeOff: [] }, from, time)).toBe(toTimestamp(Date.parse(from) + time));
      }),
    );
  });
});
