import type { TimeOffEntry } from "@pointsman/contracts/availability";
import { toId, type CalendarId } from "@pointsman/contracts/id";
import type { TimeOff } from "@pointsman/contracts/organisation";
import { TEST_NOW } from "@pointsman/testkit/builders";
import { describe, expect, test } from "vitest";

import { ANN, BOB, seedOrganisation } from "../../test/seed.ts";
import { openTestStore, type TestStore } from "../../test/test-store.ts";
import { inTransaction } from "../in-transaction.ts";
import { countStaleCalendars, deleteCalendar, listCalendars, upsertCalendar } from "./calendars.ts";
import { loadAvailability } from "./load-availability.ts";
import {
  claimCalendars,
  findBlocks,
  findNextRead,
  lockClaimed,
  markTold,
  replaceBlocks,
  writeOutcomes,
  type StoredBlock,
} from "./read-calendars.ts";
import { deleteTimeOff, insertTimeOff, isTimeOffTaken, listOwners, listTimeOff, updateTimeOff } from "./time-off.ts";

async function open(): Promise<TestStore> {
  const store = await openTestStore();
  await seedOrganisation(store.db);
  return store;
}

const FORMS: readonly TimeOff[] = [
  { kind: "pto", from: "2026-12-01T08:00:00.000Z", until: "2026-12-02T08:00:00.000Z" },
  { kind: "holiday", firstDay: "2026-12-24", lastDay: "2026-12-26" },
  { kind: "sick", day: "2026-12-03", half: "morning" },
  { kind: "sick", day: "2026-12-03", half: "afternoon" },
  { kind: "leave", firstDay: "2026-12-03", lastDay: "2026-12-03" },
];

function entry(name: string, timeOff: TimeOff, repId = ANN): TimeOffEntry {
  return { id: toId("timeOff", name), repId, timeOff, source: "api", changedAt: TEST_NOW, changedBy: "key_test" };
}

/** As routing is given them: with who says so. */
function toSaid<T extends object>(stretches: readonly T[], source: "api" | "ics") {
  return stretches.map((stretch) => ({ ...stretch, source }));
}

