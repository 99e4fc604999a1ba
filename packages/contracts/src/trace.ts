import type { LeadId } from "./id.ts";

/** Where a span stands in a trace, by https://www.w3.org/TR/trace-context/: ids in lower-case hex. */
export interface TracePlace {
  /** 16 bytes. */
  readonly traceId: string;
  /** 8 bytes. */
  readonly spanId: string;
  readonly isSampled: boolean;
}

/**
 * The trace of a lead: its id is the lead's own UUID, its first span the second half of that. So whoever knows a lead (the
 * edge, a queue's consumer, a batch, the relay days later) knows its trace, and nothing has to be stored or passed for it.
 *
 * @param share of leads that are traced, 0 to 1; all parts decide alike by the same number
 * @returns null: the lead's id is no UUID, so that it has no trace
 */
export function toLeadTrace(leadId: LeadId, share: number): TracePlace | null {
  const traceId = leadId.slice("lead_".length).replaceAll("-", "").toLowerCase();
  const spanId = traceId.slice(16);
  // The specification calls ids of zeros alone invalid.
  if (!/^[\da-f]{32}$/.test(traceId) || /^0*$/.test(spanId)) return null;
  return { traceId, spanId, isSampled: Number.parseInt(traceId.slice(-8), 16) < share * 2 ** 32 };
}

/** What the header `traceparent` says. */
export function toTraceparent({ traceId, spanId, isSampled }: TracePlace): string {
  return `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`;
}

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-|$)/;

/** @returns null: there is none, or it is not valid, and the trace begins here */
export function parseTraceparent(header: string | null): TracePlace | null {
  if (header === null || header.startsWith("ff")) return null;
  const [, traceId = "", spanId = "", flags = ""] = TRACEPARENT.exec(header) ?? [];
  if (/^0*$/.test(traceId) || /^0*$/.test(spanId)) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
