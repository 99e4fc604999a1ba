import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";

/** What a scrape gets. */
export interface Exposed {
  readonly contentType: string;
  readonly text: string;
}

/** Numbers of a service, as Prometheus reads them. */
export interface Metrics {
  readonly registry: Registry;
  /** Calls and leads that were answered with an error, by its code of the closed table. */
  readonly errors: Counter<"code">;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const errors = new Counter({
    name: "pointsman_errors_total",
    help: "Calls and leads answered with an error, by its code",
    labelNames: ["code"],
    registers: [registry],
  });
  return { registry, errors };
}

/** Memory, processor time, event loop, file handles: of the process, so once in it. */
export function addProcessMetrics({ registry }: Metrics): void {
  collectDefaultMetrics({ register: registry });
}

export interface StateReader {
  /** Reads the state of the databases and sets the gauges. */
  readonly read: () => Promise<void>;
  readonly onFailed: (error: unknown) => void;
  readonly nowMs: () => number;
}

/** Whoever scrapes oftener, or finds the page open, costs the database nothing more. */
const STATE_AGE_MS = 5_000;

/**
 * The page of `GET /metrics`. Before it is made, the gauges of `reader` are set, at most once in 5 s. Where that fails the
 * page is made all the same, says `pointsman_state_read 0`, and keeps what was read last.
 */
export function createExposition({ registry }: Metrics, reader: StateReader): () => Promise<Exposed> {
  const isRead = new Gauge({
    name: "pointsman_state_read",
    help: "1: the gauges that are read from the databases are true; 0: they could not be read, and are as they last were",
    registers: [registry],
  });
  let lastMs = -Infinity;
  let reading: Promise<void> | undefined;
  const read = async () => {
    try {
      await reader.read();
      isRead.set(1);
    } catch (error) {
      isRead.set(0);
      reader.onFailed(error);
    }
    lastMs = reader.nowMs();
    reading = undefined;
  };
  return async () => {
    if (reader.nowMs() - lastMs >= STATE_AGE_MS) await (reading ??= read());
    return { contentType: registry.contentType, text: await registry.metrics() };
  };
}
