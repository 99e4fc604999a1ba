import type { CallWatch } from "@pointsman/rpc/create-rpc-app";
import { createExposition } from "@pointsman/telemetry/metrics";
import type { Tracing } from "@pointsman/telemetry/tracing";

import type { ServiceContext } from "../context.ts";
import type { AnalyticsMetrics } from "./analytics-metrics.ts";

/** Traces the calls of a service, counts its errors, and shows its numbers. */
export function watchCalls(
  { log, clock }: Pick<ServiceContext, "log" | "clock">,
  metrics: AnalyticsMetrics,
  tracing: Tracing,
): CallWatch {
  return {
    call: tracing.call,
    onError: (code) => metrics.errors.inc({ code }),
    expose: createExposition(metrics, {
      read: metrics.readState,
      onFailed: (error) => log.warn({ err: error }, "the relay's lag could not be read for a scrape"),
      nowMs: clock.nowMs,
    }),
  };
}
