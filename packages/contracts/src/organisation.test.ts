import { describe, expect, test } from "vitest";

import { Pool, Rep, TimeOff } from "./organisation.ts";

const REP = {
  id: "rep_ann",
  name: "Ann",
  email: "ann@example.com",
  role: "ae",
  team: "west",
  timeZone: "America/Los_Angeles",
  capacity: 40,
};

function problemsOf(schema: typeof Rep | typeof Pool | typeof TimeOff, value: unknown): readonly string[] {
  return schema.safeParse(value).error?.issues.map(({ path }) => path.join(".")) ?? [];
}

describe("a rep", () => {
  test("has defaults for all but who he is, where, and how much he can take", () => {
    expect(Rep.parse(REP)).toMatchObject({
      status: "active",
      softLimitPct: 100,
      hardLimitPct: 150,
      rampPct: 100,
      skills: [],
      backupRepId: null,
      timeOff: [],
      rampSteps: [],
      workingHours: [],
      busy: [],
      busyCounts: ["out_of_office", "busy"],
      longBusyMinutes: null,
      maxPerDay: null,
      maxPerWeek: null,
      maxPerMonth: null,
    });
  });

  test.each([
    [{ timeZone: "Mars/Olympus" }, "timeZone"],
    [{ capacity: 0 }, "capacity"],
    [{ capacity: 2.5 }, "capacity"],
    [{ softLimitPct: 200 }, "softLimitPct"],
    [{ rampPct: 101 }, "rampPct"],
    [{ skills: ["Rev Ops"] }, "skills.0"],
    [{ id: "pool_ann" }, "id"],
    [{ workingHours: [{ days: ["mon"], from: "9:00", until: "17:00" }] }, "workingHours.0.from"],
    [{ workingHours: [{ days: [], from: "09:00", until: "17:00" }] }, "workingHours.0.days"],
    [{ rampSteps: [{ from: "2026-02-30", pct: 50 }] }, "rampSteps.0.from"],
    [{ rampSteps: [{ from: "2300-01-01", pct: 50 }] }, "rampSteps.0.from"],
    [{ timeOff: [{ kind: "leave", day: "1969-12-31", half: "morning" }] }, "timeOff.0.day"],
    [{ timeOff: [{ kind: "leave", firstDay: "2026-01-01", lastDay: "9999-12-31" }] }, "timeOff.0.lastDay"],
    [{ maxPerDay: -1 }, "maxPerDay"],
  ])("with %j is refused, and the field named", (change, field) => {
    expect(problemsOf(Rep, { ...REP, ...change })).toEqual([field]);
  });
});

test("a pool in which a rep stands twice is refused", () => {
  const members = [{ repId: "rep_ann" }, { repId: "rep_bea" }, { repId: "rep_ann" }];
  expect(problemsOf(Pool, { id: "pool_west", name: "West", members })).toEqual(["members"]);
});

test.each([
  { kind: "pto", from: "2026-11-22T08:00:00.000Z", until: "2026-11-23T08:00:00.000Z" },
  { kind: "pto", firstDay: "2026-11-22", lastDay: "2026-11-22" },
  { kind: "pto", day: "2026-11-22", half: "morning" },
])("time off may be timed, whole days or half a day: %j", (off) => {
  expect(TimeOff.parse(off)).toEqual(off);
});

test("time off that ends before it starts is refused", () => {
  const off = { kind: "pto", from: "2026-11-23T08:00:00.000Z", until: "2026-11-22T08:00:00.000Z" };
  expect(problemsOf(TimeOff, off)).toEqual(["until"]);
});
