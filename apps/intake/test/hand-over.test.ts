import { Problem } from "@pointsman/contracts/error";
import { describe, expect, test } from "vitest";

import { createRouterStandIn, refused, routed, toRoutedLead } from "./router-stand-in.ts";
import { postJson, startApp } from "./start-app.ts";

const BODY = { email: "a@b.co" };

type Fetch = (request: Request) => Promise<Response>;

const status =
  (code: number, body = "gone wrong"): Fetch =>
  async () => {
    const type = body.startsWith("{") ? "application/json" : "text/html";
    return new Response(body, { status: code, headers: { "content-type": type } });
  };

/** Answers never, but gives up when the caller does, as a connection would. */
const silent: Fetch = (request) =>
  new Promise((_, reject) => {
    request.signal.addEventListener("abort", () => reject(new Error("aborted")));
  });

const wrongLead = createRouterStandIn((s) => ({ ok: true, lead: { ...toRoutedLead(s), leadId: "lead_other" } }));
const tooMany = createRouterStandIn();
const twice: Fetch = async (request) => {
  const reply = await (await tooMany.fetch(request)).json<{ result: { data: { results: unknown[] } } }>();
  const { results } = reply.result.data;
  return Response.json({ result: { data: { results: [...results, ...results] } } });
};

/** F1, F2, F3: whatever keeps the router from answering, the lead is safe in the queue. */
const FAILURES: readonly (readonly [name: string, fetch: Fetch, reason: string])[] = [
  ["unreachable", () => Promise.reject(new TypeError("connection refused")), "unreachable"],
  ["silent", silent, "timeout"],
  ["500", status(500), "status_500"],
  ["502 with a page", status(502, "<html>Bad gateway</html>"), "status_502"],
  [
    "503 as tRPC",
    status(503, '{"error":{"message":"x","code":-32603,"data":{"code":"SERVICE_UNAVAILABLE"}}}'),
    "status_503",
  ],
  [
    "401: the key is wrong",
    status(401, '{"error":{"message":"x","code":-32001,"data":{"code":"UNAUTHORIZED"}}}'),
    "status_401",
  ],
  ["403: the key lacks a scope", status(403), "status_403"],
  ["400: the router is of another version", status(400), "status_400"],
  ["200 with a page", status(200, "<html>Welcome</html>"), "unreadable"],
  ["200 with another shape", status(200, '{"result":{"data":{"results":[{"ok":true}]}}}'), "unreadable"],
  ["another lead's answer", wrongLead.fetch, "unreadable"],
  ["too many results", twice, "unreadable"],
  ["a retryable refusal", createRouterStandIn(refused("OVERLOADED", true)).fetch, "OVERLOADED"],
  ["a refusal that is not the caller's fault", createRouterStandIn(refused("FORBIDDEN")).fetch, "FORBIDDEN"],
];

describe("the router does not take the lead", () => {
  test.each(FAILURES)("%s → queued", async (_, fetch, reason) => {
    const { app, queued, logged } = startApp({ fetch });
    const response = await postJson(app, BODY, { "idempotency-key": "k" });
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ status: "accepted", leadId: queued[0]?.leadId });
    expect(queued).toHaveLength(1);
    expect(JSON.parse(logged[0] ?? "")).toMatchObject({ event: "lead_queued", reason });
  });

  test("the queued lead is the one the router saw: a late commit and the queue make one lead", async () => {
    const router = createRouterStandIn();
    const cutReply: Fetch = async (request) => {
      await router.fetch(request);
      throw new TypeError("connection reset");
    };
    const { app, queued } = startApp({ fetch: cutReply });
    expect((await postJson(app, BODY)).status).toBe(202);
    expect(queued).toEqual(router.seen);
  });

  test.each(["IDEMPOTENCY_CONFLICT", "INVALID_INPUT"])("%s is passed on, and nothing is queued", async (code) => {
    const { app, queued } = startApp({ fetch: createRouterStandIn(refused(code)).fetch });
    const response = await postJson(app, BODY, { "idempotency-key": "k" });
    expect(response.status).toBe(422);
    expect(Problem.parse(await response.json())).toMatchObject({ code, detail: `refused with ${code}` });
    expect(queued).toHaveLength(0);
  });

  test("the call carries the key and the lead", async () => {
    let authorization: string | null = null;
    const router = createRouterStandIn(routed);
    const { app } = startApp({
      fetch: (request) => {
        authorization = request.headers.get("authorization");
        return router.fetch(request);
      },
    });
    await postJson(app, BODY);
    expect(authorization).toBe("Bearer router-key");
    expect(router.calls).toEqual([1]);
  });
});

describe("the queue fails too", () => {
  function flakyQueue(failures: number) {
    let sends = 0;
    const send = async () => {
      sends += 1;
      if (sends <= failures) throw new Error("queue overloaded");
    };
    return { send, count: () => sends };
  }

  test("a send that fails twice succeeds within the request (F5)", async () => {
    const leadQueue = flakyQueue(2);
    const { app } = startApp({ fetch: status(500), leadQueue });
    expect((await postJson(app, BODY)).status).toBe(202);
    expect(leadQueue.count()).toBe(3);
  });

  test("after three, nothing is acknowledged (F4)", async () => {
    const leadQueue = flakyQueue(99);
    const { app, logged } = startApp({ fetch: status(500), leadQueue });
    const response = await postJson(app, BODY);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await response.json()).toMatchObject({ code: "UNAVAILABLE" });
    expect(leadQueue.count()).toBe(3);
    expect(logged[0]).toContain("lead_not_accepted");
  });
});
