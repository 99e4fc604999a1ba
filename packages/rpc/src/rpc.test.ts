import { MAX_BODY_BYTES, type Scope } from "@pointsman/contracts/api";
import { AppError, Problem } from "@pointsman/contracts/error";
import { tracked } from "@trpc/server";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { z } from "zod";

import { toApiSecret } from "./api-secret.ts";
import { hashApiKey, type StoredKey } from "./authenticate.ts";
import { createRpcApp } from "./create-rpc-app.ts";
import { createRpc } from "./create-rpc.ts";
import { listen } from "./listen.ts";
import { listProcedures } from "./openapi/list-procedures.ts";

const SECRET = toApiSecret(new Uint8Array(32).fill(1));
const OTHER = toApiSecret(new Uint8Array(32).fill(2));
const OLD = `pm_${"a-_Z".repeat(10)}abc`;
const NOW = "2026-11-22T09:30:00.000Z";

const { router, openProcedure, procedure } = createRpc<{ readonly greeting: string }>();
const appRouter = router({
  hello: openProcedure.query(({ ctx }) => ctx.service.greeting),
  secret: procedure("leads:read").query(({ ctx }) => ctx.caller.name),
  double: procedure("leads:write")
    .input(z.object({ n: z.number() }))
    .mutation(({ input }) => input.n * 2),
  conflict: openProcedure.query(() => {
    throw new AppError("CONFLICT", "It is taken.", [{ field: "name", problem: "taken" }]);
  }),
  broken: openProcedure.query(() => {
    throw new Error("password=hunter2");
  }),
});

function openApp(keys: Readonly<Record<string, Partial<StoredKey>>> = {}) {
  const byHash = new Map(
    Object.entries(keys).map(([secret, key]) => [Buffer.from(hashApiKey(secret)).toString("hex"), key]),
  );
  const logged: string[] = [];
  const app = createRpcApp({
    router: appRouter,
    service: { greeting: "hello" },
    keys: {
      findKey: async (hash) => {
        const key = byHash.get(Buffer.from(hash).toString("hex"));
        return key === undefined
          ? undefined
          : {
              id: "key_1",
              name: "test",
              scopes: ["leads:read"] as readonly Scope[],
              expiresAt: null,
              revokedAt: null,
              person: null,
              ...key,
            };
      },
      nowMs: () => Date.parse(NOW),
    },
    log: pino({}, { write: (line: string) => void logged.push(line) }),
    checkHealth: async () => ({ waiting: 0 }),
  });
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await app.request(path, init);
    const body: unknown = await response.json();
    return { status: response.status, body, problem: problemIn(body) };
  };
  return { call, logged };
}

const ErrorBody = z.object({ error: z.object({ data: z.object({ problem: Problem }) }) });

/** The problem of an error answer: in tRPC's envelope, or bare where no procedure was reached. */
function problemIn(body: unknown): Problem | undefined {
  return ErrorBody.safeParse(body).data?.error.data.problem ?? Problem.safeParse(body).data;
}

const withKey = (secret: string): RequestInit => ({ headers: { authorization: `Bearer ${secret}` } });

