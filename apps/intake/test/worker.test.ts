import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";

import { createRouterStandIn } from "./router-stand-in.ts";

function post(body: string) {
  const headers = { "content-type": "application/json" };
  return exports.default.fetch("http://intake.test/v1/leads/demo-form", { method: "POST", headers, body });
}

afterEach(() => vi.restoreAllMocks());

/** The composition root with its real bindings; only the network to the router is replaced. */
describe("the Worker", () => {
  test("routes at once while the router answers", async () => {
    const router = createRouterStandIn();
    vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => router.fetch(new Request(input, init)));
    const response = await post('{"email":"a@b.co","country":"uk"}');
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ status: "routed", rep: { id: "rep_jordan" } });
    expect(router.seen[0]?.lead.country).toBe("GB");
  });

  test("queues while the router is down; the real queue delivers when it is back", { timeout: 40_000 }, async () => {
    const router = createRouterStandIn();
    let isDown = true;
    let refusals = 0;
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      if (!isDown) return router.fetch(new Request(input, init));
      refusals += 1;
      throw new TypeError("connection refused");
    });
    const response = await post('{"email":"a@b.co"}');
    expect(response.status).toBe(202);
    const { leadId } = await response.json<{ leadId: string }>();
    // The second refusal is the first delivery by the queue: what comes after it is a retry.
    await vi.waitFor(() => expect(refusals).toBeGreaterThanOrEqual(2), { timeout: 10_000 });
    isDown = false;
    await vi.waitFor(() => expect(router.seen).toHaveLength(1), { timeout: 20_000 });
    expect(router.seen[0]?.leadId).toBe(leadId);
  });

  test("survives a poison message in the real queue", { timeout: 40_000 }, async () => {
    const router = createRouterStandIn();
    vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => router.fetch(new Request(input, init)));
    const good = {
      leadId: "lead_good",
      source: "demo-form",
      idempotencyKey: "k",
      bodyHash: "0".repeat(64),
      receivedAt: "2026-11-22T09:30:00.000Z",
      lead: { email: "a@b.co" },
      warnings: [],
    };
    await env.LEAD_QUEUE.sendBatch([{ body: "poison" }, { body: good }]);
    await vi.waitFor(() => expect(router.seen.map(({ leadId }) => leadId)).toEqual(["lead_good"]), { timeout: 20_000 });
  });
});
