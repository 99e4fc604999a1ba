import { connect as connectSocket } from "node:net";

import type { LeadEvent } from "@pointsman/contracts/event";
import { connect } from "@pointsman/store/connect";
import { sql } from "kysely";
import { pino } from "pino";
import { expect, test, vi } from "vitest";

import { openClient, openHttpService, openRoundRobin, TEST_KEY } from "../../test/http-service.ts";
import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation, START_MS, toApi, type TestService } from "../../test/test-service.ts";
import { createService } from "../create-service.ts";

type Client = ReturnType<typeof openClient>;
type Input = Parameters<Client["leads"]["live"]["subscribe"]>[0];

/** What a subscriber got, with its ids. */
function follow(client: Client, input: Input = {}) {
  const got: { readonly id: string; readonly event: LeadEvent }[] = [];
  const errors: unknown[] = [];
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const subscription = client.leads.live.subscribe(input, {
    onStarted: () => resolve(),
    onData: ({ id, data }) => got.push({ id, event: data }),
    onError: (error) => errors.push(error),
  });
  const leadIds = () => got.map(({ event }) => event.leadId);
  return { got, errors, started, leadIds, [Symbol.dispose]: () => subscription.unsubscribe() };
}

async function submit(api: TestService["api"], names: readonly string[]): Promise<void> {
  await api.leads.submit({ submissions: names.map((name) => toSubmission(name)) });
}

const EVENTS = 30_000;

/** Longer than any look at the outbox. */
const SOON = { timeout: 10_000, interval: 20 };

/** Another process on the same database: nothing is shared but that. */
function openSibling(url: string) {
  const db = connect({ url, maxConnections: 4, applicationName: "router-test-sibling" });
  const service = createService({
    db,
    clock: { nowMs: () => START_MS },
    log: pino({ level: "silent" }),
    chance: () => 0.5,
    maxBatchLeads: 200,
    maxBatches: 2,
    lingerMs: 0,
    maxWaitingLeads: 100,
  });
  return {
    service,
    api: toApi(service),
    [Symbol.asyncDispose]: async () => {
      await service.batcher.drain();
      await db.destroy();
    },
  };
}

test("two processes behind a plain proxy: whoever decides, each subscriber has every decision once, over every break", async () => {
  await using first = await openTestService();
  await seedOrganisation(first);
  await using second = openSibling(first.url);
  await using one = await openHttpService(first.service);
  await using two = await openHttpService(second.service);
  await using proxy = await openRoundRobin([one.url, two.url]);
  const client = openClient(proxy.url);
  using all = follow(client);
  using also = follow(client);
  await Promise.all([all.started, also.started]);
  const names = Array.from({ length: 40 }, (_, index) => `n${index}`);
  const apis = [first.api, second.api];
  for (const [index, name] of names.entries()) {
    await submit(apis[index % 2]!, [name]);
    if (index === 15 || index === 30) proxy.cut();
  }
  const expected = names.map((name) => `lead_${name}`).toSorted();
  for (const subscriber of [all, also]) {
    await vi.waitFor(() => expect(subscriber.leadIds()).toHaveLength(names.length), SOON);
    expect(subscriber.leadIds().toSorted()).toEqual(expected);
    expect(subscriber.errors).toEqual([]);
  }
  expect(Math.min(...proxy.counts)).toBeGreaterThan(0);
});

test("a late commit is delivered though later numbers were seen, and a rolled back one holds nobody up", async () => {
  await using router = await openTestService({ tampered: true });
  await seedOrganisation(router);
  await using http = await openHttpService(router.service);
  using live = follow(openClient(http.url));
  await live.started;
  await submit(router.api, ["early"]);
  await vi.waitFor(() => expect(live.leadIds()).toEqual(["lead_early"]), SOON);
  // A transaction that has taken a number and is under way while others come and go.
  const { db } = router.service;
  const late = await db.startTransaction().execute();
  await sql`
    insert into outbox (event_id, kind, occurred_at, payload, content_hash)
    select 'evt_late', kind, occurred_at, (payload::jsonb || '{"eventId":"evt_late"}')::json, content_hash
    from outbox where kind = 'lead.assigned'`.execute(late);
  const rolledBack = await db.startTransaction().execute();
  await sql`select nextval(pg_get_serial_sequence('outbox', 'id'))`.execute(rolledBack);
  await rolledBack.rollback().execute();
  await submit(router.api, ["between"]);
  await vi.waitFor(() => expect(live.leadIds()).toEqual(["lead_early", "lead_between"]), SOON);
  const cursor = live.got.at(-1)!.id;
  expect(cursor).toContain("~");
  await late.commit().execute();
  await vi.waitFor(() => expect(live.got.map(({ event }) => event.eventId)).toContain("evt_late"), SOON);
  // Who was cut off before that has it too, and nothing twice.
  using resumed = follow(openClient(http.url), { lastEventId: cursor });
  await vi.waitFor(() => expect(resumed.got.map(({ event }) => event.eventId)).toEqual(["evt_late"]), SOON);
  await submit(router.api, ["after"]);
  await vi.waitFor(() => expect(resumed.got).toHaveLength(2), SOON);
});