describe("a call", () => {
  test("to an open procedure needs no key", async () => {
    const { status, body } = await openApp().call("/trpc/hello");
    expect([status, body]).toEqual([200, { result: { data: "hello" } }]);
  });

  test("with a key that has the scope gets through", async () => {
    const { body } = await openApp({ [SECRET]: {} }).call("/trpc/secret", withKey(SECRET));
    expect(body).toEqual({ result: { data: "test" } });
  });

  test.each([
    ["without a key", {}, undefined, 401, "UNAUTHENTICATED"],
    ["with an unknown key", {}, OTHER, 401, "UNAUTHENTICATED"],
    ["with a revoked key", { revokedAt: NOW }, SECRET, 401, "UNAUTHENTICATED"],
    ["with a key that expires at this instant", { expiresAt: NOW }, SECRET, 401, "UNAUTHENTICATED"],
    ["with a key without the scope", { scopes: ["reports:read"] as readonly Scope[] }, SECRET, 403, "FORBIDDEN"],
  ] as const)("%s is refused", async (_, key, secret, expected, code) => {
    const { status, problem } = await openApp({ [SECRET]: key }).call(
      "/trpc/secret",
      secret === undefined ? {} : withKey(secret),
    );
    expect(status).toBe(expected);
    expect(problem).toMatchObject({ code, status: expected });
  });

  test("with a key from before keys had a checksum gets through", async () => {
    const { body } = await openApp({ [OLD]: {} }).call("/trpc/secret", withKey(OLD));
    expect(body).toEqual({ result: { data: "test" } });
  });

  test.each([
    [`${SECRET.slice(0, -1)}!`, "mistyped"],
    [SECRET.slice(0, -1), "mistyped"],
    ["pm_secret", "mistyped"],
    ["", "Bearer pm_live_…"],
  ])("with the key %j is refused without a look-up", async (secret, reason) => {
    const app = openApp({ [secret]: {} });
    const { status, problem } = await app.call("/trpc/secret", withKey(secret));
    expect([status, problem?.code]).toEqual([401, "UNAUTHENTICATED"]);
    expect(problem?.detail).toContain(reason);
  });

  test("with input that does not parse is told the field", async () => {
    const app = openApp({ [SECRET]: { scopes: ["leads:write"] } });
    const headers = { "content-type": "application/json", authorization: `Bearer ${SECRET}` };
    const { status, problem } = await app.call("/trpc/double", { method: "POST", headers, body: '{"n":"x"}' });
    expect(status).toBe(422);
    expect(problem).toMatchObject({ code: "INVALID_INPUT", errors: [{ field: "n" }] });
  });

  test("that fails as expected carries its code and fields", async () => {
    const { status, problem } = await openApp().call("/trpc/conflict");
    expect(status).toBe(409);
    expect(problem).toMatchObject({
      code: "CONFLICT",
      detail: "It is taken.",
      errors: [{ field: "name" }],
    });
  });

  test("that fails otherwise tells its caller nothing and the log everything", async () => {
    const { call, logged } = openApp();
    const { status, body, problem } = await call("/trpc/broken");
    expect(status).toBe(500);
    expect(problem?.code).toBe("INTERNAL");
    expect(JSON.stringify(body)).not.toContain("hunter2");
    expect(logged.join("")).toContain("hunter2");
  });

  test.each([
    ["/trpc/nothing", {}, 404, "NOT_FOUND"],
    ["/trpc/double", {}, 405, "METHOD_NOT_ALLOWED"],
    ["/trpc/double", { method: "DELETE" }, 405, "METHOD_NOT_ALLOWED"],
    // As `curl -d` sends it where no header is given.
    [
      "/trpc/double",
      { method: "POST", body: "{}", headers: { "content-type": "application/x-www-form-urlencoded" } },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    ["/trpc/double", { method: "POST" }, 415, "UNSUPPORTED_MEDIA_TYPE"],
    ["/elsewhere", {}, 404, "NOT_FOUND"],
  ] as const)("to %s with %j is answered with a problem", async (path, init, expected, code) => {
    const { status, problem } = await openApp().call(path, init);
    expect(status).toBe(expected);
    expect(problem?.code).toBe(code);
  });

  test.each([
    [20, 200, "hello"],
    [21, 400, "A request holds at most 20 calls."],
  ])("shared by %i calls is answered with %i", async (calls, expected, text) => {
    const path = Array.from({ length: calls }, () => "hello").join(",");
    const { status, body } = await openApp().call(`/trpc/${path}?batch=1&input=%7B%7D`);
    expect(status).toBe(expected);
    expect(JSON.stringify(body)).toContain(text);
  });

  test("with a body over the limit is refused before it is read", async () => {
    const { status, problem, body } = await openApp().call("/trpc/double", {
      method: "POST",
      body: "x".repeat(MAX_BODY_BYTES + 1),
    });
    expect([status, problem?.code]).toEqual([413, "BODY_TOO_LARGE"]);
    expect(body).toMatchObject({ error: { code: -32_013, data: { code: "PAYLOAD_TOO_LARGE", httpStatus: 413 } } });
  });
});

test("a procedure says its scope, and with which errors it may answer", () => {
  const found = new Map(listProcedures(appRouter).map((procedure) => [procedure.path, procedure]));
  expect(found.get("secret")?.meta.scope).toBe("leads:read");
  expect(found.get("hello")).toMatchObject({ meta: {}, errors: ["METHOD_NOT_ALLOWED", "INTERNAL"] });
  expect(found.get("double")?.errors).toEqual(
    expect.arrayContaining(["UNAUTHENTICATED", "FORBIDDEN", "INVALID_INPUT", "BODY_TOO_LARGE"]),
  );
});

test("a stream pings, and ends after its longest time for the client to connect again", async () => {
  const times = { maxDurationMs: 300, pingMs: 50, inactivityMs: 1_000 };
  const rpc = createRpc<null>(times);
  const endless = rpc.openProcedure.subscription(async function* ({ signal }) {
    yield tracked("7", "first");
    await new Promise((resolve) => signal?.addEventListener("abort", resolve));
  });
  const app = createRpcApp({
    router: rpc.router({ endless }),
    service: null,
    keys: { findKey: async () => undefined, nowMs: () => 0 },
    log: pino({ level: "silent" }),
    checkHealth: async () => ({}),
  });
  const text = await (await app.request("/trpc/endless", { headers: { accept: "text/event-stream" } })).text();
  expect(text).toContain('event: connected\ndata: {"reconnectAfterInactivityMs":1000}');
  expect(text).toContain('data: "first"\nid: 7');
  expect(text).toContain("event: ping");
  expect(text).not.toContain("event: return");
});

test("health says how the service is", async () => {
  expect((await openApp().call("/health")).body).toEqual({ status: "ok", waiting: 0 });
});

test("a port in use is refused in plain words", async () => {
  const { Hono } = await import("hono");
  const first = await listen(new Hono(), { host: "127.0.0.1", port: 0 });
  await expect(listen(new Hono(), { host: "127.0.0.1", port: first.port })).rejects.toThrow(
    /is in use by another process: set PORT/,
  );
  await first.close();
});

test("a server that closes waits for what is under way, and for no client that never pauses", async () => {
  const { Hono } = await import("hono");
  const gate = Promise.withResolvers<void>();
  const app = new Hono().get("/slow", async (c) => {
    await gate.promise;
    return c.text("done");
  });
  app.get("/quick", (c) => c.text("ok"));
  const server = await listen(app, { host: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${server.port}`;
  const slow = fetch(`${url}/slow`);
  await fetch(`${url}/quick`).then(async (response) => response.text());
  const closed = server.close();
  gate.resolve();
  expect(await (await slow).text()).toBe("done");
  await closed;
  await expect(fetch(`${url}/quick`)).rejects.toThrow(/fetch failed/);
});
