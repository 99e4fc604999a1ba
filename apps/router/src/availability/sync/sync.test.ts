import { AppError } from "@pointsman/contracts/error";
import { REFUSED_URLS } from "@pointsman/outbound/refused-urls.fixture";
import { claimCalendars } from "@pointsman/store/availability/read-calendars";
import { TRPCError } from "@trpc/server";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { CANARY, openFeeds, runSyncs, toFeed, toSyncContext, type FeedEvent, type Feeds } from "../../../test/feeds.ts";
import { toSubmission } from "../../../test/submission.ts";
import { START_MS, type TestService } from "../../../test/test-service.ts";
import { changeRep, HOUR_MS, listTold, moveTo, openDemoService, placeOf } from "../../../test/timed-service.ts";
import { saveReadings } from "./save-readings.ts";

/** The tests begin on Friday, 2026-11-20, at noon in UTC. Jordan K. is in California. */
const JORDAN = "rep_jordan-k";
const SARAH = "rep_sarah-l";
const WEEK: FeedEvent = ["OOF", "2026-11-18T08:00", "2026-11-23T08:00"];
const TIER_2 = { productInterest: "newsletter" };
const QUARTER_MS = HOUR_MS / 4;

async function openWithFeed(events: readonly FeedEvent[], changes: Parameters<typeof openDemoService>[0] = {}) {
  const feeds = await openFeeds();
  const router = await openDemoService(changes, { allowPrivate: true });
  feeds.say("jordan", toFeed(events));
  await router.api.availability.connectCalendar({ repId: JORDAN, kind: "ics", address: feeds.url("jordan") });
  await runSyncs(router);
  return {
    feeds,
    router,
    [Symbol.asyncDispose]: async () => {
      await router[Symbol.asyncDispose]();
      await feeds[Symbol.asyncDispose]();
    },
  };
}

async function revisionOf({ service }: TestService): Promise<number> {
  return (await service.db.selectFrom("org_state").select("revision").executeTakeFirstOrThrow()).revision;
}

async function submit(router: TestService, name: string, lead: Parameters<typeof toSubmission>[1] = {}) {
  const { results } = await router.api.leads.submit({ submissions: [toSubmission(name, lead)] });
  const [result] = results;
  if (result?.ok !== true) throw new Error(`${name} was refused: ${result?.message}`);
  return result.lead.decision;
}

async function calendarOf({ api }: TestService) {
  const [calendar] = (await api.availability.listCalendars({ repId: JORDAN })).calendars;
  if (calendar === undefined) throw new Error("Jordan K. has no calendar");
  return calendar;
}

describe("S3 and S4, where nobody but Jordan K.'s calendar knows that he is away", () => {
  test("a tier 1 lead goes to his backup, who is told why, and he is told on return", async () => {
    await using given = await openWithFeed([WEEK]);
    const { router } = given;
    const decision = await submit(router, "ann");
    expect(decision.outcome).toMatchObject({ kind: "assigned", repId: SARAH, via: "backup", insteadOfRepId: JORDAN });
    expect(JSON.stringify(decision.trace)).toContain('"refusal":"out_of_office","backAt":"2026-11-23T08:00:00.000Z"');
    moveTo(router, "2026-11-23T08:00:00.000Z");
    await router.runDueTimers();
    expect(await listTold(router, ["digest"])).toMatchObject([{ repId: JORDAN, payload: { backedUp: 1 } }]);
  });

  test("a tier 2 lead is held, and is his at once when the event is deleted (I-12)", async () => {
    await using given = await openWithFeed([WEEK]);
    const { router, feeds } = given;
    await submit(router, "ann", TIER_2);
    expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "held", heldUntil: "2026-11-23T08:00:00.000Z" });
    feeds.say("jordan", toFeed([]));
    router.advance(QUARTER_MS);
    await runSyncs(router);
    await router.runDueTimers();
    expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "assigned", repId: JORDAN });
  });

  test("and waits for longer where he stays away for longer", async () => {
    await using given = await openWithFeed([WEEK]);
    const { router, feeds } = given;
    await submit(router, "ann", TIER_2);
    feeds.say("jordan", toFeed([["OOF", "2026-11-18T08:00", "2026-11-23T16:00"]]));
    router.advance(QUARTER_MS);
    await runSyncs(router);
    moveTo(router, "2026-11-23T08:00:00.000Z");
    await router.runDueTimers();
    expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "held", heldUntil: "2026-11-23T16:00:00.000Z" });
  });
});

