import type { ClickHouseClient } from "@clickhouse/client";
import { connect } from "@pointsman/store/connect";
import { cutOutboxBatch } from "@pointsman/store/outbox/cut-outbox-batch";
import { markBatchDelivered } from "@pointsman/store/outbox/mark-batch-delivered";
import { foldLeads } from "@pointsman/warehouse/ingest/fold-leads";
import { insertEvents } from "@pointsman/warehouse/ingest/insert-batch";
import { pino } from "pino";

import { openWarehouse } from "../src/open-warehouse.ts";
import type { SentBatch } from "../src/relay/deliver-rows.ts";
import { RelayMonitor } from "../src/relay/relay-monitor.ts";
import { runRelay } from "../src/relay/run-relay.ts";

/**
 * `node relay-process.ts <database URL> <folder> <step>`: a relay on an embedded warehouse that kills itself, as `kill -9`
 * does, after the step; `careless` marks a batch before it is sent, and dies between; `never` delivers all and ends.
 */
const [databaseUrl = "", path = "", step = "never"] = process.argv.slice(2);

const dieAfter = (done: string): void => {
  if (done === step) process.kill(process.pid, "SIGKILL");
};

/** The steps of `insertBatch`, with a death between them. */
async function send(client: ClickHouseClient, batch: SentBatch): Promise<void> {
  dieAfter("frozen");
  const rows = await insertEvents(client, batch);
  dieAfter("inserted");
  await foldLeads(client, rows);
  dieAfter("folded");
}

const db = connect({ url: databaseUrl, maxConnections: 2, applicationName: "relay-killed" });
const { client, close } = await openWarehouse({ kind: "embedded", path });
const clock = { nowMs: Date.now };
if (step === "careless") {
  const batch = await cutOutboxBatch(db, { maxEvents: 7, nowTs: new Date().toISOString() });
  await markBatchDelivered(db, batch?.id ?? 0, new Date().toISOString());
  dieAfter("careless");
}
/** Told after each batch that is marked, and where none waited. */
class KillingMonitor extends RelayMonitor {
  override report(): void {
    dieAfter("marked");
  }
}
const stopping = new AbortController();
process.stdout.write("relaying\n");
await runRelay(
  {
    db,
    clock,
    send: async (batch: SentBatch) => send(client, batch),
    maxBatchEvents: 7,
    log: pino({ level: "silent" }),
    idleMs: 0,
    pause: async () => stopping.abort(),
    monitor: new KillingMonitor(),
  },
  stopping.signal,
);
await close();
await db.destroy();
