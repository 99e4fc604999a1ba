import { describe, expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { toApi } from "../../test/test-service.ts";
import { changeRep, moveTo, openDemoService, placeOf } from "../../test/timed-service.ts";

/** The tests begin on Friday, 2026-11-20, at noon in UTC. Jordan K. is in California. */
const repId = "rep_jordan-k";
const WEEK = { kind: "pto", firstDay: "2026-11-16", lastDay: "2026-11-20" } as const;
const BACK_AT = "2026-11-21T08:00:00.000Z";
const TIER_2 = { productInterest: "newsletter" };

describe("time off by the API", () => {
  test("keeps leads away until it is changed or removed, and then frees what is held at once (I-12)", async () => {
    await using router = await openDemoService();
    const { availability } = router.api;
    const { ids } = await availability.addTimeOff({ entries: [{ repId, timeOff: WEEK }] });
    const [id = "off_none"] = ids;
    await router.api.leads.submit({ submissions: [toSubmission("ann", TIER_2)] });
    expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "held", heldUntil: BACK_AT });
    await availability.changeTimeOff({ id, timeOff: { ...WEEK, lastDay: "2026-11-23" } });
    await router.runDueTimers();
    expect((await availability.get({ repId })).now).toMatchObject({ backAt: "2026-11-24T08:00:00.000Z" });
    expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "held" });
    expect(await availability.removeTimeOff({ ids: [id, "off_none"] })).toEqual({ removed: 1 });
    await router.runDueTimers();
    expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "assigned", repId });
    expect((await availability.get({ repId })).now).toMatchObject({ available: true, backAt: null });
  });

  test("is an entry of its own: whoever saves the rep neither takes it away nor makes it the rep's", async () => {
    await using router = await openDemoService();
    const { availability } = router.api;
    const { ids } = await availability.addTimeOff({ entries: [{ repId, timeOff: WEEK }], source: "import" });
    await changeRep(router, repId, { capacity: 99 });
    expect((await availability.get({ repId })).now.reason).toBe("out_of_office");
    expect((await availability.listTimeOff({ repId })).entries).toMatchObject([
      {
        id: ids[0],
        repId,
        timeOff: WEEK,
        source: "import",
        changedAt: "2026-11-20T12:00:00.000Z",
        changedBy: "key_test",
      },
    ]);
    await availability.removeTimeOff({ ids });
    expect((await availability.get({ repId })).now.reason).toBeNull();
  });

  test("given twice is one", async () => {
    await using router = await openDemoService();
    const add = async () => router.api.availability.addTimeOff({ entries: [{ repId, timeOff: WEEK }] });
    expect(await add()).toEqual(await add());
    expect((await router.api.availability.listTimeOff({})).entries).toHaveLength(1);
  });

  test("that cannot be is refused in words, and nothing of the call is kept", async () => {
    await using router = await openDemoService();
    const { availability } = router.api;
    const bad = { repId: "rep_nobody", timeOff: WEEK } as const;
    await expect(availability.addTimeOff({ entries: [{ repId, timeOff: WEEK }, bad] })).rejects.toMatchObject({
      cause: { code: "INVALID_INPUT", issues: [{ field: "entries.1.repId" }] },
    });
    await expect(
      availability.addTimeOff({ entries: [{ repId, timeOff: { ...WEEK, lastDay: "2026-11-01" } }] }),
    ).rejects.toThrow("expected a last day on or after the first");
    expect((await availability.listTimeOff({})).entries).toEqual([]);
    await expect(availability.changeTimeOff({ id: "off_none", timeOff: WEEK })).rejects.toMatchObject({
      cause: { code: "NOT_FOUND" },
    });
    const other = { ...WEEK, kind: "leave" } as const;
    const { ids } = await availability.addTimeOff({ entries: [WEEK, other].map((timeOff) => ({ repId, timeOff })) });
    await expect(availability.changeTimeOff({ id: ids[0] ?? "off_none", timeOff: other })).rejects.toMatchObject({
      cause: { code: "CONFLICT" },
    });
  });

  test("takes scopes of its own", async () => {
    await using router = await openDemoService();
    const reader = toApi(router.service, ["availability:read"]).availability;
    await expect(reader.get({ repId })).resolves.toMatchObject({ repId });
    const refused = { cause: { code: "FORBIDDEN" } };
    await expect(reader.addTimeOff({ entries: [{ repId, timeOff: WEEK }] })).rejects.toMatchObject(refused);
    await expect(reader.connectCalendar({ repId, kind: "ics", address: "https://x.example/" })).rejects.toMatchObject(
      refused,
    );
    const others = toApi(router.service, ["config:read", "config:write", "leads:write"]).availability;
    await expect(others.get({ repId })).rejects.toMatchObject(refused);
  });
});

