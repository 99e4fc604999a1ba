import { measureOutboxLag } from "@pointsman/store/outbox/measure-outbox-lag";
import { countRefused } from "@pointsman/store/outbox/refused-events";
import { createMetrics, type Metrics } from "@pointsman/telemetry/metrics";
import { Counter, Gauge, Histogram } from "prom-client";

import type { ServiceContext } from "../context.ts";
import type { RelayState } from "../relay/relay-monitor.ts";

/** What the analytics service counts as it works. */
export interface AnalyticsMetrics extends Metrics {
  readonly relayedEvents: Counter;
  readonly insertSeconds: Histogram;
  /** Reads the databases and sets the gauges of the relay's lag. */
  readonly readState: () => Promise<void>;
}

const INSERT_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];
const STATES = ["delivering", "retrying", "stopped"] as const satisfies readonly RelayState["kind"][];

export function createAnalyticsMetrics({
  db,
  clock,
  relay,
}: Pick<ServiceContext, "db" | "clock" | "relay">): AnalyticsMetrics {
  const metrics = createMetrics();
  const registers = [metrics.registry];
  const lagEvents = new Gauge({
    name: "pointsman_relay_lag_events",
    help: "Events that the warehouse is not known to have",
    registers,
  });
  const lagSeconds = new Gauge({
    name: "pointsman_relay_lag_seconds",
    help: "How long ago the oldest of those happened; 0: none waits",
    registers,
  });
  const refusedEvents = new Gauge({
    name: "pointsman_relay_refused_events",
    help: "Events that the warehouse would not take and that are set aside",
    registers,
  });
  metrics.registry.registerMetric(
    new Gauge({
      name: "pointsman_relay_state",
      help: "1 for what the relay of this process is doing: delivering, retrying, stopped",
      labelNames: ["state"],
      registers: [],
      collect() {
        for (const state of STATES) this.set({ state }, relay.state.kind === state ? 1 : 0);
      },
    }),
  );
  return {
    ...metrics,
    relayedEvents: new Counter({
      name: "pointsman_relay_events_total",
      help: "Events that this process has put into the warehouse; one that is sent again counts again",
      registers,
    }),
    insertSeconds: new Histogram({
      name: "pointsman_relay_insert_duration_seconds",
      help: "How long a batch of events takes to be put into the warehouse",
      buckets: INSERT_SECONDS,
      registers,
    }),
    readState: async () => {
      const { undelivered, oldestOccurredAt } = await measureOutboxLag(db);
      lagEvents.set(undelivered);
      refusedEvents.set(await countRefused(db));
      const oldestMs = oldestOccurredAt === null ? clock.nowMs() : Date.parse(oldestOccurredAt);
      lagSeconds.set(Math.max(0, (clock.nowMs() - oldestMs) / 1_000));
    },
  };
}