describe("what of a calendar keeps leads away", () => {
  test.each([
    ["an hour out of office", [["OOF", "2026-11-20T11:30", "2026-11-20T12:30"]], "out_of_office"],
    ["a meeting", [["BUSY", "2026-11-20T11:30", "2026-11-20T13:30"]], null],
    ["a busy afternoon", [["BUSY", "2026-11-20T11:30", "2026-11-20T15:30"]], "busy"],
    [
      "meetings without a break",
      [
        ["BUSY", "2026-11-20T10:00", "2026-11-20T12:30"],
        ["BUSY", "2026-11-20T12:30", "2026-11-20T14:30"],
      ],
      "busy",
    ],
    ["a tentative day", [["TENTATIVE", "2026-11-20T00:00", "2026-11-21T00:00"]], null],
    ["a day shown as free", [["FREE", "2026-11-20T00:00", "2026-11-21T00:00"]], null],
    ["a day at home", [["WORKINGELSEWHERE", "2026-11-20T00:00", "2026-11-21T00:00"]], null],
  ] as const)("%s", async (_, events, reason) => {
    await using given = await openWithFeed(events);
    const { now, absences } = await given.router.api.availability.get({ repId: JORDAN });
    expect(now).toMatchObject({ available: reason === null, reason });
    expect(absences.some(({ keepsLeadsAway }) => keepsLeadsAway)).toBe(reason !== null);
    expect((await submit(given.router, "ann")).outcome).toMatchObject(
      reason === null ? { kind: "assigned", repId: JORDAN } : { insteadOfRepId: JORDAN },
    );
  });

  test("is for all and for each rep to say", async () => {
    await using given = await openWithFeed([["BUSY", "2026-11-20T11:30", "2026-11-20T13:30"]]);
    const { router } = given;
    const reason = async () => (await router.api.availability.get({ repId: JORDAN })).now.reason;
    await router.api.availability.setPolicy({ longBusyMinutes: 120 });
    expect(await reason()).toBe("busy");
    await changeRep(router, JORDAN, { longBusyMinutes: 180 });
    expect(await reason()).toBeNull();
    await changeRep(router, JORDAN, { busyCounts: ["meeting", "out_of_office"] });
    expect(await reason()).toBeNull();
  });

  test("is not written into the rep by whoever saves him as he was listed, nor when he leaves", async () => {
    await using given = await openWithFeed([WEEK, ["BUSY", "2026-11-24T09:00", "2026-11-24T18:00"]]);
    const { router } = given;
    await changeRep(router, JORDAN, { capacity: 99 });
    expect((await router.api.reps.get({ repId: JORDAN })).rep).toMatchObject({ timeOff: [], busy: [] });
    await router.api.reps.depart({ repId: JORDAN, toRepId: SARAH });
    expect((await router.api.reps.get({ repId: JORDAN })).rep).toMatchObject({ timeOff: [], busy: [] });
    router.advance(QUARTER_MS);
    await runSyncs(router);
    expect(given.feeds.asked.get("jordan")).toBe(1);
  });
});

