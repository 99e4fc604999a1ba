import { createHash } from "node:crypto";

import type { Person } from "@pointsman/contracts/access";
import { Scope } from "@pointsman/contracts/api";
import { toApiSecret } from "@pointsman/rpc/api-secret";
import { hashApiKey } from "@pointsman/rpc/authenticate";
import { createRpcApp } from "@pointsman/rpc/create-rpc-app";
import { listProcedures } from "@pointsman/rpc/openapi/list-procedures";
import { createCall } from "@pointsman/rpc/testing/calls";
import { revokeApiKey } from "@pointsman/store/api-keys/end-api-key";
import { findApiKeyBySecretHash } from "@pointsman/store/api-keys/find-api-key-by-secret-hash";
import { insertApiKey, type NewApiKey } from "@pointsman/store/api-keys/insert-api-key";
import { inTransaction } from "@pointsman/store/in-transaction";
import { upsertPeople } from "@pointsman/store/people/people";
import { TEST_NOW } from "@pointsman/testkit/builders";
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";

import { EVENTS_PER_LEAD, routeLeads, seedOrganisation } from "../test/seed.ts";
import { openTestService, relayAll, START_MS, toApi, type TestService } from "../test/test-service.ts";
import { appRouter } from "./app-router.ts";
import { checkHealth } from "./verbs/check-health.ts";

const SECRET = toApiSecret(new Uint8Array(32).fill(1));
const NAMES = ["a", "b", "c"];

