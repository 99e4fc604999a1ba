import type { RefusalReason } from "@pointsman/contracts/decision";
import { RefusalReason as RefusalReasons } from "@pointsman/contracts/decision";
import type { Rep } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { describe, expect, test } from "vitest";

import { buildRep } from "../decide.fixture.ts";
import { buildSnapshot, type GivenLeads } from "../snapshot.ts";
import { checkEligibility, type EligibilityContext } from "./check-eligibility.ts";

/** Friday noon in London, four in the morning in Los Angeles. */
const NOW = "2026-11-20T12:00:00.000Z";

interface Given {
  readonly rep?: Partial<Rep>;
  readonly now?: Timestamp;
  readonly openLeads?: number;
  readonly given?: GivenLeads;
  readonly context?: Partial<EligibilityContext>;
}

function check({ rep = {}, now = NOW, openLeads = 0, given, context = {} }: Given) {
  const ann = buildRep("ann", rep);
  const snapshot = buildSnapshot(
    { repIds: [ann.id], poolIds: [], territoryIds: [], queueIds: [] },
    { reps: new Map([[ann.id, ann]]), pools: new Map(), queues: new Map(), findTerritory: () => undefined },
    { openLeads: () => openLeads, pool: () => undefined, given: () => given },
  );
  return checkEligibility(ann.id, { snapshot, now, excludedRepIds: [], ...context });
}

