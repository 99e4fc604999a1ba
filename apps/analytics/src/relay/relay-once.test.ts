import { inTransaction } from "@pointsman/store/in-transaction";
import { appendEvents } from "@pointsman/store/outbox/append-events";
import { cutOutboxBatch } from "@pointsman/store/outbox/cut-outbox-batch";
import { listRefused } from "@pointsman/store/outbox/refused-events";
import { buildLeadEvent, TEST_NOW } from "@pointsman/testkit/builders";
import { sql } from "kysely";
import { beforeEach, expect, test, vi } from "vitest";

import { appendReceived } from "../../test/seed.ts";
import { countStored, openTestService, relayAll, toApi, type TestService } from "../../test/test-service.ts";
import { relayOnce, type RelayDeps } from "./relay-once.ts";

type Batch = Parameters<RelayDeps["send"]>[0];

let open: TestService;

beforeEach(async () => {
  const service = await openTestService();
  // A merge would hide what was stored twice.
  await service.service.warehouse.command({ query: "system stop merges lead_event_v2" });
  open = service;
  return async () => service[Symbol.asyncDispose]();
});

/** A relay that keeps what it sends. */
function recordSent(deps: RelayDeps): { readonly deps: RelayDeps; readonly sent: readonly Batch[] } {
  const sent: Batch[] = [];
  const send: RelayDeps["send"] = async (batch) => {
    sent.push(structuredClone(batch));
    await deps.send(batch);
  };
  return { deps: { ...deps, send }, sent };
}

test("events are delivered in batches of at most the given size, and then there is nothing to do", async () => {
  await appendReceived(open.db, 25);
  const deps = { ...open.relay, maxBatchEvents: 10 };
  expect([await relayOnce(deps), await relayOnce(deps), await relayOnce(deps), await relayOnce(deps)]).toEqual([
    10, 10, 5, 0,
  ]);
  expect(await countStored(open)).toEqual({ events: 25, rows: 25 });
});

test("frozen batches go first, the oldest of them first", async () => {
  await appendReceived(open.db, 30);
  for (let cut = 0; cut < 2; cut++) await cutOutboxBatch(open.db, { maxEvents: 10, nowTs: TEST_NOW });
  const { deps, sent } = recordSent(open.relay);
  expect(await relayAll(deps)).toBe(30);
  const firstIds = sent.map(({ rows }) => JSON.parse(rows[0]!.payload).leadId);
  expect(firstIds).toEqual(["lead_l0", "lead_l10", "lead_l20"]);
});

test("killed before it was sent, the batch is sent by the next", async () => {
  await appendReceived(open.db, 10);
  const killed = { ...open.relay, send: async () => Promise.reject(new Error("killed")) };
  await expect(relayOnce(killed)).rejects.toThrow("killed");
  await appendReceived(open.db, 5, "later");
  expect(await relayAll(open.relay)).toBe(15);
  expect(await countStored(open)).toEqual({ events: 15, rows: 15 });
});

test("killed between insert and mark, the batch is sent again byte for byte, and counts once", async () => {
  await appendReceived(open.db, 10);
  const { deps, sent } = recordSent(open.relay);
  const killed: RelayDeps = {
    ...deps,
    send: async (batch) => {
      await deps.send(batch);
      throw new Error("killed");
    },
  };
  await expect(relayOnce(killed)).rejects.toThrow("killed");
  expect(await countStored(open)).toEqual({ events: 10, rows: 10 });
  await appendReceived(open.db, 5, "later");
  expect(await relayAll(deps)).toBe(15);
  expect(sent).toHaveLength(3);
  expect(sent[1]).toEqual(sent[0]);
  expect(await countStored(open)).toEqual({ events: 15, rows: 15 });
});

test("two relays at once, with writers beside them, deliver everything and nothing twice", async () => {
  await appendReceived(open.db, 300);
  const deps = { ...open.relay, maxBatchEvents: 7 };
  const writers = Array.from({ length: 5 }, async (_, index) => appendReceived(open.db, 20, `w${index}-`));
  await Promise.all([...writers, relayAll(deps), relayAll(deps)]);
  await relayAll(deps);
  expect(await countStored(open)).toEqual({ events: 400, rows: 400 });
});

test("a relay that slept while another delivered its batch changes nothing", async () => {
  await appendReceived(open.db, 10);
  const { promise, resolve } = Promise.withResolvers<void>();
  const asleep: RelayDeps = {
    ...open.relay,
    send: async (batch) => {
      await promise;
      await open.relay.send(batch);
    },
  };
  const late = relayOnce(asleep);
  await vi.waitUntil(async () => (await sql`select from outbox_batch`.execute(open.db)).rows.length === 1);
  expect(await relayAll(open.relay)).toBe(10);
  resolve();
  expect(await late).toBe(10);
  expect(await countStored(open)).toEqual({ events: 10, rows: 10 });
});