const KEY: NewApiKey = {
  id: "key_reports",
  name: "reports",
  secretHash: hashApiKey(SECRET),
  scopes: ["reports:read"],
  createdAt: TEST_NOW,
  expiresAt: null,
};

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
    expect(report.conversionByRep.map(({ rep }) => report.names.reps[rep])).toEqual(["Rep ann", "Rep bob"]);
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
    expect(await open.api.report.read({ pool: "pool_west", rule: "to-west" })).toMatchObject({ received: 3 });
    expect(await open.api.report.read({ rep: "rep_bob" })).toMatchObject({ received: 1 });
    expect(await open.api.report.read({ segment: "smb" })).toMatchObject({ received: 0 });
  });

  test("has all figures by dimensions, in words too, and who has more than his capacity", async () => {
    await relayAll(open.relay);
    await sql`update rep set capacity = 1 where id = 'rep_ann'`.execute(open.db);
    const report = await open.api.report.read({ by: ["rep", "territory"] });
    expect(report.groups.map(({ key, outcomes }) => [key, outcomes.received])).toEqual([
      [{ rep: "rep_ann", territory: "terr_west" }, 2],
      [{ rep: "rep_bob", territory: "terr_west" }, 1],
    ]);
    expect(report.overCapacity).toEqual([{ repId: "rep_ann", openLeads: 2, openUnits: 2, capacity: 1 }]);
    expect(report.words).toContain("Accuracy: 100 % (0 % re-routed).");
  });

  test.each([
    [{ from: "2026-11-30T00:00:00.000Z" }, "expected an end after the start"],
    [{ from: TEST_NOW, lastDays: 3 }, "expected either `from` or `lastDays`"],
    [{ until: TEST_NOW }, "expected `from` with it"],
    [{ from: "1900-01-01T00:00:00.000Z" }, "expected a time from 1970 to 2299"],
    [{ lastDays: 0 }, "lastDays"],
    [{ by: ["tier", "tier"] as const }, "expected each dimension once"],
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
      refused: 0,
      waiting: EVENTS,
      oldestWaitingAt: TEST_NOW,
      oldestWaitingMs: START_MS - Date.parse(TEST_NOW),
    });
    await relayAll(open.relay);
    expect(await open.api.relay.status()).toEqual({
      state: { kind: "delivering" },
      delivered: EVENTS,
      refused: 0,
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

/** Every procedure that needs a key, with whether managers may call it; reps may call none. Who adds one adds its row. */
const ROWS: Readonly<Record<string, { readonly managers: boolean; readonly input?: object; readonly scope?: Scope }>> =
  {
    "check.run": { managers: false },
    "relay.catchUp": { managers: false, input: { timeoutMs: 0 } },
    "relay.listRefused": { managers: false },
    "relay.redeliver": { managers: false, scope: "config:write" },
    "relay.status": { managers: false },
    "report.read": { managers: true },
    "warehouse.rebuild": { managers: false, scope: "config:write" },
    "warehouse.rebuildStatus": { managers: false },
    "warehouse.reconcile": { managers: false, scope: "config:write", input: {} },
  };

describe("access", () => {
  test("every procedure has a row, and every row a procedure", () => {
    const built = listProcedures(appRouter).map(({ path }) => path);
    expect(built.toSorted()).toEqual([...Object.keys(ROWS), "health.check"].toSorted());
  });

  test.each(Object.entries(ROWS))("%s is refused to whoever may not call it", async (path, row) => {
    const { managers, input, scope: needed = "reports:read" } = row;
    const { db } = open;
    const app = openApp();
    const call = createCall(app, appRouter);
    const make = async (name: string, rights: Partial<NewApiKey>) => {
      const secret = toApiSecret(createHash("sha256").update(name).digest());
      await insertApiKey(db, { ...KEY, id: `key_${name}`, secretHash: hashApiKey(secret), ...rights });
      return secret;
    };
    const person = async (name: string, facts: Pick<Person, "role" | "teamIds" | "repId">) => {
      const who: Person = { id: `person_${name}`, name, email: `${name}@firm.example`, status: "active", ...facts };
      await inTransaction(db, async (tx) => upsertPeople(tx, [who]));
      return make(name, { scopes: null, personId: who.id });
    };
    const secrets = {
      none: undefined,
      mistyped: "pm_secret",
      expired: await make("expired", { expiresAt: TEST_NOW }),
      revoked: await make("revoked", {}),
      others: await make("others", { scopes: Scope.options.filter((scope) => scope !== needed) }),
      rep: await person("rep", { role: "rep", teamIds: [], repId: "rep_ann" }),
      manager: await person("manager", { role: "manager", teamIds: ["west"], repId: null }),
      reader: await person("reader", { role: "read_only", teamIds: [], repId: null }),
      good: await make("good", { scopes: [needed] }),
    };
    await revokeApiKey(db, "key_revoked", TEST_NOW);
    const codes: Record<string, string | null> = {};
    for (const [name, secret] of Object.entries(secrets)) codes[name] = (await call(path, input, secret)).code;
    expect(codes).toEqual({
      none: "UNAUTHENTICATED",
      mistyped: "UNAUTHENTICATED",
      expired: "UNAUTHENTICATED",
      revoked: "UNAUTHENTICATED",
      others: "FORBIDDEN",
      rep: "FORBIDDEN",
      manager: managers ? null : "OUT_OF_REACH",
      reader: needed === "reports:read" ? null : "FORBIDDEN",
      good: null,
    });
    const { detail } = await call(path, input, secrets.others);
    expect(detail).toBe(`The API key lacks the scope ${needed}.`);
  });

  test("of reps a manager sees those of his teams in the report", async () => {
    await relayAll(open.relay);
    const rights = { role: "manager", teamIds: ["west"], scopes: ["reports:read"] } as const;
    const caller = { id: "key_m", name: "m", ...rights, repIds: ["rep_bob"] } as const;
    const api = appRouter.createCaller({ service: open.service, caller, requestId: "test", log: open.service.log });
    const report = await api.report.read();
    expect(report.conversionByRep.map(({ rep }) => rep)).toEqual(["rep_bob"]);
    expect(report.names.reps).toEqual({ rep_bob: "Rep bob" });
    expect(report.received).toBe(3);
    const { groups } = await api.report.read({ by: ["rep"] });
    expect(groups.map(({ key }) => key)).toEqual([{ rep: "rep_bob" }]);
    await expect(api.report.read({ rep: "rep_ann" })).rejects.toMatchObject({ cause: { code: "OUT_OF_REACH" } });
  });

  test("health.check is open, and fails without a warehouse", async () => {
    expect(await toApi(open.service, null).health.check()).toEqual({ status: "ok", relay: "delivering" });
    const ping = async () => ({ success: false as const, error: new Error("away") });
    const warehouse = Object.assign(Object.create(open.service.warehouse), { ping });
    await expect(toApi({ ...open.service, warehouse }, null).health.check()).rejects.toThrow("does not answer");
  });
});

test("over HTTP, with a key of the key ring", async () => {
  await insertApiKey(open.db, KEY);
  const app = openApp();
  const health = await app.request("/health");
  expect(await health.json()).toEqual({ status: "ok", relay: "delivering" });
  const input = encodeURIComponent(JSON.stringify({ lastDays: 7 }));
  const headers = { authorization: `Bearer ${SECRET}` };
  const answer = await app.request(`/trpc/report.read?input=${input}`, { headers });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ result: { data: { received: 0, completeUntil: TEST_NOW } } });
  expect((await app.request(`/trpc/report.read?input=${input}`)).status).toBe(401);
});

function openApp() {
  return createRpcApp({
    router: appRouter,
    service: open.service,
    keys: { findKey: async (hash) => findApiKeyBySecretHash(open.db, hash), nowMs: () => START_MS },
    log: open.service.log,
    checkHealth: async () => checkHealth(open.service),
  });
}
