import { buildLeadEvent, TEST_NOW } from "@pointsman/testkit/builders";
import * as fc from "fast-check";
import { sql, type ControlledTransaction } from "kysely";
import { expect, test } from "vitest";

import { openTestStore } from "../../test/test-store.ts";
import type { Db } from "../connect.ts";
import type { Database } from "../database.ts";
import { inTransaction } from "../in-transaction.ts";
import { appendEvents } from "./append-events.ts";
import { cutOutboxBatch } from "./cut-outbox-batch.ts";
import { measureOutboxLag } from "./measure-outbox-lag.ts";
import { readBatch } from "./read-batch.ts";

const WRITERS = 4;
const nowTs = TEST_NOW;

type Step =
  | { readonly kind: "write"; readonly writer: number; readonly events: number }
  | { readonly kind: "undo" | "commit" | "roll back"; readonly writer: number }
  | { readonly kind: "cut"; readonly maxEvents: number };

const writer = fc.nat({ max: WRITERS - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("write" as const), writer, events: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("undo" as const), writer }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("commit" as const), writer }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("roll back" as const), writer }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("cut" as const), maxEvents: fc.integer({ min: 1, max: 6 }) }) },
);

/** Transactions that are open at once, and what has been committed. */
class Writers {
  readonly #db: Db;
  readonly #open = new Map<
    number,
    { readonly tx: ControlledTransaction<Database, string[]>; readonly ids: string[] }
  >();
  readonly committed: string[] = [];
  #count = 0;

  constructor(db: Db) {
    this.#db = db;
  }

  async write(index: number, events: number): Promise<void> {
    const entry = this.#open.get(index) ?? { tx: await this.#db.startTransaction().execute(), ids: [] };
    this.#open.set(index, entry);
    entry.ids.push(...(await this.#append(entry.tx, events)));
  }

  /** Writes and takes it back, within the transaction. */
  async undo(index: number): Promise<void> {
    const entry = this.#open.get(index);
    if (entry === undefined) return;
    const inner = await entry.tx.savepoint("undone").execute();
    await this.#append(inner, 2);
    await inner.rollbackToSavepoint("undone").execute();
  }

  async end(index: number, how: "commit" | "roll back"): Promise<void> {
    const entry = this.#open.get(index);
    if (entry === undefined) return;
    this.#open.delete(index);
    await (how === "commit" ? entry.tx.commit() : entry.tx.rollback()).execute();
    if (how === "commit") this.committed.push(...entry.ids);
  }

  async #append(tx: ControlledTransaction<Database, string[]>, count: number): Promise<readonly string[]> {
    const events = Array.from({ length: count }, () => buildLeadEvent(`l${(this.#count += 1)}`));
    await appendEvents(tx, events);
    return events.map(({ eventId }) => eventId);
  }
}

async function readCut(db: Db) {
  const { rows } = await sql<{ readonly gaps: string; readonly settling: string; readonly lastId: number }>`
    select gaps::text, settling::text, last_id as "lastId" from outbox_cut`.execute(db);
  return rows[0];
}

async function listCut(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly id: number }>`select id from outbox_batch order by id`.execute(db);
  const batches = await Promise.all(rows.map(async ({ id }) => readBatch(db, id)));
  return batches.flatMap(({ events }) => events.map(({ eventId }) => eventId));
}

async function cutAll(db: Db): Promise<void> {
  while ((await cutOutboxBatch(db, { maxEvents: 5, nowTs })) !== undefined);
}

async function appendOne(db: Db, name: string): Promise<void> {
  await inTransaction(db, async (tx) => appendEvents(tx, [buildLeadEvent(name)]));
}

test("however transactions overlap, end or are rolled back, each committed event is in one batch, and no gap stays", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      await using store = await openTestStore(WRITERS + 2);
      const writers = new Writers(store.db);
      for (const one of steps) {
        if (one.kind === "write") await writers.write(one.writer, one.events);
        else if (one.kind === "undo") await writers.undo(one.writer);
        else if (one.kind === "cut") await cutOutboxBatch(store.db, { maxEvents: one.maxEvents, nowTs });
        else await writers.end(one.writer, one.kind);
      }
      for (let index = 0; index < WRITERS; index++) await writers.end(index, "commit");
      await cutAll(store.db);
      expect((await listCut(store.db)).toSorted()).toEqual(writers.committed.toSorted());
      // Two that are cut one after the other: nobody else writes, so that whatever is still missing is known to be gone.
      for (const name of ["x", "y"]) {
        await appendOne(store.db, name);
        await cutAll(store.db);
      }
      expect(await readCut(store.db)).toMatchObject({ gaps: "{}", settling: "{}" });
    }),
    { numRuns: 15 },
  );
}, 120_000);

test("a gap is kept as long as somebody may fill it, though others write on, and forgotten after", async () => {
  await using store = await openTestStore();
  const [late, lost] = [await store.db.startTransaction().execute(), await store.db.startTransaction().execute()];
  await appendEvents(late, [buildLeadEvent("late")]);
  await appendEvents(lost, [buildLeadEvent("lost")]);
  for (const name of ["a", "b", "c"]) {
    await appendOne(store.db, name);
    await cutAll(store.db);
    expect(await readCut(store.db)).toMatchObject({ gaps: "{[1,3)}" });
  }
  await late.commit().execute();
  await lost.rollback().execute();
  expect(await measureOutboxLag(store.db)).toMatchObject({ undelivered: 4 });
  await cutAll(store.db);
  expect(await listCut(store.db)).toContain("evt_late.0.received");
  expect(await readCut(store.db)).toEqual({ gaps: "{}", settling: "{}", lastId: 5 });
});

test("negative control: where a gap is forgotten at once, the event of a late commit is in no batch", async () => {
  await using store = await openTestStore();
  const late = await store.db.startTransaction().execute();
  await appendEvents(late, [buildLeadEvent("late")]);
  await appendOne(store.db, "early");
  await cutAll(store.db);
  await sql`update outbox_cut set gaps = '{}'`.execute(store.db);
  await late.commit().execute();
  await cutAll(store.db);
  expect(await listCut(store.db)).toEqual(["evt_early.0.received"]);
});

test("looking where nothing waits writes nothing, though there are gaps", async () => {
  await using store = await openTestStore();
  const late = await store.db.startTransaction().execute();
  await appendEvents(late, [buildLeadEvent("late")]);
  await appendOne(store.db, "early");
  await cutAll(store.db);
  const readVersion = async () => (await sql`select xmin, xmax, ctid from outbox_cut`.execute(store.db)).rows;
  const before = await readVersion();
  await cutAll(store.db);
  expect(await readVersion()).toEqual(before);
  await late.rollback().execute();
});
