import { toId } from "@pointsman/contracts/id";
import { expect, test } from "vitest";

import { createEdgeTracing, NO_EDGE_TRACING } from "../src/tracing.ts";
import { postJson, startApp } from "./start-app.ts";

/** A collector that takes what it is sent, or fails. */
function openCollector(options: { readonly share?: number; readonly fails?: boolean } = {}) {
  const bodies: string[] = [];
  const sent: Promise<unknown>[] = [];
  const tracing = createEdgeTracing({
    endpoint: "https://otel.example",
    share: options.share ?? 1,
    fetch: async (request) => {
      if (options.fails === true) throw new Error("away");
      bodies.push(await request.text());
      return new Response(null, { status: 200 });
    },
    waitUntil: (promise) => sent.push(promise),
    newSpanId: () => "00000000000000aa",
  });
  return { tracing, bodies, settled: async () => Promise.all(sent) };
}

test("a lead that was received is the first span of its trace, and its call to the router carries it", async () => {
  const collector = openCollector();
  const headers: (string | null)[] = [];
  const { app, router } = startApp({
    tracing: collector.tracing,
    fetch: async (request) => {
      headers.push(request.headers.get("traceparent"));
      return router.fetch(request);
    },
  });
  const { leadId } = await (await postJson(app, { email: "jo@company.example" })).json<{ leadId: string }>();
  await collector.settled();
  const traceId = leadId.slice("lead_".length).replaceAll("-", "");
  expect(headers).toEqual([`00-${traceId}-${traceId.slice(16)}-01`]);
  expect(collector.bodies).toHaveLength(1);
  expect(collector.bodies[0]).toContain(`"traceId":"${traceId}","spanId":"${traceId.slice(16)}","name":"lead.receive"`);
  expect(collector.bodies[0]).not.toContain("jo@company");
});

test.each([
  ["is not asked for", NO_EDGE_TRACING],
  ["has no share of leads", openCollector({ share: 0 }).tracing],
])("where tracing %s, the router is told of no trace", async (_, tracing) => {
  const headers: (string | null)[] = [];
  const { app, router } = startApp({
    tracing,
    fetch: async (request) => {
      headers.push(request.headers.get("traceparent"));
      return router.fetch(request);
    },
  });
  await postJson(app, { email: "jo@company.example" });
  expect(headers).toEqual([null]);
});

test("a collector that is away harms nobody", async () => {
  const collector = openCollector({ fails: true });
  const { app } = startApp({ tracing: collector.tracing });
  expect((await postJson(app, { email: "jo@company.example" })).status).toBe(201);
  await expect(collector.settled()).resolves.toBeDefined();
});

test("a delivery from the queue is a span below the first", async () => {
  const collector = openCollector();
  const leadId = toId("lead", "4bf92f35-77b3-8da6-a3ce-929d0e0e4736");
  collector.tracing.report({ name: "lead.deliver", leadId, startMs: 1, endMs: 2, attributes: { attempts: 3 } });
  await collector.settled();
  expect(collector.bodies[0]).toContain('"spanId":"00000000000000aa","parentSpanId":"a3ce929d0e0e4736"');
});
