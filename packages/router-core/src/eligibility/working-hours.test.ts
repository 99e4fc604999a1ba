import type { Shift } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { describe, expect, test } from "vitest";

import { hoursPhaseAt } from "./working-hours.ts";

const WEEK: Shift["days"] = ["mon", "tue", "wed", "thu", "fri"];
const ALL: Shift["days"] = [...WEEK, "sat", "sun"];
const LA = "America/Los_Angeles";

/** `open until …` or `closed until …`. */
function phase(shifts: readonly Shift[], at: Timestamp, timeZone = LA): string {
  const { open, until } = hoursPhaseAt({ timeZone, shifts }, at);
  return `${open ? "open" : "closed"} until ${until}`;
}

const OFFICE: readonly Shift[] = [{ days: WEEK, from: "09:00", until: "17:30" }];
const SPLIT: readonly Shift[] = [
  { days: WEEK, from: "09:00", until: "12:00" },
  { days: WEEK, from: "14:00", until: "18:00" },
];
const NIGHT: readonly Shift[] = [{ days: ["sat"], from: "22:00", until: "06:00" }];
const ROUND: readonly Shift[] = [{ days: ALL, from: "00:00", until: "00:00" }];

describe("working hours", () => {
  test.each([
    ["before work", OFFICE, "2026-11-23T16:59:59.999Z", "closed until 2026-11-23T17:00:00.000Z"],
    ["at the instant it begins", OFFICE, "2026-11-23T17:00:00.000Z", "open until 2026-11-24T01:30:00.000Z"],
    ["at the instant it ends", OFFICE, "2026-11-24T01:30:00.000Z", "closed until 2026-11-24T17:00:00.000Z"],
    ["over the weekend", OFFICE, "2026-11-21T12:00:00.000Z", "closed until 2026-11-23T17:00:00.000Z"],
    ["between two shifts", SPLIT, "2026-11-23T20:30:00.000Z", "closed until 2026-11-23T22:00:00.000Z"],
    ["in the second of two shifts", SPLIT, "2026-11-23T22:30:00.000Z", "open until 2026-11-24T02:00:00.000Z"],
    ["in a night shift, before midnight", NIGHT, "2026-11-22T07:00:00.000Z", "open until 2026-11-22T14:00:00.000Z"],
    ["in a night shift, after midnight", NIGHT, "2026-11-22T09:00:00.000Z", "open until 2026-11-22T14:00:00.000Z"],
    [
      "after a night shift, till next week's",
      NIGHT,
      "2026-11-22T14:00:00.000Z",
      "closed until 2026-11-29T06:00:00.000Z",
    ],
    ["in the night that an hour is missing", NIGHT, "2026-03-08T06:00:00.000Z", "open until 2026-03-08T13:00:00.000Z"],
    ["in the night that an hour comes twice", NIGHT, "2026-11-01T05:00:00.000Z", "open until 2026-11-01T14:00:00.000Z"],
  ] as const)("%s", (_, shifts, at, expected) => {
    expect(phase(shifts, at)).toBe(expected);
  });

  test("a shift that begins in the hour the clock skips begins with the jump; one within it is not held", () => {
    const early: readonly Shift[] = [{ days: ["sun"], from: "02:30", until: "05:00" }];
    expect(phase(early, "2026-03-08T10:00:00.000Z")).toBe("open until 2026-03-08T12:00:00.000Z");
    const within: readonly Shift[] = [{ days: ["sun"], from: "02:00", until: "02:30" }];
    expect(phase(within, "2026-03-08T08:00:00.000Z")).toBe("closed until 2026-03-15T09:00:00.000Z");
  });

  test("shifts that meet leave no gap, in the hour that comes twice neither", () => {
    const relay: readonly Shift[] = [
      { days: ALL, from: "00:00", until: "01:30" },
      { days: ALL, from: "01:30", until: "00:00" },
    ];
    for (let hour = 0; hour < 24; hour++) {
      const at = `2026-11-01T${String(hour).padStart(2, "0")}:45:00.000Z`;
      expect(phase(relay, at)).toMatch(/^open/);
    }
  });

  test("round the clock is open at any time", () => {
    for (const at of ["2026-03-08T10:00:00.000Z", "2026-11-01T09:30:00.000Z", "2026-11-22T08:00:00.000Z"]) {
      expect(phase(ROUND, at)).toMatch(/^open/);
    }
  });

  test("asked a million times between an opening and a close, they are computed once", () => {
    const hours = { timeZone: LA, shifts: OFFICE };
    const first = hoursPhaseAt(hours, "2026-11-23T17:00:00.000Z");
    expect(hoursPhaseAt(hours, "2026-11-23T23:00:00.000Z")).toBe(first);
  });
});
