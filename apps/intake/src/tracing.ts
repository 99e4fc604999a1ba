import type { LeadId } from "@pointsman/contracts/id";
import { parseTraceparent, toLeadTrace, type TracePlace } from "@pointsman/contracts/trace";
import { z } from "zod";

/** One thing that the edge does for a lead: the first span of its trace, or a delivery from the queue within it. */
interface EdgeSpan {
  readonly name: "lead.receive" | "lead.deliver";
  readonly leadId: LeadId;
  readonly startMs: number;
  readonly endMs: number;
  /** A few codes and counts: never what a person typed. */
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Whoever called was being traced too: `traceparent` as he sent it. */
  readonly calledFrom?: string | null;
}

/** What the edge says of its work to a collector. */
export interface EdgeTracing {
  /** The place that the router's part of the trace begins at; null: the lead is not traced. */
  readonly placeOf: (leadId: LeadId) => TracePlace | null;
  readonly report: (span: EdgeSpan) => void;
}

export const NO_EDGE_TRACING: EdgeTracing = { placeOf: () => null, report: () => undefined };

export interface EdgeTracingOptions {
  /** Base of the collector's OTLP/HTTP, e.g. `https://otel.example:4318`. */
  readonly endpoint: string;
  /** Of leads, 0 to 1. The services must have the same. */
  readonly share: number;
  readonly fetch: (request: Request) => Promise<Response>;
  /** Keeps the Worker alive until it is sent, after the visitor has his answer. */
  readonly waitUntil: (sent: Promise<unknown>) => void;
  /** 8 bytes of chance, in hex. */
  readonly newSpanId: () => string;
}

/**
 * Sends spans as OTLP's JSON, one by one: https://opentelemetry.io/docs/specs/otlp/#otlphttp. By hand, as the SDK would
 * be larger than the Worker. What cannot be sent is dropped.
 */
export function createEdgeTracing(options: EdgeTracingOptions): EdgeTracing {
  const placeOf = (leadId: LeadId) => {
    const place = toLeadTrace(leadId, options.share);
    return place?.isSampled === true ? place : null;
  };
  return {
    placeOf,
    report: (span) => {
      const place = placeOf(span.leadId);
      if (place !== null) options.waitUntil(send(options, span, place));
    },
  };
}

async function send(
  { endpoint, fetch, newSpanId }: EdgeTracingOptions,
  span: EdgeSpan,
  place: TracePlace,
): Promise<void> {
  const isFirst = span.name === "lead.receive";
  const calledFrom = parseTraceparent(span.calledFrom ?? null);
  const body = {
    traceId: place.traceId,
    spanId: isFirst ? place.spanId : newSpanId(),
    ...(!isFirst && { parentSpanId: place.spanId }),
    name: span.name,
    // SPAN_KIND_SERVER, SPAN_KIND_CONSUMER.
    kind: isFirst ? 2 : 5,
    startTimeUnixNano: toNano(span.startMs),
    endTimeUnixNano: toNano(span.endMs),
    attributes: Object.entries(span.attributes).map(([key, value]) => toAttribute(key, value)),
    ...(calledFrom !== null && { links: [{ traceId: calledFrom.traceId, spanId: calledFrom.spanId }] }),
  };
  const resource = { attributes: [toAttribute("service.name", "pointsman-intake")] };
  const scopeSpans = [{ scope: { name: "pointsman-intake" }, spans: [body] }];
  const request = new Request(`${endpoint}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] }),
    signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
  });
  try {
    const response = await fetch(request);
    await response.body?.cancel();
  } catch {
    // The collector is away; leads matter, their traces do not.
  }
}

const SEND_TIMEOUT_MS = 5_000;

/** As text: nanoseconds since 1970 do not fit a number. */
function toNano(ms: number): string {
  return `${ms}000000`;
}

function toAttribute(key: string, value: string | number) {
  return { key, value: typeof value === "string" ? { stringValue: value } : { doubleValue: value } };
}

/** The bindings of tracing. */
export const TRACING_CONFIG = {
  // Without it nothing is traced.
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ""))
    .optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
} as const;
