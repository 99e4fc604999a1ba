import type { CallWatch } from "@pointsman/rpc/create-rpc-app";
import { createExposition } from "@pointsman/telemetry/metrics";
import type { Tracing } from "@pointsman/telemetry/tracing";

import type { ServiceContext } from "../context.ts";
import { createStateGauges } from "./state-gauges.ts";

/** Traces the calls of a service, counts its errors, and shows its numbers. */
export function watchCalls(service: ServiceContext, tracing: Tracing): CallWatch {
  const { metrics, log, clock } = service;
  return {
    call: tracing.call,
    onError: (code) => metrics.errors.inc({ code }),
    expose: createExposition(metrics, {
      read: createStateGauges(service, metrics.registry),
      onFailed: (error) => log.warn({ err: error }, "the depths could not be read for a scrape"),
      nowMs: clock.nowMs,
    }),
  };
}
