import { toApiSecret } from "@pointsman/rpc/api-secret";
import { hashApiKey } from "@pointsman/rpc/authenticate";
import { createRpcApp } from "@pointsman/rpc/create-rpc-app";
import { findApiKeyBySecretHash } from "@pointsman/store/api-keys/find-api-key-by-secret-hash";
import { insertApiKey } from "@pointsman/store/api-keys/insert-api-key";
import { TEST_NOW } from "@pointsman/testkit/builders";
import { beforeEach, describe, expect, test } from "vitest";

import { EVENTS_PER_LEAD, routeLeads, seedOrganisation } from "../test/seed.ts";
import { openTestService, relayAll, START_MS, toApi, type TestService } from "../test/test-service.ts";
import { appRouter } from "./app-router.ts";
import { checkHealth } from "./verbs/check-health.ts";

const SECRET = toApiSecret(new Uint8Array(32).fill(1));
const NAMES = ["a", "b", "c"];

let open: TestService;

beforeEach(async () => {
  const service = await openTestService();
  await seedOrganisation(service.db);
  await routeLeads(service.db, NAMES);
  open = service;
  return async () => service[Symbol.asyncDispose]();
});

describe("report.read", () => {
  test("has the figures from the warehouse and the names from Postgres", async () => {
    await relayAll(open.relay);
    const report = await open.api.report.read();
    expect(report).toMatchObject({
      params: { from: "2026-10-23T09:31:00.000Z", until: "2026-11-22T09:31:00.000Z", territory: null },
      completeUntil: "2026-11-22T09:31:00.000Z",
      received: 3,
      coverage: [{ outcome: "assigned", territory: "terr_west", leads: 3 }],
      names: {
        reps: { rep_ann: "Rep ann", rep_bob: "Rep bob" },
        territories: { terr_west: "Territory west" },
      },
    });
    expect(report.conversionByRep.map(({ repId }) => report.names.reps[repId])).toEqual(["Rep ann", "Rep bob"]);
  });

  test("is complete up to the oldest event that waits", async () => {
    expect(await open.api.report.read()).toMatchObject({ completeUntil: TEST_NOW, received: 0, names: { reps: {} } });
  });

  test("keeps to period and filter", async () => {
    await relayAll(open.relay);
    const from = TEST_NOW;
    expect(await open.api.report.read({ from })).toMatchObject({ received: 3 });
    expect(await open.api.report.read({ from: "2026-11-01T00:00:00.000Z", until: from })).toMatchObject({
      received: 0,
    });
    expect(await open.api.report.read({ lastDays: 1, territory: "terr_west" })).toMatchObject({ received: 3 });
    expect(await open.api.report.read({ lastDays: 1, territory: "terr_east" })).toMatchObject({ received: 0 });
    expect(await open.api.report.read({ source: "partner-form" })).toMatchObject({ received: 0 });
    expect(await open.api.report.read({ tier: "A" })).toMatchObject({ received: 0 });
  });

  test.each([
    [{ from: "2026-11-30T00:00:00.000Z" }, "expected an end after the start"],
    [{ from: TEST_NOW, lastDays: 3 }, "expected either `from` or `lastDays`"],
    [{ until: TEST_NOW }, "expected `from` with it"],
    [{ from: "1900-01-01T00:00:00.000Z" }, "expected a time from 1970 to 2299"],
    [{ lastDays: 0 }, "lastDays"],
  ])("refuses %j", async (input, problem) => {
    await expect(open.api.report.read(input)).rejects.toMatchObject({ cause: { code: "INVALID_INPUT" } });
    await expect(open.api.report.read(input)).rejects.toThrow(problem);
  });
});

