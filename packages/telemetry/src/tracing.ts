import {
  context,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span,
  type Tracer,
} from "@opentelemetry/api";
import type { LeadId } from "@pointsman/contracts/id";
import { parseTraceparent, toLeadTrace, type TracePlace } from "@pointsman/contracts/trace";

/** What a batch does to leads, and what each of them sees of it. */
export interface BatchSpan {
  /** e.g. `leads.batch` */
  readonly name: string;
  /** Of the span in each lead's own trace, e.g. `lead.route`. */
  readonly leadSpan: string;
  readonly leadIds: readonly LeadId[];
}

/** Says what is under way, and for how long, to whoever collects that. Names and numbers only, and ids of leads: nothing personal. */
export interface Tracing {
  /**
   * A call, in the trace that its header names.
   *
   * @param name one of few: a procedure's path
   * @param traceparent the header of the W3C, which may be anything
   */
  readonly call: <T>(name: string, traceparent: string | null, work: () => Promise<T>) => Promise<T>;
  /** Work on many leads: a span of its own, tied by links to one in the trace of each lead that is traced. */
  readonly batch: <T>(span: BatchSpan, work: () => Promise<T>) => Promise<T>;
  /** Sends what is left. */
  readonly stop: () => Promise<void>;
}

/** Traces nothing and costs nothing. */
export const NO_TRACING: Tracing = {
  call: async (_, __, work) => work(),
  batch: async (_, work) => work(),
  stop: async () => undefined,
};

/** What a span may link to, by OpenTelemetry's own default; beyond that leads of a batch have no span of it. */
const MAX_LINKS = 128;

/**
 * @param share of leads that are traced, as the edge has it
 * @param stop sends what is left
 */
export function createTracing(
  tracer: Tracer,
  { share, stop }: { readonly share: number; readonly stop: () => Promise<void> },
): Tracing {
  return {
    stop,
    call: async (name, traceparent, work) => {
      const from = parseTraceparent(traceparent);
      const span = tracer.startSpan(name, { kind: SpanKind.SERVER }, from === null ? context.active() : within(from));
      return endAfter(span, work);
    },
    batch: async ({ name, leadSpan, leadIds }, work) => {
      const places = leadIds
        .flatMap((leadId) => toLeadTrace(leadId, share) ?? [])
        .filter(({ isSampled }) => isSampled)
        .slice(0, MAX_LINKS);
      if (places.length === 0) return work();
      const attributes = { "pointsman.batch.leads": leadIds.length };
      const span = tracer.startSpan(name, { kind: SpanKind.CONSUMER, attributes });
      const links = [{ context: span.spanContext() }];
      const ofLeads = places.map((place) => tracer.startSpan(leadSpan, { links }, within(place)));
      span.addLinks(ofLeads.map((ofLead) => ({ context: ofLead.spanContext() })));
      try {
        return await endAfter(span, work);
      } finally {
        for (const ofLead of ofLeads) ofLead.end();
      }
    },
  };
}

function within({ traceId, spanId, isSampled }: TracePlace): Context {
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(context.active(), { traceId, spanId, traceFlags, isRemote: true });
}

/** The kind of an error is told, its text is not: it may quote what somebody sent. */
async function endAfter<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttribute("error.type", error instanceof Error ? error.name : "unknown");
    throw error;
  } finally {
    span.end();
  }
}