describe("a revision", () => {
  test("is made once for all calendars of a sync, and not where nobody is there at other times", async () => {
    await using feeds = await openFeeds();
    await using router = await openDemoService({}, { allowPrivate: true });
    const reps = (await router.api.reps.list()).reps.filter(({ status }) => status === "active").slice(0, 6);
    for (const { id } of reps) {
      feeds.say(id, toFeed([WEEK]));
      await router.api.availability.connectCalendar({ repId: id, kind: "ics", address: feeds.url(id) });
    }
    const before = await revisionOf(router);
    await runSyncs(router);
    expect(await revisionOf(router)).toBe(before + 1);
    // 304, the same again under another mark, and a meeting more.
    const [one = "", two = ""] = reps.map(({ id }) => id);
    feeds.say(one, toFeed([WEEK]).replace("VCALENDAR\r\n", "VCALENDAR\r\nX-NOTHING:1\r\n"));
    feeds.say(two, toFeed([WEEK, ["BUSY", "2026-11-24T09:00", "2026-11-24T10:00"]]));
    router.advance(QUARTER_MS * 1.1);
    await runSyncs(router);
    expect([...feeds.asked.values()]).toEqual(reps.map(() => 2));
    expect(await revisionOf(router)).toBe(before + 1);
    const { calendars } = await router.api.availability.listCalendars({});
    expect(calendars.reduce((sum, { blocks }) => sum + blocks, 0)).toBe(7);
  });

  test("is not made day by day for what goes on beyond what is read", async () => {
    await using given = await openWithFeed([["OOF", "2026-11-18T08:00", "2027-11-18T08:00"]]);
    const { router } = given;
    const before = await revisionOf(router);
    router.advance(QUARTER_MS * 1.1);
    await runSyncs(router);
    expect(await revisionOf(router)).toBe(before);
  });
});

describe("a feed that says that nothing changed", () => {
  test("is read again in time for what recurs beyond what was read", async () => {
    const weekly = toFeed([["OOF", "2026-11-24T08:00", "2026-11-24T20:00"]]).replace(
      "END:VEVENT",
      "RRULE:FREQ=WEEKLY\r\nEND:VEVENT",
    );
    await using given = await openWithFeed([]);
    const { router, feeds } = given;
    feeds.say("jordan", weekly);
    for (let days = 0; days < 60; days += 5) {
      router.advance(5 * 24 * HOUR_MS);
      await runSyncs(router);
    }
    const from = new Date(START_MS + 80 * 24 * HOUR_MS).toISOString();
    const { absences } = await router.api.availability.get({ repId: JORDAN, from });
    expect(absences.length).toBeGreaterThan(0);
  }, 60_000);

  test("is read again where the rep has moved: its days are now other days", async () => {
    const day = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "DTSTART:20261124", "END:VEVENT", "END:VCALENDAR"].join("\r\n");
    await using given = await openWithFeed([]);
    const { router, feeds } = given;
    feeds.say("jordan", day);
    const startOf = async () => {
      router.advance(QUARTER_MS * 1.1);
      await runSyncs(router);
      return (await router.api.availability.get({ repId: JORDAN })).absences.map(({ from }) => from);
    };
    expect(await startOf()).toEqual(["2026-11-24T08:00:00.000Z"]);
    await changeRep(router, JORDAN, { timeZone: "Europe/Berlin" });
    expect(await startOf()).toEqual(["2026-11-23T23:00:00.000Z"]);
  });
});

