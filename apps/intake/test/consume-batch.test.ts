import type { Submission } from "@pointsman/contracts/lead";
import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { describe, expect, test, vi } from "vitest";

import { consumeBatch, type DeadLetter } from "../src/hand-over/consume-batch.ts";
import { createSubmitToRouter } from "../src/hand-over/router.ts";
import { NO_EDGE_TRACING } from "../src/tracing.ts";
import { createRouterStandIn, refused, routed, type Settle } from "./router-stand-in.ts";

function submission(n: number): Submission {
  return {
    leadId: `lead_${n}`,
    source: "demo-form",
    idempotencyKey: `k${n}`,
    bodyHash: "0".repeat(64),
    receivedAt: "2026-11-22T09:30:00.000Z",
    lead: { email: `p${n}@example.com` },
    warnings: [],
  };
}

const byLead =
  (settles: Readonly<Record<string, Settle>>): Settle =>
  (s) =>
    (settles[s.leadId] ?? routed)(s);

async function consume(
  bodies: readonly unknown[],
  options: { fetch: (request: Request) => Promise<Response>; attempts?: number; deadLettersFail?: boolean },
) {
  const dead: DeadLetter[] = [];
  const logged: string[] = [];
  const messages = bodies.map((body, n) => ({ id: `m${n}`, timestamp: 0, attempts: options.attempts ?? 1, body }));
  const batch = createMessageBatch("pointsman-leads", messages);
  // The plugin's own result leaves the delay out.
  const retries = batch.messages.map((message) => ({ msgId: message.id, retry: vi.spyOn(message, "retry") }));
  const ctx = createExecutionContext();
  const send = async (letter: DeadLetter) => {
    if (options.deadLettersFail) throw new Error("queue overloaded");
    dead.push(letter);
  };
  await consumeBatch(
    {
      submitToRouter: createSubmitToRouter({ url: "http://router.test", apiKey: "k", fetch: options.fetch }),
      queueDeadlineMs: 500,
      retryPauses: { baseSeconds: 2, capSeconds: 15 },
      deadLetterQueue: { send },
      tracing: NO_EDGE_TRACING,
      nowMs: () => Date.now(),
      log: (event, fields) => logged.push(JSON.stringify({ event, ...fields })),
    },
    batch,
  );
  const { explicitAcks } = await getQueueResult(batch, ctx);
  const retried = retries.flatMap(({ msgId, retry }) => retry.mock.calls.map(([options]) => ({ msgId, ...options })));
  return { acked: explicitAcks, retried, dead, logged };
}

describe("a batch of queued leads", () => {
  test("goes to the router in one call", async () => {
    const router = createRouterStandIn();
    const { acked, retried } = await consume([submission(0), submission(1), submission(2)], router);
    expect(acked).toEqual(["m0", "m1", "m2"]);
    expect(retried).toEqual([]);
    expect(router.calls).toEqual([3]);
  });

  test("is split into calls of 100 at most", async () => {
    const router = createRouterStandIn();
    await consume(
      Array.from({ length: 250 }, (_, n) => submission(n)),
      router,
    );
    expect(router.calls).toEqual([100, 100, 50]);
  });

  test("each message gets its own end", async () => {
    const router = createRouterStandIn(
      byLead({
        lead_1: refused("OVERLOADED", true),
        lead_2: refused("IDEMPOTENCY_CONFLICT"),
        lead_3: refused("INVALID_INPUT"),
      }),
    );
    const poison = { leadId: "lead_x", lead: {} };
    const bodies = [submission(0), submission(1), submission(2), submission(3), poison, null];
    const { acked, retried, dead, logged } = await consume(bodies, router);
    expect([...acked].sort()).toEqual(["m0", "m2", "m3", "m4", "m5"]);
    expect(retried).toEqual([{ msgId: "m1", delaySeconds: 2 }]);
    expect(dead).toEqual([
      { reason: "not_a_submission", body: poison },
      { reason: "not_a_submission", body: null },
      { reason: "INVALID_INPUT", body: submission(3) },
    ]);
    expect(logged.join()).toContain('"event":"key_conflict","leadId":"lead_2"');
    expect(logged.join()).not.toContain("@example.com");
  });

  test.each([
    [1, 2],
    [3, 8],
    [60, 7_200],
  ])("waits when the router is down: attempt %i, %i s", async (attempts, delaySeconds) => {
    const fetch = async () => new Response("down", { status: 503 });
    const { acked, retried } = await consume([submission(0), submission(1)], { fetch, attempts });
    expect(acked).toEqual([]);
    expect(retried).toEqual([
      { msgId: "m0", delaySeconds },
      { msgId: "m1", delaySeconds },
    ]);
  });

  test("one lead that the router cannot read does not stop the others", async () => {
    const router = createRouterStandIn();
    const fetch = async (request: Request) => {
      const text = await request.clone().text();
      return text.includes("lead_1") ? new Response("no", { status: 400 }) : router.fetch(request);
    };
    const { acked, retried } = await consume([submission(0), submission(1), submission(2)], { fetch });
    expect(acked).toEqual(["m0", "m2"]);
    expect(retried.map(({ msgId }) => msgId)).toEqual(["m1"]);
  });

  test("a poison message is kept while the dead letter queue is down", async () => {
    const { acked, retried } = await consume(["poison"], { ...createRouterStandIn(), deadLettersFail: true });
    expect(acked).toEqual([]);
    expect(retried).toHaveLength(1);
  });

  test("delivered three times in any order, each is acknowledged (F6)", async () => {
    const router = createRouterStandIn();
    const once = [submission(0), submission(1)];
    const { acked } = await consume([...once, ...once.toReversed(), ...once], router);
    expect(acked).toHaveLength(6);
    expect(new Set(router.seen.map(({ leadId }) => leadId)).size).toBe(2);
  });
});
