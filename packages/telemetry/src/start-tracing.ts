import { SpanKind } from "@opentelemetry/api";
import type * as Sdk from "@opentelemetry/sdk-trace";

import { NO_TRACING, createTracing, type Tracing } from "./tracing.ts";

export interface TracingOptions {
  /** Base of the collector's OTLP/HTTP, e.g. `http://localhost:4318`; undefined: nothing is traced. */
  readonly endpoint: string | undefined;
  /** e.g. `pointsman-router` */
  readonly serviceName: string;
  /** Of leads, and of calls that belong to no trace, 0 to 1. */
  readonly share: number;
}

/** Traces to a collector. The libraries are loaded only where there is one. */
export async function startTracing({ endpoint, serviceName, share }: TracingOptions): Promise<Tracing> {
  if (endpoint === undefined) return NO_TRACING;
  const [{ OTLPTraceExporter }, { resourceFromAttributes }, sdk] = await Promise.all([
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/sdk-trace"),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, "")}/v1/traces` });
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ "service.name": serviceName }),
    sampler: new sdk.ParentBasedSampler({ root: chooseCalls(sdk, share) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  return createTracing(provider.getTracer(serviceName), { share, stop: async () => provider.shutdown() });
}

/** Of calls the share; each span of a batch, which there is only where a lead of it is traced. */
function chooseCalls(sdk: typeof Sdk, share: number): Sdk.Sampler {
  const calls = new sdk.TraceIdRatioBasedSampler(share);
  return {
    shouldSample: (from, traceId, _, kind) =>
      kind === SpanKind.CONSUMER
        ? { decision: sdk.SamplingDecision.RECORD_AND_SAMPLED }
        : calls.shouldSample(from, traceId),
    toString: () => `${calls.toString()}, all batches`,
  };
}