describe("relay", () => {
  const EVENTS = NAMES.length * EVENTS_PER_LEAD;

  test("status tells how far behind the warehouse is", async () => {
    expect(await open.api.relay.status()).toEqual({
      state: { kind: "delivering" },
      delivered: 0,
      waiting: EVENTS,
      oldestWaitingAt: TEST_NOW,
      oldestWaitingMs: START_MS - Date.parse(TEST_NOW),
    });
    await relayAll(open.relay);
    expect(await open.api.relay.status()).toEqual({
      state: { kind: "delivering" },
      delivered: EVENTS,
      waiting: 0,
      oldestWaitingAt: null,
      oldestWaitingMs: null,
    });
  });

  test("catchUp returns once what existed is delivered", async () => {
    // Each pause of a test relays one batch and takes 50 ms of the clock.
    const first = await open.api.relay.catchUp({ timeoutMs: 1_000 });
    expect(first).toEqual({ caughtUp: true, waiting: 0, waitedMs: 50 });
    expect(await open.api.report.read()).toMatchObject({ received: 3 });
    expect(await open.api.relay.catchUp()).toEqual({ caughtUp: true, waiting: 0, waitedMs: 0 });
  });

  test("catchUp does not wait for what comes after the call", async () => {
    let pauses = 0;
    const pause = async (ms: number, signal: AbortSignal) => {
      pauses += 1;
      await open.service.pause(ms, signal);
      await routeLeads(open.db, [`later${pauses}`]);
    };
    expect(await toApi({ ...open.service, pause }).relay.catchUp()).toMatchObject({ caughtUp: true });
    expect(await open.api.relay.status()).toMatchObject({ waiting: EVENTS_PER_LEAD });
  });

  test("catchUp gives up after its time, and at once when the process stops", async () => {
    let nowMs = START_MS;
    const pause = async (ms: number) => {
      nowMs += ms;
    };
    const still = { ...open.service, clock: { nowMs: () => nowMs }, pause };
    expect(await toApi(still).relay.catchUp({ timeoutMs: 120 })).toEqual({
      caughtUp: false,
      waiting: EVENTS,
      waitedMs: 150,
    });
    open.stop();
    expect(await toApi(still).relay.catchUp()).toMatchObject({ caughtUp: false, waitedMs: 0 });
    await expect(open.api.relay.catchUp({ timeoutMs: 60_001 })).rejects.toThrow("timeoutMs");
  });
});

describe("scopes", () => {
  const CALLS = {
    "report.read": async (api: TestService["api"]) => api.report.read(),
    "relay.status": async (api: TestService["api"]) => api.relay.status(),
    "relay.catchUp": async (api: TestService["api"]) => api.relay.catchUp(),
    "check.run": async (api: TestService["api"]) => api.check.run(),
  };

  test.each(Object.entries(CALLS))("%s needs a key with reports:read", async (_, call) => {
    await expect(call(toApi(open.service, null))).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    await expect(call(toApi(open.service, ["leads:read", "config:write"]))).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: "The API key lacks the scope reports:read.",
    });
    await expect(call(open.api)).resolves.toBeDefined();
  });

  test("health.check is open, and fails without a warehouse", async () => {
    expect(await toApi(open.service, null).health.check()).toEqual({ status: "ok", relay: "delivering" });
    const ping = async () => ({ success: false as const, error: new Error("away") });
    const warehouse = Object.assign(Object.create(open.service.warehouse), { ping });
    await expect(toApi({ ...open.service, warehouse }, null).health.check()).rejects.toThrow("does not answer");
  });
});

test("over HTTP, with a key of the key ring", async () => {
  await insertApiKey(open.db, {
    id: "key_reports",
    name: "reports",
    secretHash: hashApiKey(SECRET),
    scopes: ["reports:read"],
    createdAt: TEST_NOW,
    expiresAt: null,
  });
  const app = createRpcApp({
    router: appRouter,
    service: open.service,
    keys: { findKey: async (hash) => findApiKeyBySecretHash(open.db, hash), nowMs: () => START_MS },
    log: open.service.log,
    checkHealth: async () => checkHealth(open.service),
  });
  const health = await app.request("/health");
  expect(await health.json()).toEqual({ status: "ok", relay: "delivering" });
  const input = encodeURIComponent(JSON.stringify({ lastDays: 7 }));
  const headers = { authorization: `Bearer ${SECRET}` };
  const answer = await app.request(`/trpc/report.read?input=${input}`, { headers });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ result: { data: { received: 0, completeUntil: TEST_NOW } } });
  expect((await app.request(`/trpc/report.read?input=${input}`)).status).toBe(401);
});
