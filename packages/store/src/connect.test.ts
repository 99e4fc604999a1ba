import { sql } from "kysely";
import { expect, test, vi } from "vitest";

import { openTestStore } from "../test/test-store.ts";
import { parseInt8, parseTimestamptz } from "./connect.ts";

test("a bigint arrives as a number, and one beyond 2^53 is an error and not a wrong number", () => {
  expect(parseInt8("9007199254740991")).toBe(9_007_199_254_740_991);
  expect(parseInt8("-42")).toBe(-42);
  expect(() => parseInt8("9007199254740993")).toThrow("select it as text");
});

test.each([
  ["2026-11-22 09:30:00+00", "2026-11-22T09:30:00.000Z"],
  ["2026-11-22 09:30:00.5+00", "2026-11-22T09:30:00.500Z"],
  ["2026-11-22 15:15:00.123+05:45", "2026-11-22T09:30:00.123Z"],
  ["2026-11-22 01:30:00.123-08", "2026-11-22T09:30:00.123Z"],
])("%s is the instant %s", (text, expected) => {
  expect(parseTimestamptz(text)).toBe(expected);
});

test("instants are the same whatever the time zone of the session", async () => {
  await using store = await openTestStore(1);
  await sql`set time zone 'Asia/Kathmandu'`.execute(store.db);
  const { rows } = await sql`select '2026-11-22T09:30:00.120Z'::timestamptz as at, count(*) as n`.execute(store.db);
  expect(rows).toEqual([{ at: "2026-11-22T09:30:00.120Z", n: 1 }]);
});

test("a connection that the server drops while idle is replaced, and the owner is told", async () => {
  await using store = await openTestStore(1);
  const told: string[] = [];
  const { connect } = await import("./connect.ts");
  const { promise, resolve } = Promise.withResolvers<void>();
  await using victim = connect({
    url: store.url,
    maxConnections: 1,
    applicationName: "victim",
    onConnectionError: (error) => {
      told.push(error.message);
      resolve();
    },
  });
  await sql`select 1`.execute(victim);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim'`.execute(store.db);
  await promise;
  expect(told[0]).toContain("terminating connection");
  expect((await sql`select 1 as one`.execute(victim)).rows).toEqual([{ one: 1 }]);
});

test("a connection that breaks between two statements of a transaction fails it, and no more than that", async () => {
  await using store = await openTestStore(1);
  const told: string[] = [];
  const { connect } = await import("./connect.ts");
  await using victim = connect({
    url: store.url,
    maxConnections: 1,
    applicationName: "victim",
    onConnectionError: ({ message }) => told.push(message),
  });
  const broken = victim.transaction().execute(async (tx) => {
    await sql`select 1`.execute(tx);
    await sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'victim'`.execute(
      store.db,
    );
    await vi.waitFor(() => expect(told).not.toEqual([]));
    await sql`select 1`.execute(tx);
  });
  await expect(broken).rejects.toThrow(/connection|terminat/i);
  expect((await sql`select 1 as one`.execute(victim)).rows).toEqual([{ one: 1 }]);
});
