import { sql } from "kysely";
import { expect, test } from "vitest";

import { ANN, BOB, seedOrganisation } from "../test/seed.ts";
import { openTestStore } from "../test/test-store.ts";
import { connect, type Db } from "./connect.ts";
import { inTransaction } from "./in-transaction.ts";
import { earlyCommit, runInTurn, runTogether } from "./run-together.ts";

const addLead = sql`update rep_load set open_leads = open_leads + 1 where rep_id = ${ANN}`;
const divide = sql`select 1 / 0`;

async function openLeads(db: Db): Promise<number> {
  return (await db.selectFrom("rep_load").select("open_leads").where("rep_id", "=", ANN).executeTakeFirstOrThrow())
    .open_leads;
}

async function openSeeded() {
  // One connection, so that what a transaction leaves behind on it meets the next.
  const store = await openTestStore(1);
  await seedOrganisation(store.db);
  return store;
}

test("statements sent together give the rows of each, in order", async () => {
  await using store = await openSeeded();
  const rows = await inTransaction(store.db, async (tx) =>
    runTogether(tx, [sql`select 1 as one`, addLead, sql`select 2 as two`]),
  );
  expect(rows).toEqual([[{ one: 1 }], [], [{ two: 2 }]]);
  expect(await openLeads(store.db)).toBe(1);
});

test("statements sent in turn leave while the next is made, and the first that fails is the one told of", async () => {
  await using store = await openSeeded();
  await inTransaction(store.db, async (tx) => runInTurn(tx, [() => addLead, () => addLead, () => earlyCommit]));
  expect(await openLeads(store.db)).toBe(2);
  const failing = inTransaction(store.db, async (tx) =>
    runInTurn(tx, [() => divide, () => addLead, () => earlyCommit]),
  );
  await expect(failing).rejects.toThrow("division by zero");
  expect(await openLeads(store.db)).toBe(2);
});

test("nothing is sent for a statement that is null", async () => {
  await using store = await openSeeded();
  expect(await runTogether(store.db, [null, sql`select 1 as one`])).toEqual([[], [{ one: 1 }]]);
});

test("the last statements are committed with the round trip that brings them", async () => {
  await using store = await openSeeded();
  await using other = connect({ url: store.url, maxConnections: 1, applicationName: "other" });
  await inTransaction(store.db, async (tx) => {
    await runTogether(tx, [addLead, addLead, earlyCommit]);
    expect(await openLeads(other)).toBe(2);
  });
  await inTransaction(store.db, async (tx) => runTogether(tx, [addLead, earlyCommit]));
  expect(await openLeads(store.db)).toBe(3);
});

test.each([
  ["the first", [divide, addLead]],
  ["a later one", [addLead, divide]],
])(
  "where %s of the last statements fails nothing is committed, and the connection serves the next",
  async (_, last) => {
    await using store = await openSeeded();
    await expect(
      inTransaction(store.db, async (tx) => {
        await addLead.execute(tx);
        await runTogether(tx, [...last, earlyCommit]);
      }),
    ).rejects.toThrow("division by zero");
    expect(await openLeads(store.db)).toBe(0);
    await inTransaction(store.db, async (tx) => addLead.execute(tx));
    expect(await openLeads(store.db)).toBe(1);
  },
);

test("a check that waits for the commit fails the last statements", async () => {
  await using store = await openSeeded();
  await sql`update rep_load set open_leads = 5 where rep_id = ${BOB}`.execute(store.db);
  await sql`alter table rep_load add constraint planted unique (open_leads) deferrable initially deferred`.execute(
    store.db,
  );
  const both = sql`update rep_load set open_leads = 7`;
  await expect(inTransaction(store.db, async (tx) => runTogether(tx, [both, earlyCommit]))).rejects.toThrow("planted");
  expect(await openLeads(store.db)).toBe(0);
});

test("nothing can be asked of a transaction whose commit has left", async () => {
  await using store = await openSeeded();
  const late = inTransaction(store.db, async (tx) => {
    await runTogether(tx, [addLead, earlyCommit]);
    await addLead.execute(tx);
  });
  await expect(late).rejects.toThrow("The transaction is over");
  expect(await openLeads(store.db)).toBe(1);
});
