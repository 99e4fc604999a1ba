import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import { openTestStore, type TestStore } from "../../test/test-store.ts";
import { inTransaction } from "../in-transaction.ts";
import { actAs } from "./act-as.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(async () => store[Symbol.asyncDispose]());

interface Noted {
  readonly actor: unknown;
  readonly action: string;
  readonly entityId: string;
  readonly before: unknown;
  readonly after: unknown;
}

async function listNoted(): Promise<readonly Noted[]> {
  const { rows } = await sql<Noted>`
    select actor, action, entity_id as "entityId", before, after from audit_pending order by id`.execute(store.db);
  return rows;
}

test("a change is noted with who made it; what somebody changes by hand is put down to the database's user", async () => {
  const db = actAs(store.db, { kind: "key", id: "key_1", name: "crm" }, "teams.upsert");
  await inTransaction(db, async (tx) => sql`insert into team values ('west', 'West')`.execute(tx));
  await sql`update team set name = 'The West'`.execute(store.db);
  await sql`update team set name = name`.execute(store.db);
  expect(await listNoted()).toEqual([
    {
      actor: { kind: "key", id: "key_1", name: "crm" },
      action: "teams.upsert",
      entityId: "west",
      before: null,
      after: { id: "west", name: "West" },
    },
    {
      actor: { kind: "database", id: expect.any(String) },
      action: "update",
      entityId: "west",
      before: { name: "West" },
      after: { name: "The West" },
    },
  ]);
});

test("what is rolled back leaves no entry", async () => {
  const before = await listNoted();
  const failing = inTransaction(store.db, async (tx) => {
    await sql`update team set name = 'North'`.execute(tx);
    throw new Error("on purpose");
  });
  await expect(failing).rejects.toThrow("on purpose");
  expect(await listNoted()).toEqual(before);
});