describe("F30: a feed that goes bad", () => {
  const BAD: readonly (readonly [string, Parameters<Feeds["say"]>[1], string])[] = [
    ["garbage", (response) => response.end("%PDF-1.7 ÿþ"), "malformed"],
    ["half a file", (response) => response.end(toFeed([]).slice(0, 20)), "malformed"],
    ["410 Gone", (response) => response.writeHead(410).end(), "not_found"],
    ["a file without end", (response) => response.end("X".repeat(2_000_000)), "too_large"],
    ["silence", () => {}, "unreachable"],
    ["an error", (response) => response.writeHead(500).end(CANARY), "unreachable"],
    [
      "a way into the network",
      (response) => response.writeHead(302, { location: "http://10.0.0.1/" }).end(),
      "address_refused",
    ],
  ];

  test.each(BAD)(
    "%s: what it said last still counts, is called stale, and is told of once",
    async (_, answer, failure) => {
      await using given = await openWithFeed([WEEK]);
      const { router, feeds } = given;
      feeds.say("jordan", answer);
      router.advance(QUARTER_MS);
      await runSyncs(router);
      expect(await calendarOf(router)).toMatchObject({ state: "fresh", failures: 1, failure, blocks: 1 });
      router.advance(HOUR_MS);
      expect(await calendarOf(router)).toMatchObject({ state: "stale" });
      expect(await router.api.availability.get({ repId: JORDAN })).toMatchObject({
        stale: true,
        now: { available: false, reason: "out_of_office" },
        absences: [{ source: "calendar", kind: "out_of_office", freshUntil: "2026-11-20T13:00:00.000Z" }],
      });
      expect(await router.api.health.check()).toMatchObject({ staleCalendars: 1 });
      expect((await submit(router, "ann")).outcome).toMatchObject({ repId: SARAH, insteadOfRepId: JORDAN });
      // At most six hours lie between two attempts.
      for (let hours = 0; hours < 36; hours += 6) {
        router.advance(6 * HOUR_MS);
        await runSyncs(router);
      }
      const told = await listTold(router, ["calendar_stale"]);
      expect(told.map(({ repId }) => repId)).toContain(JORDAN);
      expect(told).toHaveLength(2);
      expect(told[0]?.payload).toMatchObject({ repId: JORDAN, reason: failure });
      feeds.say("jordan", toFeed([]));
      router.advance(7 * HOUR_MS);
      await runSyncs(router);
      expect(await calendarOf(router)).toMatchObject({ state: "fresh", failures: 0, failure: null, blocks: 0 });
      expect(await router.api.health.check()).toMatchObject({ staleCalendars: 0 });
    },
    60_000,
  );

  test("is tried again later and later, and when it asks for it", async () => {
    await using given = await openWithFeed([WEEK]);
    const { router, feeds } = given;
    feeds.say("jordan", (response) => response.writeHead(503).end());
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 9; attempt += 1) {
      moveTo(router, (await calendarOf(router)).nextReadAt);
      await runSyncs(router);
      pauses.push((Date.parse((await calendarOf(router)).nextReadAt) - router.service.clock.nowMs()) / 60_000);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    feeds.say("jordan", (response) => response.writeHead(429, { "retry-after": "7200" }).end());
    moveTo(router, (await calendarOf(router)).nextReadAt);
    await runSyncs(router);
    const pauseMs = Date.parse((await calendarOf(router)).nextReadAt) - router.service.clock.nowMs();
    expect(pauseMs).toBeGreaterThanOrEqual(2 * HOUR_MS);
  });

  test("costs none of the others", async () => {
    await using given = await openWithFeed([]);
    const { router, feeds } = given;
    feeds.say("jordan", () => {});
    feeds.say("sarah", toFeed([WEEK]));
    await router.api.availability.connectCalendar({ repId: SARAH, kind: "ics", address: feeds.url("sarah") });
    router.advance(QUARTER_MS);
    await runSyncs(router);
    expect((await router.api.availability.get({ repId: SARAH })).now).toMatchObject({ reason: "out_of_office" });
  });
});

test("whoever slept while another process read the calendar writes nothing", async () => {
  await using given = await openWithFeed([WEEK]);
  const { router, feeds } = given;
  const context = toSyncContext(router);
  router.advance(QUARTER_MS);
  const claimAt = async (minutes: number) => {
    const nowMs = router.service.clock.nowMs();
    const until = new Date(nowMs + minutes * 60_000).toISOString();
    return claimCalendars(router.service.db, { now: new Date(nowMs).toISOString(), until, limit: 10 });
  };
  const asleep = await claimAt(15);
  expect(asleep).toHaveLength(1);
  router.advance(QUARTER_MS);
  feeds.say("jordan", toFeed([]));
  await runSyncs(router);
  const revision = await revisionOf(router);
  await saveReadings(
    context,
    asleep.map((claim) => ({
      claim,
      reading: {
        kind: "read",
        blocks: [{ kind: "out_of_office", from: "2026-11-20T00:00:00.000Z", until: "2026-12-20T00:00:00.000Z" }],
        validators: null,
        skipped: 0,
      },
    })),
  );
  expect(await calendarOf(router)).toMatchObject({ blocks: 0, failures: 0 });
  expect(await revisionOf(router)).toBe(revision);
});

test("nothing of an event is stored but when and of what kind", async () => {
  await using given = await openWithFeed([WEEK]);
  const { router } = given;
  await submit(router, "ann");
  const { rows } = await sql<{ name: string }>`
    select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'`.execute(router.service.db);
  expect(rows.length).toBeGreaterThan(30);
  const found: string[] = [];
  for (const { name } of rows) {
    const leaks = sql`select 1 from ${sql.table(name)} as t where t::text ilike '%nightingale%'`;
    if ((await leaks.execute(router.service.db)).rows.length > 0) found.push(name);
  }
  expect(found).toEqual([]);
});

