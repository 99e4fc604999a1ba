import type { Outcome } from "@pointsman/contracts/decision";
import { createMetrics, type Metrics } from "@pointsman/telemetry/metrics";
import { Counter, Gauge, Histogram } from "prom-client";

/** What came of a lead that was sent in. `failed`: nothing, and whoever sent it is to send it again. */
export type LeadResult = Outcome["kind"] | "repeated" | "refused" | "failed";

/** What the routing service counts as it works. */
export interface RouterMetrics extends Metrics {
  /** From a lead's arrival in this process to its answer, in seconds. */
  readonly routeSeconds: Histogram<"outcome">;
  readonly batchLeads: Histogram;
  readonly batchRetries: Counter;
  readonly timerRuns: Counter<"task" | "result">;
}

/** From what a lone lead takes here to what the product promises, 60 s. */
const ROUTE_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];
const BATCH_LEADS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/** @param depth leads that wait for their batch in this process */
export function createRouterMetrics(depth: () => number): RouterMetrics {
  const metrics = createMetrics();
  const registers = [metrics.registry];
  metrics.registry.registerMetric(
    new Gauge({
      name: "pointsman_batcher_leads",
      help: "Leads that wait in this process for their batch",
      registers: [],
      collect() {
        this.set(depth());
      },
    }),
  );
  return {
    ...metrics,
    routeSeconds: new Histogram({
      name: "pointsman_route_duration_seconds",
      help: "From a lead's arrival in this process to its answer, by what came of it",
      labelNames: ["outcome"],
      buckets: ROUTE_SECONDS,
      registers,
    }),
    batchLeads: new Histogram({
      name: "pointsman_batch_leads",
      help: "Leads routed in one transaction",
      buckets: BATCH_LEADS,
      registers,
    }),
    batchRetries: new Counter({
      name: "pointsman_batch_retries_total",
      help: "Times that a batch's transaction was begun again: deadlocks, serialization failures, broken connections",
      registers,
    }),
    timerRuns: new Counter({
      name: "pointsman_timer_runs_total",
      help: "Jobs of timers that this process has run, by task and result (done, failed)",
      labelNames: ["task", "result"],
      registers,
    }),
  };
}
