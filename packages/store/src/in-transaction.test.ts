import { sql } from "kysely";
import { expect, test } from "vitest";

import { ANN, BOB, createGate, seedOrganisation } from "../test/seed.ts";
import { openTestStore } from "../test/test-store.ts";
import type { Tx } from "./connect.ts";
import { inTransaction } from "./in-transaction.ts";
import { isRetryable, RetryTransactionError } from "./is-retryable.ts";

async function addLead(tx: Tx, repId: typeof ANN): Promise<void> {
  await tx
    .updateTable("rep_load")
    .set((eb) => ({ open_leads: eb("open_leads", "+", 1) }))
    .where("rep_id", "=", repId)
    .execute();
}

test("two transactions that deadlock both commit, the loser by running again from the start", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const [annLocked, bobLocked] = [createGate(), createGate()];
  let runs = 0;
  const first = inTransaction(store.db, async (tx) => {
    runs += 1;
    await addLead(tx, ANN);
    annLocked.open();
    await bobLocked.opened;
    await addLead(tx, BOB);
  });
  const second = inTransaction(store.db, async (tx) => {
    runs += 1;
    await addLead(tx, BOB);
    bobLocked.open();
    await annLocked.opened;
    await addLead(tx, ANN);
  });
  await Promise.all([first, second]);
  expect(runs).toBe(3);
  const loads = await store.db.selectFrom("rep_load").select("open_leads").orderBy("rep_id").execute();
  expect(loads).toEqual([{ open_leads: 2 }, { open_leads: 2 }]);
});

test("a serialization failure repeats the whole transaction, on a fresh snapshot", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const seen: number[] = [];
  await inTransaction(store.db, async (tx) => {
    await sql`set transaction isolation level repeatable read`.execute(tx);
    const { open_leads } = await tx
      .selectFrom("rep_load")
      .select("open_leads")
      .where("rep_id", "=", ANN)
      .executeTakeFirstOrThrow();
    seen.push(open_leads);
    // Somebody else commits a change to the row that this snapshot has read: 40001.
    if (seen.length === 1) await inTransaction(store.db, async (other) => addLead(other, ANN));
    await addLead(tx, ANN);
  });
  expect(seen).toEqual([0, 1]);
});

test("any other error rolls back and is thrown at once", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  let runs = 0;
  const failing = inTransaction(store.db, async (tx) => {
    runs += 1;
    await addLead(tx, ANN);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(runs).toBe(1);
  const { open_leads } = await store.db
    .selectFrom("rep_load")
    .select("open_leads")
    .where("rep_id", "=", ANN)
    .executeTakeFirstOrThrow();
  expect(open_leads).toBe(0);
});

test("a transaction that never succeeds is given up after 6 attempts", async () => {
  await using store = await openTestStore(1);
  let runs = 0;
  const hopeless = inTransaction(store.db, async (tx) => {
    runs += 1;
    await sql`do $$ begin raise exception 'again' using errcode = '40001'; end $$`.execute(tx);
  });
  await expect(hopeless).rejects.toThrow("again");
  expect(runs).toBe(6);
});

test("only deadlocks and serialization failures are worth another attempt", () => {
  expect(isRetryable(Object.assign(new Error("x"), { code: "40001" }))).toBe(true);
  expect(isRetryable(Object.assign(new Error("x"), { code: "40P01" }))).toBe(true);
  expect(isRetryable(Object.assign(new Error("x"), { code: "23505" }))).toBe(false);
  expect(isRetryable(new Error("x"))).toBe(false);
  expect(isRetryable("40001")).toBe(false);
});

test("who finds that what he read has changed can ask for another run", async () => {
  await using store = await openTestStore(1);
  let runs = 0;
  const result = await inTransaction(store.db, async () => {
    runs += 1;
    if (runs === 1) throw new RetryTransactionError("the lead changed");
    return "done";
  });
  expect([result, runs]).toEqual(["done", 2]);
});
