import type { Scope } from "@pointsman/contracts/api";
import type { Caller } from "@pointsman/rpc/authenticate";
import { connect, type Db } from "@pointsman/store/connect";
import { TEST_NOW } from "@pointsman/testkit/builders";
import { startTestClickHouse } from "@pointsman/testkit/clickhouse";
import { cloneTemplate } from "@pointsman/testkit/postgres";
import "@pointsman/testkit/postgres-global-setup";
import { insertBatch } from "@pointsman/warehouse/ingest/insert-batch";
import { migrate } from "@pointsman/warehouse/migrate";
import { pino } from "pino";
import { inject } from "vitest";

import { appRouter } from "../src/app-router.ts";
import type { ServiceContext } from "../src/context.ts";
import { RebuildMonitor } from "../src/rebuild/rebuild-monitor.ts";
import { RelayMonitor } from "../src/relay/relay-monitor.ts";
import { relayOnce, type RelayDeps } from "../src/relay/relay-once.ts";

/** A minute after the instant at which things happen in tests. */
export const START_MS = Date.parse(TEST_NOW) + 60_000;

/** The analytics service on databases of its own. Its relay runs only when a test says so. */
export interface TestService extends AsyncDisposable {
  readonly db: Db;
  readonly service: ServiceContext;
  readonly relay: RelayDeps;
  readonly monitor: RelayMonitor;
  /** All scopes. */
  readonly api: ReturnType<typeof toApi>;
  /** What is said in the log, a line each. */
  readonly logged: readonly string[];
  readonly stop: () => void;
}

/** The clock starts at `START_MS` and moves only in pauses, which take no time; each pause relays one batch. */
export async function openTestService(): Promise<TestService> {
  const database = await cloneTemplate(inject("postgresTemplate"));
  const db = connect({ url: database.url, maxConnections: 6, applicationName: "analytics-test" });
  const engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  let nowMs = START_MS;
  const logged: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => logged.push(line) });
  const clock = { nowMs: () => nowMs };
  const monitor = new RelayMonitor();
  const stopping = new AbortController();
  const relay: RelayDeps = {
    db,
    clock,
    send: async (batch) => insertBatch(engine.client, batch),
    maxBatchEvents: 1_000,
    log,
  };
  const pause = async (ms: number) => {
    nowMs += ms;
    await relayOnce(relay);
  };
  const rebuild = new RebuildMonitor();
  const service = {
    db,
    warehouse: engine.client,
    clock,
    log,
    relay: monitor,
    rebuild,
    pause,
    stopping: stopping.signal,
  };
  return {
    db,
    service,
    relay,
    monitor,
    api: toApi(service),
    logged,
    stop: () => stopping.abort(),
    [Symbol.asyncDispose]: async () => {
      await db.destroy();
      await database[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
    },
  };
}

/** The API as a caller with these scopes sees it; null: without a key. */
export function toApi(service: ServiceContext, scopes: readonly Scope[] | null = ["reports:read"]) {
  const caller: Caller | null = scopes === null ? null : { id: "key_test", name: "test", scopes };
  return appRouter.createCaller({ service, caller, requestId: "test", log: service.log });
}

/** Relays until nothing waits. */
export async function relayAll(deps: RelayDeps): Promise<number> {
  let total = 0;
  for (;;) {
    const delivered = await relayOnce(deps);
    if (delivered === 0) return total;
    total += delivered;
  }
}

/** Events as the warehouse shows them, and rows as they lie there, repeats included. */
export async function countStored({ service }: Pick<TestService, "service">) {
  const result = await service.warehouse.query({
    query: `select toUInt32((select count() from lead_event_v2 final)) as events, toUInt32(count()) as rows from lead_event_v2`,
    format: "JSONEachRow",
  });
  const [counts] = await result.json<{ readonly events: number; readonly rows: number }>();
  return counts;
}
