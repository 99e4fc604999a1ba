import type { ClickHouseClient } from "@clickhouse/client";
import type { Db } from "@pointsman/store/connect";
import type { Logger } from "pino";

import type { Pause } from "./pause.ts";
import type { RebuildMonitor } from "./rebuild/rebuild-monitor.ts";
import type { RelayMonitor } from "./relay/relay-monitor.ts";

/** Time as an argument: milliseconds since 1970-01-01T00:00Z. */
export interface Clock {
  readonly nowMs: () => number;
}

/** What every verb of the service works with. */
export interface ServiceContext {
  readonly db: Db;
  readonly warehouse: ClickHouseClient;
  readonly clock: Clock;
  readonly log: Logger;
  /** How the relay of this process is doing. */
  readonly relay: Pick<RelayMonitor, "state">;
  /** The rebuild of the warehouse, if there is one. */
  readonly rebuild: RebuildMonitor;
  readonly pause: Pause;
  /** Aborted when the process is about to end: calls that wait or work for long give up. */
  readonly stopping: AbortSignal;
}