test("events that are none are set aside with the reason, and the rest of their batch is delivered", async () => {
  const bad = buildLeadEvent("bad", { receivedAt: "2400-01-01T00:00:00.000Z" });
  await inTransaction(open.db, async (tx) => appendEvents(tx, [buildLeadEvent("good"), bad, buildLeadEvent("fine")]));
  expect(await relayAll(open.relay)).toBe(3);
  expect(await countStored(open)).toEqual({ events: 2, rows: 2 });
  expect(await listRefused(open.db, { limit: 10 })).toEqual([
    {
      eventId: "evt_bad.0.received",
      batchId: 1,
      problem: expect.stringContaining("outside 1970 to 2299"),
      refusedAt: expect.any(String),
    },
  ]);
});

test("what the engine refuses is found by halving, set aside, and delivered again once it can be (F23)", async () => {
  const alter = async (change: string) =>
    open.service.warehouse.command({ query: `alter table lead_event_v2 ${change}` });
  await alter("add constraint short_names check length(ifNull(utm_source, '')) < 20");
  const bad = ["x", "y"].map((name) => buildLeadEvent(name, { utmSource: `a-campaign-with-a-long-name-${name}` }));
  await appendReceived(open.db, 20);
  await inTransaction(open.db, async (tx) => appendEvents(tx, bad.slice(0, 1)));
  await appendReceived(open.db, 20, "between");
  await inTransaction(open.db, async (tx) => appendEvents(tx, bad.slice(1)));
  await appendReceived(open.db, 3, "after");
  expect(await relayAll(open.relay)).toBe(45);
  expect(await countStored(open)).toEqual({ events: 43, rows: 43 });
  expect(await open.api.relay.status()).toMatchObject({ delivered: 43, waiting: 0, refused: 2 });
  expect(await open.api.relay.listRefused()).toMatchObject([
    { eventId: "evt_x.0.received", problem: expect.stringContaining("short_names") },
    { eventId: "evt_y.0.received" },
  ]);
  const operator = toApi(open.service, ["reports:read", "config:write"]);
  expect(await operator.relay.redeliver()).toEqual({ delivered: 0, refused: 2 });
  await alter("drop constraint short_names");
  expect(await operator.relay.redeliver()).toEqual({ delivered: 2, refused: 0 });
  expect(await operator.relay.redeliver()).toEqual({ delivered: 0, refused: 0 });
  expect(await countStored(open)).toEqual({ events: 45, rows: 45 });
  expect(await open.api.relay.listRefused()).toEqual([]);
});

test("killed after rows were set aside and before the mark, the batch leaves them out and counts once", async () => {
  const bad = buildLeadEvent("bad", { receivedAt: "2400-01-01T00:00:00.000Z" });
  await inTransaction(open.db, async (tx) => appendEvents(tx, [buildLeadEvent("good"), bad]));
  await relayOnce(open.relay);
  await sql`update outbox_batch set delivered_at = null`.execute(open.db);
  expect(await relayAll(open.relay)).toBe(2);
  expect(await countStored(open)).toEqual({ events: 1, rows: 1 });
  expect(await listRefused(open.db, { limit: 10 })).toHaveLength(1);
});

test("a table that refuses everything is no bad row: nothing is set aside, and the batch is tried again", async () => {
  await open.service.warehouse.command({ query: "alter table lead_event_v2 add constraint never check 1 = 0" });
  await appendReceived(open.db, 120);
  await expect(relayOnce(open.relay)).rejects.toThrow("never");
  expect(await listRefused(open.db, { limit: 10 })).toEqual([]);
  await open.service.warehouse.command({ query: "alter table lead_event_v2 drop constraint never" });
  expect(await relayAll(open.relay)).toBe(120);
  expect(await countStored(open)).toEqual({ events: 120, rows: 120 });
});

test("negative control: sent again under another token, the batch is stored twice", async () => {
  await appendReceived(open.db, 10);
  let calls = 0;
  const careless: RelayDeps["send"] = async (batch) => {
    calls += 1;
    await open.relay.send({ ...batch, token: `${calls}` });
    if (calls === 1) throw new Error("killed");
  };
  await expect(relayOnce({ ...open.relay, send: careless })).rejects.toThrow("killed");
  await relayOnce({ ...open.relay, send: careless });
  expect(await countStored(open)).toEqual({ events: 10, rows: 20 });
});
