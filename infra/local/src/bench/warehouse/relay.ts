import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { toEventId, type LeadEvent } from "@pointsman/contracts/event";
import { toId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { connect, type Db } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";
import { appendEvents } from "@pointsman/store/outbox/append-events";

import { createApi, type Api } from "../../api.ts";
import { answers, Part } from "../../stack/part.ts";
import { choosePorts } from "../../stack/ports.ts";
import type { BenchServers } from "../router/servers.ts";

export interface RelayFigures {
  readonly eventsPerSecond: number;
  /** From the commit of an event to the end of a report that has it; ms, one a commit. */
  readonly freshnessMs: readonly number[];
}

const LEADS_PER_SECOND = 1_000;
const TICK_MS = 50;

/**
 * The analytics service as a process on an empty warehouse: how fast it relays events that wait, and how long after its
 * commit a lead is in the report, at 1,000 leads a second while reports are read without pause.
 */
export async function benchRelay(
  servers: BenchServers,
  { backlogLeads, freshS }: { readonly backlogLeads: number; readonly freshS: number },
): Promise<RelayFigures> {
  const dataDir = await mkdtemp(join(tmpdir(), "pointsman-bench-"));
  const db = connect({ url: servers.databaseUrl, maxConnections: 4, applicationName: "bench" });
  const { analytics: port } = await choosePorts(0);
  const address = `http://127.0.0.1:${port}`;
  const part = new Part({
    name: "analytics",
    title: "analytics service",
    entry: "apps/analytics/src/main.ts",
    environment: { DATABASE_URL: servers.databaseUrl, PORT: String(port), CLICKHOUSE_PATH: join(dataDir, "warehouse") },
    logFile: join(dataDir, "analytics.log"),
    address,
    isReady: async () => answers(`${address}/health`),
  });
  try {
    for (let first = 0; first < backlogLeads; first += 5_000)
      await commitLeads(db, { prefix: "b", first, count: 5_000 });
    const started = performance.now();
    await part.start();
    const api = createApi({ router: address, analytics: address, operatorKey: servers.operatorKey });
    const first = await api.analytics.relay.status.query();
    const measured = performance.now();
    // What it delivered while it started is not counted, nor is that time.
    await untilDelivered(api);
    const eventsPerSecond = first.waiting / ((performance.now() - measured) / 1_000);
    if (first.waiting < backlogLeads / 2)
      throw new Error(`It had relayed all in ${performance.now() - started} ms: too few waited`);
    return { eventsPerSecond, freshnessMs: await measureFreshness(db, api, { backlogLeads, freshS }) };
  } finally {
    await part.stop();
    await db.destroy();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function untilDelivered(api: Api): Promise<void> {
  for (;;) {
    const { waiting } = await api.analytics.relay.status.query();
    if (waiting === 0) return;
    // Each look counts what waits, row by row: looking without pause would take a core from the relay.
    await pause(250);
  }
}

async function measureFreshness(
  db: Db,
  api: Api,
  { backlogLeads, freshS }: { readonly backlogLeads: number; readonly freshS: number },
): Promise<readonly number[]> {
  const commits: { readonly leads: number; readonly atMs: number }[] = [];
  const freshness: number[] = [];
  let committed = backlogLeads;
  const ticks = (freshS * 1_000) / TICK_MS;
  const writer = (async () => {
    const started = performance.now();
    for (let tick = 0; tick < ticks; tick += 1) {
      await pause(Math.max(0, started + tick * TICK_MS - performance.now()));
      const count = (LEADS_PER_SECOND * TICK_MS) / 1_000;
      await commitLeads(db, { prefix: "f", first: committed, count });
      committed += count;
      commits.push({ leads: committed, atMs: performance.now() });
    }
  })();
  while (freshness.length < ticks) {
    const { received } = await api.analytics.report.read.query({ lastDays: 1 });
    const seenMs = performance.now();
    while (commits[0] !== undefined && commits[0].leads <= received) {
      freshness.push(seenMs - commits[0].atMs);
      commits.shift();
    }
  }
  await writer;
  return freshness;
}

/** Leads that were received and assigned: two events each, in one transaction. */
async function commitLeads(
  db: Db,
  { prefix, first, count }: { readonly prefix: string; readonly first: number; readonly count: number },
): Promise<void> {
  const now = toTimestamp(Date.now());
  const events = Array.from({ length: count }, (_, index) => toLeadEvents(`${prefix}${first + index}`, now)).flat();
  await inTransaction(db, async (tx) => appendEvents(tx, events));
}

function toLeadEvents(name: string, now: LeadEvent["occurredAt"]): readonly LeadEvent[] {
  const leadId = toId("lead", name);
  const received: LeadEvent = {
    eventId: toEventId(leadId, 0, "lead.received"),
    kind: "lead.received",
    occurredAt: now,
    leadId,
    epoch: 0,
    source: "bench",
    receivedAt: now,
    qualifiedAt: now,
    tier: "tier1",
    segment: "mid",
    territory: "terr_west",
    vertical: null,
    country: "US",
    utmSource: null,
    accountStatus: null,
    partnerId: null,
    attributedBy: null,
    ruleSetVersion: 1,
    stageId: null,
    ruleId: null,
    poolId: null,
    queueId: null,
    repId: null,
    reason: null,
    requestedBy: null,
  };
  const assigned = { kind: "lead.assigned", epoch: 1, ruleId: "west", repId: toId("rep", "ann") } as const;
  return [received, { ...received, ...assigned, eventId: toEventId(leadId, 1, "lead.assigned") }];
}
