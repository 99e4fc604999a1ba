import { sql } from "kysely";
import { expect, test } from "vitest";

import { openTestStore } from "../test/test-store.ts";
import { assertDurable, listProblems } from "./assert-durable.ts";

test("the server of the tests keeps what it commits", async () => {
  await using store = await openTestStore(1);
  await expect(assertDurable(store.db)).resolves.toBeUndefined();
});

test("a server that answers before the commit is on disk is refused, and the setting is named", async () => {
  await using store = await openTestStore(1);
  await sql`set synchronous_commit = off`.execute(store.db);
  await expect(assertDurable(store.db)).rejects.toThrow("synchronous_commit is off, expected on");
});

test("everything that is wrong is named", () => {
  expect(listProblems({ serverVersion: 150_000, synchronousCommit: "on", fsync: "on" })).toEqual([]);
  expect(listProblems({ serverVersion: 140_011, synchronousCommit: "local", fsync: "off" })).toEqual([
    "server version is 140011, expected 150000 or later",
    "fsync is off, expected on",
  ]);
});