const OFFICE: Rep["workingHours"] = [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", until: "17:00" }];

/** What makes a rep be refused for each reason. */
const CASES: { readonly [Reason in Exclude<RefusalReason, "unknown_rep">]: Given } = {
  departed: { rep: { status: "departed" } },
  excluded: { context: { excludedRepIds: ["rep_ann"] } },
  out_of_office: { rep: { timeOff: [{ kind: "pto", firstDay: "2026-11-20", lastDay: "2026-11-20" }] } },
  outside_hours: { rep: { workingHours: OFFICE } },
  busy: {
    rep: { busy: [{ kind: "out_of_office", from: "2026-11-20T00:00:00.000Z", until: "2026-11-21T00:00:00.000Z" }] },
  },
  at_hard_cap: { openLeads: 30 },
  daily_cap: { rep: { maxPerDay: 3 }, given: { day: 3, week: 3, month: 3 } },
  weekly_cap: { rep: { maxPerWeek: 3 }, given: { day: 0, week: 3, month: 3 } },
  monthly_cap: { rep: { maxPerMonth: 3 }, given: { day: 0, week: 0, month: 3 } },
  not_ramped: { rep: { rampPct: 0 }, context: { byShare: true } },
  lacks_skill: { context: { requiredSkills: ["revops"] } },
};

const REASONS = RefusalReasons.options.filter((reason) => reason !== "unknown_rep");

function merge(reasons: readonly (keyof typeof CASES)[]): Given {
  const all = reasons.map((reason) => CASES[reason]);
  return {
    rep: Object.assign({}, ...all.map(({ rep }) => rep)),
    openLeads: Math.max(...all.map(({ openLeads = 0 }) => openLeads)),
    given: { day: 3, week: 3, month: 3 },
    context: Object.assign({}, ...all.map(({ context }) => context)),
  };
}

function toTime(epochMs: number): Timestamp {
  return new Date(epochMs).toISOString();
}

describe("a rep is refused", () => {
  test.each(REASONS)("%s", (reason) => {
    expect(check(CASES[reason]).refusal).toBe(reason);
  });

  test.each(REASONS)("%s, before all reasons that come after it", (reason) => {
    expect(check(merge(REASONS.slice(REASONS.indexOf(reason)))).refusal).toBe(reason);
  });

  test("unknown, where he is not on file", () => {
    const { snapshot } = { snapshot: { reps: {}, pools: {}, territories: {}, queues: {} } };
    expect(checkEligibility("rep_x", { snapshot, now: NOW, excludedRepIds: [] }).refusal).toBe("unknown_rep");
  });

  test("and where nothing stands against him, he is not", () => {
    expect(check({})).toEqual({ refusal: null, backAt: null });
  });
});

describe("time off", () => {
  test.each([
    ["a day, before its midnight in his zone", "2026-11-20T07:59:59.999Z", null],
    ["a day, from its midnight in his zone", "2026-11-20T08:00:00.000Z", "2026-11-21T08:00:00.000Z"],
    ["a day, up to the next midnight", "2026-11-21T07:59:59.999Z", "2026-11-21T08:00:00.000Z"],
    ["a day, over at the next midnight", "2026-11-21T08:00:00.000Z", null],
  ])("%s", (_, now, backAt) => {
    const timeOff: Rep["timeOff"] = [{ kind: "pto", firstDay: "2026-11-20", lastDay: "2026-11-20" }];
    expect(check({ rep: { timeOff }, now }).backAt).toBe(backAt);
  });

  test.each([
    ["morning", "2026-11-20T19:59:00.000Z", "2026-11-20T20:00:00.000Z"],
    ["morning", "2026-11-20T20:00:00.000Z", null],
    ["afternoon", "2026-11-20T19:59:00.000Z", null],
    ["afternoon", "2026-11-20T20:00:00.000Z", "2026-11-21T08:00:00.000Z"],
  ] as const)("a %s off, at %s", (half, now, backAt) => {
    const timeOff: Rep["timeOff"] = [{ kind: "sick", day: "2026-11-20", half }];
    expect(check({ rep: { timeOff }, now }).backAt).toBe(backAt);
  });

  test.each(["UTC", "Pacific/Kiritimati"])("until further notice lasts, in %s", (timeZone) => {
    const timeOff: Rep["timeOff"] = [{ kind: "leave", firstDay: "2026-01-01", lastDay: "9999-12-31" }];
    expect(check({ rep: { timeZone, timeOff } }).refusal).toBe("out_of_office");
  });

  test("a day on which the clock changes has 23 or 25 hours", () => {
    const off = (day: string): Rep["timeOff"] => [{ kind: "pto", firstDay: day, lastDay: day }];
    const spring = check({ rep: { timeOff: off("2026-03-08") }, now: "2026-03-08T08:00:00.000Z" });
    const autumn = check({ rep: { timeOff: off("2026-11-01") }, now: "2026-11-01T07:00:00.000Z" });
    expect([spring.backAt, autumn.backAt]).toEqual(["2026-03-09T07:00:00.000Z", "2026-11-02T08:00:00.000Z"]);
  });

  test("S4: he is back when his working hours begin after his return, through a weekend and a busy morning", () => {
    const rep: Partial<Rep> = {
      ...CASES.out_of_office.rep,
      workingHours: OFFICE,
      busy: [{ kind: "busy", from: "2026-11-23T17:00:00.000Z", until: "2026-11-23T21:00:00.000Z" }],
    };
    expect(check({ rep })).toEqual({ refusal: "out_of_office", backAt: "2026-11-23T21:00:00.000Z" });
  });
});

describe("a calendar", () => {
  const block = (kind: "out_of_office" | "busy" | "meeting", hours: number): Rep["busy"] => [
    { kind, from: NOW, until: new Date(Date.parse(NOW) + hours * 3_600_000).toISOString() },
  ];

  test.each([
    ["an hour out of office counts", { busy: block("out_of_office", 1) }, "busy"],
    ["four hours busy count", { busy: block("busy", 4) }, "busy"],
    ["less do not", { busy: block("busy", 3.99) }, null],
    ["a meeting does not, however long", { busy: block("meeting", 8) }, null],
    ["a meeting does where it is listed", { busy: block("meeting", 1), busyCounts: ["meeting"] }, "busy"],
    ["nothing does where nothing is listed", { busy: block("out_of_office", 8), busyCounts: [] }, null],
    ["less does where less is long", { busy: block("busy", 1.5), longBusyMinutes: 90 }, "busy"],
    ["a minute less than that does not", { busy: block("busy", 1.49), longBusyMinutes: 90 }, null],
  ] as const)("%s", (_, rep, refusal) => {
    expect(check({ rep }).refusal).toBe(refusal);
  });

  // From four in the morning; work begins at nine.
  test.each([
    ["of nine hours takes four of work", 9, "busy"],
    ["of a minute less takes not quite four", 9 - 1 / 60, null],
    ["of a week is long", 168, "busy"],
  ] as const)("a busy block %s", (_, hours, refusal) => {
    const rep = { workingHours: OFFICE, busy: block("busy", hours) };
    expect(check({ rep, now: "2026-11-20T17:00:00.000Z" }).refusal).toBe(refusal);
  });

  test("a busy weekend is not long for somebody who does not work then", () => {
    const busy = [{ kind: "busy", from: "2026-11-21T01:00:00.000Z", until: "2026-11-23T18:00:00.000Z" }] as const;
    const now = "2026-11-23T17:30:00.000Z";
    expect(check({ rep: { workingHours: OFFICE, busy }, now }).refusal).toBeNull();
    expect(check({ rep: { workingHours: OFFICE, busy, longBusyMinutes: 60 }, now }).refusal).toBe("busy");
  });
});

describe("available within N hours", () => {
  test.each([
    [4, "outside_hours"],
    [5, null],
  ])("at four in the morning, on shift at nine: within %i hours", (availableWithinHours, refusal) => {
    const rep = { workingHours: OFFICE };
    expect(check({ rep, context: { availableWithinHours } })).toEqual({ refusal, backAt: "2026-11-20T17:00:00.000Z" });
  });

  test("does not make room in a full queue", () => {
    const given = { rep: { workingHours: OFFICE }, openLeads: 30, context: { availableWithinHours: 24 } };
    expect(check(given).refusal).toBe("at_hard_cap");
  });
});

test("50 shifts a day, and a calendar with a block for each, are gone through within a second", () => {
  const shifts = Array.from({ length: 50 }, (_, index) => {
    const clock = (minutes: number) =>
      `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
    const days: Rep["workingHours"][number]["days"] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    return { days, from: clock(index * 28), until: clock(index * 28 + 14) };
  });
  const busy = Array.from({ length: 2_000 }, (_, index) => {
    const [day, shift] = [Math.floor(index / 50), index % 50];
    const from = Date.parse("2026-11-20T00:00:00.000Z") + (day * 1_440 + shift * 28) * 60_000;
    return { kind: "out_of_office", from: toTime(from), until: toTime(from + 14 * 60_000) } as const;
  });
  const rep: Partial<Rep> = { timeZone: "UTC", workingHours: shifts, busy };
  expect(check({ rep })).toEqual({ refusal: "outside_hours", backAt: null });
}, 1_500);

describe("a ramp with steps", () => {
  const rep: Partial<Rep> = {
    rampPct: 0,
    rampSteps: [
      { from: "2026-12-01", pct: 50 },
      { from: "2026-11-20", pct: 25 },
    ],
  };

  test("counts from midnight in his zone", () => {
    const context = { byShare: true };
    expect(check({ rep, context, now: "2026-11-20T07:59:59.999Z" }).refusal).toBe("not_ramped");
    expect(check({ rep, context, now: "2026-11-20T08:00:00.000Z" }).refusal).toBeNull();
  });
});