describe("a rep's availability", () => {
  test("tells of now, of the range, and of each absence where it is known from", async () => {
    const workingHours = [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", until: "17:30" }] as const;
    const timeOff = [{ kind: "pto", firstDay: "2026-11-24", lastDay: "2026-11-25" }] as const;
    const busy = [{ kind: "busy", from: "2026-11-23T17:00:00.000Z", until: "2026-11-23T22:00:00.000Z" }] as const;
    await using router = await openDemoService({ [repId]: { workingHours, timeOff, busy } });
    const { availability } = router.api;
    const sick = { kind: "sick", day: "2026-11-26", half: "morning" } as const;
    const { ids } = await availability.addTimeOff({ entries: [{ repId, timeOff: sick }] });
    moveTo(router, "2026-11-23T12:00:00.000Z");
    const found = await availability.get({ repId, until: "2026-11-26T22:00:00.000Z" });
    const known = { calendarId: null, freshUntil: null, keepsLeadsAway: true };
    expect(found).toEqual({
      repId,
      now: {
        at: "2026-11-23T12:00:00.000Z",
        available: false,
        reason: "outside_hours",
        backAt: "2026-11-23T22:00:00.000Z",
      },
      stale: false,
      range: [
        { from: "2026-11-23T12:00:00.000Z", until: "2026-11-23T17:00:00.000Z", reason: "outside_hours" },
        { from: "2026-11-23T17:00:00.000Z", until: "2026-11-23T22:00:00.000Z", reason: "busy" },
        { from: "2026-11-23T22:00:00.000Z", until: "2026-11-24T01:30:00.000Z", reason: null },
        { from: "2026-11-24T01:30:00.000Z", until: "2026-11-24T08:00:00.000Z", reason: "outside_hours" },
        { from: "2026-11-24T08:00:00.000Z", until: "2026-11-26T20:00:00.000Z", reason: "out_of_office" },
        { from: "2026-11-26T20:00:00.000Z", until: "2026-11-26T22:00:00.000Z", reason: null },
      ],
      absences: [
        { ...known, source: "rep", timeOffId: null, ...busy[0] },
        {
          ...known,
          source: "rep",
          timeOffId: null,
          kind: "pto",
          from: "2026-11-24T08:00:00.000Z",
          until: "2026-11-26T08:00:00.000Z",
        },
        {
          ...known,
          source: "api",
          timeOffId: ids[0],
          kind: "sick",
          from: "2026-11-26T08:00:00.000Z",
          until: "2026-11-26T20:00:00.000Z",
        },
      ],
      calendars: [],
    });
  });

  test.each([
    ["a range that ends before it starts", { from: "2026-11-23T12:00:00.000Z", until: "2026-11-22T12:00:00.000Z" }],
    ["one of a year", { from: "2026-11-23T12:00:00.000Z", until: "2027-11-22T12:00:00.000Z" }],
    ["one that ended before now", { until: "2026-11-19T12:00:00.000Z" }],
  ])("is not told for %s", async (_, range) => {
    await using router = await openDemoService();
    await expect(router.api.availability.get({ repId, ...range })).rejects.toMatchObject({
      cause: { code: "INVALID_INPUT" },
    });
  });

  test("of somebody who has left is none, of nobody neither", async () => {
    await using router = await openDemoService({ [repId]: { status: "departed" } });
    expect(await router.api.availability.get({ repId })).toMatchObject({
      now: { available: false, reason: "departed", backAt: null },
      range: [{ reason: "departed" }],
    });
    await expect(router.api.availability.get({ repId: "rep_nobody" })).rejects.toMatchObject({
      cause: { code: "NOT_FOUND" },
    });
  });

  test("goes through hours of months without end", async () => {
    const workingHours = [{ days: ["mon"], from: "09:00", until: "10:00" }] as const;
    const timeOff = [{ kind: "leave", firstDay: "2026-11-24", lastDay: "2299-12-31" }] as const;
    await using router = await openDemoService({ [repId]: { workingHours, timeOff } });
    const { range, now } = await router.api.availability.get({ repId, until: "2027-02-18T12:00:00.000Z" });
    expect(range.at(-1)).toMatchObject({ reason: "out_of_office", until: "2027-02-18T12:00:00.000Z" });
    expect(now).toMatchObject({ available: false, backAt: "2026-11-23T17:00:00.000Z" });
  });
});