describe("time off", () => {
  test("of every form comes back as it was written, with the organisation too", async () => {
    await using store = await open();
    const entries = FORMS.map((timeOff, index) => entry(`a${index}`, timeOff));
    const { ids, changed } = await inTransaction(store.db, async (tx) => insertTimeOff(tx, entries));
    expect([ids, changed]).toEqual([entries.map(({ id }) => id), [ANN]]);
    expect(await listTimeOff(store.db, { limit: 10 })).toEqual({ entries, nextCursor: null });
    expect((await loadAvailability(store.db)).timeOff).toEqual(new Map([[ANN, toSaid(FORMS, "api")]]));
  });

  test("that says the same is there once, and is answered with the id that it has", async () => {
    await using store = await open();
    const insert = async (entries: readonly TimeOffEntry[]) =>
      inTransaction(store.db, async (tx) => insertTimeOff(tx, entries));
    const twice = FORMS.map((timeOff, index) => entry(`b${index}`, timeOff));
    await insert(FORMS.map((timeOff, index) => entry(`a${index}`, timeOff)));
    expect(await insert(twice)).toEqual({ ids: FORMS.map((_, index) => `off_a${index}`), changed: [] });
    const [form = FORMS[0]] = FORMS;
    if (form === undefined) throw new Error("There are forms");
    expect(await insert([entry("c1", form, BOB), entry("c2", form, BOB)])).toEqual({
      ids: ["off_c1", "off_c1"],
      changed: [BOB],
    });
    expect((await listTimeOff(store.db, { repId: BOB, limit: 10 })).entries).toHaveLength(1);
  });

  test("is changed and removed by its id", async () => {
    await using store = await open();
    const [first, second] = FORMS.map((timeOff, index) => entry(`a${index}`, timeOff));
    if (first === undefined || second === undefined) throw new Error("There are forms");
    await inTransaction(store.db, async (tx) => {
      await insertTimeOff(tx, [first, second]);
      expect(await isTimeOffTaken(tx, { ...first, timeOff: second.timeOff })).toBe(true);
      expect(await isTimeOffTaken(tx, first)).toBe(false);
      const changed = { ...first, timeOff: { kind: "leave", day: "2026-12-09", half: "morning" } } as const;
      expect(await listOwners(tx, [first.id, "off_none"])).toEqual([ANN]);
      await updateTimeOff(tx, changed);
      await updateTimeOff(tx, { ...changed, id: "off_none" });
      expect((await listTimeOff(tx, { limit: 10 })).entries).toEqual([changed, second]);
      expect(await deleteTimeOff(tx, [first.id, "off_none"])).toEqual([ANN]);
      expect((await listTimeOff(tx, { limit: 10 })).entries).toEqual([second]);
    });
  });

  test("is listed page by page", async () => {
    await using store = await open();
    const entries = FORMS.map((timeOff, index) => entry(`a${index}`, timeOff));
    await inTransaction(store.db, async (tx) => insertTimeOff(tx, entries));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listTimeOff(store.db, { limit: 2, cursor });
      seen.push(...page.entries.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(entries.map(({ id }) => id));
    await expect(listTimeOff(store.db, { limit: 2, cursor: "x" })).rejects.toThrow("The cursor is not valid");
  });
});

const LATER = "2026-11-22T09:45:00.000Z";
const BLOCKS: readonly StoredBlock[] = [
  { kind: "out_of_office", from: "2026-11-23T00:00:00.000Z", until: "2026-11-25T00:00:00.000Z" },
  { kind: "busy", from: "2026-11-26T09:00:00.000Z", until: "2026-11-26T14:00:00.000Z" },
];

async function connect({ db }: TestStore, name: string, repId = ANN): Promise<CalendarId> {
  return inTransaction(db, async (tx) =>
    upsertCalendar(tx, {
      id: toId("calendar", name),
      repId,
      kind: "ics",
      address: `https://calendar.example/${name}`,
      allIsTimeOff: false,
      createdAt: TEST_NOW,
      createdBy: "key_test",
    }),
  );
}

describe("a calendar", () => {
  const claim = async ({ db }: TestStore, now = TEST_NOW, limit = 10) =>
    claimCalendars(db, { now, until: LATER, limit });

  test("connected twice is one, with the id that it has", async () => {
    await using store = await open();
    await connect(store, "one");
    const again = await inTransaction(store.db, async (tx) =>
      upsertCalendar(tx, {
        id: "cal_two",
        repId: ANN,
        kind: "ics",
        address: "https://calendar.example/one",
        allIsTimeOff: true,
        createdAt: LATER,
        createdBy: "key_test",
      }),
    );
    expect(again).toBe("cal_one");
    expect(await listCalendars(store.db)).toMatchObject([{ id: "cal_one", allIsTimeOff: true, nextReadAt: LATER }]);
  });

  test("is claimed by one process alone, until the claim ends; whoever had it before is found out", async () => {
    await using store = await open();
    await connect(store, "one");
    await connect(store, "two", BOB);
    const [first] = await claim(store, TEST_NOW, 1);
    const [second] = await claim(store, TEST_NOW, 10);
    expect(new Set([first?.id, second?.id])).toEqual(new Set(["cal_one", "cal_two"]));
    expect(await claim(store)).toEqual([]);
    expect(await findNextRead(store.db)).toBe(LATER);
    const again = await claim(store, LATER);
    expect(again.map(({ attempt }) => attempt)).toEqual([2, 2]);
    await inTransaction(store.db, async (tx) => {
      expect(first === undefined ? null : await lockClaimed(tx, [first])).toEqual(new Set());
      expect(await lockClaimed(tx, again)).toEqual(new Set(["cal_one", "cal_two"]));
    });
  });

  test("of somebody who has left is not read", async () => {
    await using store = await open();
    await connect(store, "one");
    await store.db.updateTable("rep").set({ status: "departed" }).where("id", "=", ANN).execute();
    expect(await claim(store)).toEqual([]);
    expect(await findNextRead(store.db)).toBeNull();
  });

  test("keeps what it said while it cannot be read, and says how often", async () => {
    await using store = await open();
    const id = await connect(store, "one");
    const readAt = "2026-11-22T09:31:00.000Z";
    const freshUntil = "2026-11-22T10:31:00.000Z";
    const marks = { readInZone: "UTC", etag: '"1"', lastModified: null, skipped: 2 };
    await inTransaction(store.db, async (tx) => {
      await replaceBlocks(tx, [{ id, blocks: BLOCKS }]);
      const read = { kind: "read", lastReadAt: readAt, freshUntil, knownUntil: "2027-01-20T00:00:00.000Z" } as const;
      await writeOutcomes(tx, [{ id, nextReadAt: LATER, ...read, ...marks }]);
      const failed = { kind: "failed", failures: 1, failure: "unreachable", detail: "HTTP 500" } as const;
      await writeOutcomes(tx, [{ id, nextReadAt: freshUntil, ...failed }]);
    });
    expect(await listCalendars(store.db, { repId: ANN })).toMatchObject([
      {
        lastReadAt: readAt,
        freshUntil,
        nextReadAt: freshUntil,
        failures: 1,
        failure: "unreachable",
        skipped: 2,
        blocks: 2,
      },
    ]);
    expect(await findBlocks(store.db, [id, "cal_none"])).toEqual(new Map([[id, BLOCKS]]));
    expect((await loadAvailability(store.db)).blocks).toEqual(new Map([[ANN, toSaid(BLOCKS, "ics")]]));
    expect(await countStaleCalendars(store.db, freshUntil)).toBe(0);
    expect(await countStaleCalendars(store.db, "2026-11-22T10:31:00.001Z")).toBe(1);
  });

  test("that was not read for long is told of once, until it is read again", async () => {
    await using store = await open();
    const id = await connect(store, "one");
    const tell = async (since: string) => inTransaction(store.db, async (tx) => markTold(tx, { since, now: LATER }));
    expect(await tell(TEST_NOW)).toEqual([]);
    expect(await tell(LATER)).toMatchObject([{ id, repId: ANN, lastReadAt: null }]);
    expect(await tell(LATER)).toEqual([]);
    const times = { nextReadAt: LATER, lastReadAt: LATER, freshUntil: LATER };
    await inTransaction(store.db, async (tx) => writeOutcomes(tx, [{ id, kind: "unchanged", ...times }]));
    expect(await tell("2026-11-22T09:45:00.001Z")).toMatchObject([{ id, lastReadAt: LATER }]);
  });

  test("gives routing no busy block that is shorter than what is long for its rep", async () => {
    await using store = await open();
    const blocks = (["2026-11-26T12:59:59.999Z", "2026-11-26T13:00:00.000Z"] as const).map((until) => ({
      kind: "busy" as const,
      from: "2026-11-26T09:00:00.000Z",
      until,
    }));
    const ids = [await connect(store, "one"), await connect(store, "two", BOB)];
    await inTransaction(store.db, async (tx) =>
      replaceBlocks(
        tx,
        ids.map((id) => ({ id, blocks })),
      ),
    );
    await store.db.updateTable("rep").set({ long_busy_minutes: 60 }).where("id", "=", BOB).execute();
    expect((await loadAvailability(store.db)).blocks).toEqual(
      new Map([
        [ANN, toSaid(blocks.slice(1), "ics")],
        [BOB, toSaid(blocks, "ics")],
      ]),
    );
  });

  test("goes with what it said", async () => {
    await using store = await open();
    const id = await connect(store, "one");
    await inTransaction(store.db, async (tx) => {
      await replaceBlocks(tx, [{ id, blocks: BLOCKS }]);
      expect(await deleteCalendar(tx, id)).toBe(ANN);
      expect(await deleteCalendar(tx, id)).toBeUndefined();
    });
    expect((await loadAvailability(store.db)).blocks).toEqual(new Map());
  });
});