describe("connecting", () => {
  test.each([
    ["ics", "file:///etc/passwd", "ADDRESS_REFUSED"],
    ["ics", "http://169.254.169.254/latest/meta-data/", "ADDRESS_REFUSED"],
    ["ics", "http://[::ffff:169.254.169.254]/", "ADDRESS_REFUSED"],
    ["ics", "https://user:pass@calendar.example/feed.ics", "ADDRESS_REFUSED"],
    ["ics", "not a url", "ADDRESS_REFUSED"],
    ["google", "https://calendar.example/feed.ics", "INVALID_INPUT"],
    ["microsoft", "../me", "INVALID_INPUT"],
  ] as const)("%s %s is refused in words", async (kind, address, code) => {
    await using router = await openDemoService({}, { allowPrivate: true });
    const refused = router.api.availability.connectCalendar({ repId: JORDAN, kind, address });
    await expect(refused).rejects.toMatchObject({ cause: { code } });
    expect((await router.api.availability.listCalendars({})).calendars).toEqual([]);
  });

  test("no feed is connected that nobody may have called", async () => {
    await using router = await openDemoService();
    const accepted: string[] = [];
    for (const address of REFUSED_URLS.filter((url) => url.length > 0 && url.length < 2_000)) {
      const code = await router.api.availability.connectCalendar({ repId: JORDAN, kind: "ics", address }).then(
        () => "accepted",
        (error: unknown) =>
          error instanceof TRPCError && error.cause instanceof AppError ? error.cause.code : "other",
      );
      if (code !== "ADDRESS_REFUSED") accepted.push(`${address}: ${code}`);
    }
    expect(accepted).toEqual([]);
  });

  test("shows of a feed its host alone, and takes webcal for https", async () => {
    await using router = await openDemoService();
    const address = "webcal://Calendar.example/private-0123456789/feed.ics";
    const { calendarId } = await router.api.availability.connectCalendar({ repId: JORDAN, kind: "ics", address });
    expect(await calendarOf(router)).toMatchObject({ id: calendarId, address: "calendar.example/…", state: "new" });
    const again = await router.api.availability.connectCalendar({
      repId: JORDAN,
      kind: "ics",
      address: "https://calendar.example/private-0123456789/feed.ics",
    });
    expect(again).toEqual({ calendarId });
  });

  test("a calendar of a vendor without credentials says so", async () => {
    await using router = await openDemoService();
    const address = "Jordan@company.example";
    await router.api.availability.connectCalendar({ repId: JORDAN, kind: "microsoft", address });
    await runSyncs(router);
    expect(await calendarOf(router)).toMatchObject({ address: "jordan@company.example", failure: "not_configured" });
  });

  test("and disconnecting takes what was known along, at once", async () => {
    await using given = await openWithFeed([WEEK]);
    const { router } = given;
    await submit(router, "ann", TIER_2);
    const { id } = await calendarOf(router);
    await router.api.availability.disconnectCalendar({ calendarId: id });
    await router.runDueTimers();
    expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "assigned", repId: JORDAN });
    const gone = { cause: { code: "NOT_FOUND" } };
    await expect(router.api.availability.disconnectCalendar({ calendarId: id })).rejects.toMatchObject(gone);
    await expect(router.api.availability.syncCalendar({ calendarId: id })).rejects.toMatchObject(gone);
  });

  test("a calendar is read at once where somebody asks for it", async () => {
    await using given = await openWithFeed([WEEK]);
    const { router, feeds } = given;
    feeds.say("jordan", toFeed([]));
    await runSyncs(router);
    expect(feeds.asked.get("jordan")).toBe(1);
    await router.api.availability.syncCalendar({ calendarId: (await calendarOf(router)).id });
    await runSyncs(router);
    expect((await router.api.availability.get({ repId: JORDAN })).now.available).toBe(true);
  });
});
