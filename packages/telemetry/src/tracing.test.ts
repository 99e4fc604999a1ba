import { AlwaysOnSampler, InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { toId } from "@pointsman/contracts/id";
import { expect, test } from "vitest";

import { createTracing } from "./tracing.ts";

const UUID = "4bf92f35-77b3-8da6-a3ce-929d0e0e";
const leadIds = Array.from({ length: 200 }, (_, n) =>
  toId("lead", `${UUID}${(n * 327).toString(16).padStart(4, "0")}`),
);

function open(share: number) {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    sampler: new AlwaysOnSampler(),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  return { exporter, tracing: createTracing(provider.getTracer("test"), { share, stop: async () => undefined }) };
}

test("a batch has a span, and as many of its leads as a span can link to", async () => {
  const { exporter, tracing } = open(1);
  expect(await tracing.batch({ name: "batch", leadSpan: "lead", leadIds }, async () => "done")).toBe("done");
  const spans = exporter.getFinishedSpans();
  expect(spans.filter(({ name }) => name === "lead")).toHaveLength(128);
  expect(spans.find(({ name }) => name === "batch")).toMatchObject({ attributes: { "pointsman.batch.leads": 200 } });
});

test("a batch of which no lead is traced has no span", async () => {
  const { exporter, tracing } = open(0);
  await tracing.batch({ name: "batch", leadSpan: "lead", leadIds }, async () => undefined);
  expect(exporter.getFinishedSpans()).toEqual([]);
});

test("a call stands in its caller's trace, and begins one where the header is nonsense", async () => {
  const { exporter, tracing } = open(1);
  await tracing.call("leads.list", `00-${"a".repeat(32)}-${"b".repeat(16)}-01`, async () => undefined);
  await tracing.call("leads.list", "Jo Doe", async () => undefined);
  const [inside, begun] = exporter.getFinishedSpans();
  expect(inside?.spanContext().traceId).toBe("a".repeat(32));
  expect(begun?.parentSpanContext).toBeUndefined();
});

test("of an error its kind is told, and not its text", async () => {
  const { exporter, tracing } = open(1);
  const failing = async () => Promise.reject(new TypeError("Jo Doe is no number"));
  await expect(tracing.call("leads.list", null, failing)).rejects.toThrow("Jo Doe");
  const [span] = exporter.getFinishedSpans();
  expect(span).toMatchObject({ attributes: { "error.type": "TypeError" }, events: [], status: { code: 2 } });
  expect(span?.status.message).toBeUndefined();
});
