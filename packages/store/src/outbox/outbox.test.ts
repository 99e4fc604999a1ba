import { buildLeadEvent, TEST_NOW } from "@pointsman/testkit/builders";
import { sql } from "kysely";
import { expect, test } from "vitest";

import { openTestStore } from "../../test/test-store.ts";
import type { Db } from "../connect.ts";
import { inTransaction } from "../in-transaction.ts";
import { appendEvents } from "./append-events.ts";
import { countOutboxByHourAndKind } from "./count-outbox-by-hour-and-kind.ts";
import { cutOutboxBatch } from "./cut-outbox-batch.ts";
import { hashPayload, toBatchToken } from "./hash-payload.ts";
import { listOutboxEvents } from "./list-outbox-events.ts";
import { listUndeliveredBatches } from "./list-undelivered-batches.ts";
import { markBatchDelivered } from "./mark-batch-delivered.ts";
import { measureOutboxLag } from "./measure-outbox-lag.ts";
import { readBatch } from "./read-batch.ts";

const nowTs = TEST_NOW;

function buildEvents(count: number, prefix = "l") {
  return Array.from({ length: count }, (_, index) => buildLeadEvent(`${prefix}${index}`));
}

async function append(db: Db, events: Parameters<typeof appendEvents>[1]): Promise<void> {
  await inTransaction(db, async (tx) => appendEvents(tx, events));
}

test("a batch reads back byte for byte, again and again, under a token made of its content", async () => {
  await using store = await openTestStore();
  const events = [
    buildLeadEvent("a", { utmSource: 'ü "x" \\ \n 💡' }),
    buildLeadEvent("b", { reason: "</script>\u2028" }),
  ];
  await append(store.db, events);
  const batch = await cutOutboxBatch(store.db, { maxEvents: 10, nowTs });
  const payloads = events.map((event) => JSON.stringify(event));
  expect(batch).toEqual({ id: batch?.id, token: toBatchToken(payloads), eventCount: 2 });
  const first = await readBatch(store.db, batch?.id ?? 0);
  expect(first.events.map((event) => event.payload)).toEqual(payloads);
  expect(first.events.map((event) => event.contentHash)).toEqual(
    payloads.map((payload) => String(hashPayload(payload))),
  );
  expect(await readBatch(store.db, batch?.id ?? 0)).toEqual(first);
});

test("the content hash is the first 8 bytes of SHA-256, signed", () => {
  // printf 'abc' | sha256sum: ba7816bf8f01cfea…
  expect(hashPayload("abc")).toBe(BigInt.asIntN(64, 0xba7816bf8f01cfean));
});

test("events are cut oldest first, no more than asked for, and nothing makes no batch", async () => {
  await using store = await openTestStore();
  await append(store.db, buildEvents(5));
  const sizes = [];
  for (let cut = 0; cut < 4; cut++) sizes.push((await cutOutboxBatch(store.db, { maxEvents: 2, nowTs }))?.eventCount);
  expect(sizes).toEqual([2, 2, 1, undefined]);
  const batches = await listUndeliveredBatches(store.db);
  const ids = await Promise.all(
    batches.map(async ({ id }) => (await readBatch(store.db, id)).events.map((event) => event.eventId)),
  );
  expect(ids.flat()).toEqual(buildEvents(5).map((event) => event.eventId));
});

test("many who cut at once never share an event and leave none behind", async () => {
  await using store = await openTestStore(8);
  await append(store.db, buildEvents(500));
  const writers = Array.from({ length: 10 }, async (_, index) => append(store.db, buildEvents(20, `w${index}-`)));
  const cutters = Array.from({ length: 8 }, async () => {
    for (let cut = 0; cut < 10; cut++) await cutOutboxBatch(store.db, { maxEvents: 13, nowTs });
  });
  await Promise.all([...writers, ...cutters]);
  while ((await cutOutboxBatch(store.db, { maxEvents: 50, nowTs })) !== undefined);
  const batches = await listUndeliveredBatches(store.db);
  const contents = await Promise.all(batches.map(async ({ id }) => (await readBatch(store.db, id)).events));
  const eventIds = contents.flat().map((event) => event.eventId);
  expect(eventIds).toHaveLength(700);
  expect(new Set(eventIds).size).toBe(700);
});