test("only what was asked for is sent, decisions unless said otherwise", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  await using http = await openHttpService(router.service);
  const client = openClient(http.url);
  using decisions = follow(client);
  using touches = follow(client, { kinds: ["lead.touched", "lead.rerouted"] });
  using ofMarcus = follow(client, { repId: "rep_marcus-t" });
  await Promise.all([decisions.started, touches.started, ofMarcus.started]);
  await submit(router.api, ["one"]);
  await router.api.leads.touch({ leadId: "lead_one" });
  await router.api.leads.reroute({ leadId: "lead_one", reason: "rep_request", toRepId: "rep_marcus-t" });
  await vi.waitFor(() => expect(decisions.got).toHaveLength(2), SOON);
  await vi.waitFor(() => expect(touches.got).toHaveLength(2), SOON);
  await vi.waitFor(() => expect(ofMarcus.got).toHaveLength(1), SOON);
  expect(touches.got.map(({ event }) => event.kind)).toEqual(["lead.touched", "lead.rerouted"]);
  expect(ofMarcus.got[0]!.event).toMatchObject({ kind: "lead.assigned", repId: "rep_marcus-t", epoch: 2 });
});

test.each([
  ["without the scope", { scopes: ["leads:submit"] as const, lastEventId: null, code: "FORBIDDEN" }],
  ["with an id that is none of ours", { scopes: ["leads:read"] as const, lastEventId: "x", code: "INVALID_INPUT" }],
])("a subscriber %s is refused for good", async (_, { scopes, lastEventId, code }) => {
  await using router = await openTestService();
  await using http = await openHttpService(router.service, scopes);
  using live = follow(openClient(http.url), { lastEventId });
  await vi.waitFor(() => expect(live.errors).toMatchObject([{ data: { problem: { code } } }]), SOON);
});

test("who goes on from before what was archived is told so", async () => {
  await using router = await openTestService({ tampered: true });
  await seedOrganisation(router);
  await submit(router.api, ["one", "two"]);
  const { db } = router.service;
  await sql`delete from outbox where id <= 2`.execute(db);
  await sql`update outbox_archived set events = 2`.execute(db);
  await using http = await openHttpService(router.service);
  using live = follow(openClient(http.url), { lastEventId: "1" });
  await vi.waitFor(() => expect(live.errors).toMatchObject([{ data: { problem: { code: "STREAM_EXPIRED" } } }]), SOON);
  using fits = follow(openClient(http.url), { lastEventId: "2" });
  await vi.waitFor(() => expect(fits.got).toHaveLength(1), SOON);
});

test("a client that does not read keeps little in memory, and has everything once it does", async () => {
  await using router = await openTestService({ tampered: true });
  await seedOrganisation(router);
  await using http = await openHttpService(router.service);
  const { hostname, port } = new URL(http.url);
  const socket = connectSocket(Number(port), hostname);
  socket.pause();
  const input = encodeURIComponent(JSON.stringify({}));
  socket.write(
    `GET /trpc/leads.live?input=${input} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TEST_KEY}\r\naccept: text/event-stream\r\n\r\n`,
  );
  await vi.waitFor(() => expect(router.service.feed.listeners).toBe(1), SOON);
  await submit(router.api, ["one"]);
  // 21 MB: more than sockets hold, so that he is sent away rather than waited for.
  await sql`
    insert into outbox (event_id, kind, occurred_at, payload, content_hash)
    select event_id || '-' || number, kind, occurred_at, payload, content_hash
    from outbox, generate_series(1, ${EVENTS}::int) as number
    where kind = 'lead.assigned'`.execute(router.service.db);
  await vi.waitFor(() => expect(router.service.feed.listeners).toBe(0), SOON);
  socket.destroy();
  using reader = follow(openClient(http.url), { lastEventId: "0" });
  await vi.waitFor(() => expect(reader.got).toHaveLength(EVENTS + 1), SOON);
  expect(new Set(reader.got.map(({ id }) => id)).size).toBe(EVENTS + 1);
});

test("at the end of the service every stream ends, and the server can close", async () => {
  await using router = await openTestService();
  const http = await openHttpService(router.service);
  using live = follow(openClient(http.url));
  await live.started;
  await http[Symbol.asyncDispose]();
  expect(router.service.feed.listeners).toBe(0);
});