test("an event of a transaction that commits late is still cut, though later ones were cut before it", async () => {
  await using store = await openTestStore();
  const late = await store.db.startTransaction().execute();
  await appendEvents(late, [buildLeadEvent("late")]);
  await append(store.db, [buildLeadEvent("early")]);
  expect(await cutOutboxBatch(store.db, { maxEvents: 10, nowTs })).toMatchObject({ eventCount: 1 });
  await late.commit().execute();
  const batch = await cutOutboxBatch(store.db, { maxEvents: 10, nowTs });
  expect((await readBatch(store.db, batch?.id ?? 0)).events).toMatchObject([{ eventId: "evt_late.0.received" }]);
});

test("a batch whose events were changed is not read", async () => {
  await using store = await openTestStore();
  await append(store.db, buildEvents(2));
  const batch = await cutOutboxBatch(store.db, { maxEvents: 10, nowTs });
  await sql`update outbox set payload = '{}' where id = 1`.execute(store.db);
  await expect(readBatch(store.db, batch?.id ?? 0)).rejects.toThrow("were changed after it was cut");
  await expect(readBatch(store.db, 99)).rejects.toThrow("There is no outbox batch 99");
});

test("the lag counts what is not delivered, cut or not", async () => {
  await using store = await openTestStore();
  expect(await measureOutboxLag(store.db)).toEqual({ undelivered: 0, oldestOccurredAt: null });
  const occurredAt = "2026-11-22T08:00:00.000Z";
  await append(store.db, [buildLeadEvent("old", { occurredAt }), ...buildEvents(2)]);
  const batch = await cutOutboxBatch(store.db, { maxEvents: 1, nowTs });
  expect(await measureOutboxLag(store.db)).toEqual({ undelivered: 3, oldestOccurredAt: occurredAt });
  await markBatchDelivered(store.db, batch?.id ?? 0, TEST_NOW);
  expect(await measureOutboxLag(store.db)).toEqual({ undelivered: 2, oldestOccurredAt: TEST_NOW });
  expect(await listUndeliveredBatches(store.db)).toEqual([]);
});

test("the outbox is counted by hour and kind, with the XOR of its hashes", async () => {
  await using store = await openTestStore();
  const [hour, later] = ["2026-11-22T09:00:00.000Z", "2026-11-22T10:00:00.000Z"];
  const events = [buildLeadEvent("a"), buildLeadEvent("b"), buildLeadEvent("c", { occurredAt: later })];
  await append(store.db, [...events, buildLeadEvent("a", { kind: "lead.held", epoch: 1 })]);
  const [a = 0n, b = 0n, c = 0n] = events.map((event) => hashPayload(JSON.stringify(event)));
  const counts = await countOutboxByHourAndKind(store.db);
  expect(counts).toHaveLength(3);
  expect(counts).toContainEqual({ hour, kind: "lead.received", count: 2, hashXor: String(a ^ b) });
  expect(await countOutboxByHourAndKind(store.db, later)).toEqual([
    { hour: later, kind: "lead.received", count: 1, hashXor: String(c) },
  ]);
  const listed = await listOutboxEvents(store.db, { hour, kind: "lead.received" });
  expect(listed.map((event) => event.eventId)).toEqual(["evt_a.0.received", "evt_b.0.received"]);
});

test("the same event cannot be written twice", async () => {
  await using store = await openTestStore();
  await append(store.db, buildEvents(1));
  await expect(append(store.db, buildEvents(1))).rejects.toMatchObject({ code: "23505" });
});
