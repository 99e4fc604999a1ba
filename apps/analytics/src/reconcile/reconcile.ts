import type { Timestamp } from "@pointsman/contracts/primitive";
import { listOutboxEvents } from "@pointsman/store/outbox/list-outbox-events";
import type { EventGroup } from "@pointsman/store/outbox/waiting-events";
import { foldRange } from "@pointsman/warehouse/ingest/fold-leads";
import { insertBatch } from "@pointsman/warehouse/ingest/insert-batch";
import { listEvents, listStaleDays } from "@pointsman/warehouse/reconcile/list-events";

import { compareGroups, FIRST, type CompareDeps } from "../check/compare-stores.ts";
import type { ServiceContext } from "../context.ts";
import { readCompleteUntil } from "./read-complete-until.ts";

export type ReconcileDeps = CompareDeps & Pick<ServiceContext, "clock" | "log">;

/** One hour and kind that differed. */
interface RepairedGroup extends EventGroup {
  /** Events that the warehouse did not have, or had with other content: shipped again. */
  readonly shipped: number;
  /** Ids of events that only the warehouse has: told, never removed. Ten at most. */
  readonly extra: readonly string[];
}

export interface ReconcileResult {
  /** Groups of hour and kind that were compared. */
  readonly checked: number;
  readonly repaired: readonly RepairedGroup[];
  /** Days of receipt whose rows of leads or assignments were made anew from the events. */
  readonly refolded: number;
  /** Groups that differ after it all; not 0 where the warehouse has events that Postgres has not. */
  readonly differing: number;
  /** The warehouse has every event that happened before this; the first hour that differs ends it. */
  readonly completeUntil: Timestamp;
}

const BATCH_EVENTS = 5_000;
const MAX_EXTRA = 10;

/**
 * Compares both stores by hour and kind from the hour `since` on, ships again what the warehouse lacks or has otherwise, and
 * makes rows anew that are not those of their events. Safe while leads are routed and relayed, and to repeat.
 */
export async function reconcile(
  deps: ReconcileDeps,
  options: { readonly since?: Timestamp },
): Promise<ReconcileResult> {
  const since = options.since ?? FIRST;
  const verdicts = await compareGroups(deps, since);
  const repaired: RepairedGroup[] = [];
  for (const group of listDifferent(verdicts)) {
    if (deps.stopping.aborted) break;
    repaired.push(await repairGroup(deps, group));
  }
  const stale = await listStaleDays.run(deps.warehouse, {});
  for (const day of stale) await foldRange(deps.warehouse, day);
  const [oldest] = repaired.map(({ hour }) => hour).toSorted();
  const left = oldest === undefined ? [] : listDifferent(await compareGroups(deps, oldest));
  const result = {
    checked: verdicts.size,
    repaired,
    refolded: stale.length,
    differing: left.length,
    completeUntil: await readWatermark(deps, left),
  };
  if (repaired.length > 0 || stale.length > 0) deps.log.warn(result, "the warehouse differed from Postgres");
  return result;
}

function listDifferent(verdicts: Awaited<ReturnType<typeof compareGroups>>): readonly EventGroup[] {
  return [...verdicts.values()].flatMap((verdict) => (verdict.kind === "different" ? [verdict.group] : []));
}

/** The warehouse is read first: what it has by then, Postgres has too when it is read. */
async function repairGroup({ db, warehouse, clock }: ReconcileDeps, group: EventGroup): Promise<RepairedGroup> {
  const stored = new Map(
    (await listEvents.run(warehouse, group)).map(({ eventId, contentHash }) => [eventId, contentHash]),
  );
  const events = await listOutboxEvents(db, group);
  const lacking = events.filter(({ eventId, contentHash }) => stored.get(eventId) !== contentHash);
  for (let at = 0; at < lacking.length; at += BATCH_EVENTS) {
    // A token of its own: under the one of its batch the engine would drop what it has lost since.
    const token = `reconcile.${clock.nowMs()}.${group.hour}.${group.kind}.${at}`;
    await insertBatch(warehouse, { token, rows: lacking.slice(at, at + BATCH_EVENTS) });
  }
  const known = new Set<string>(events.map(({ eventId }) => eventId));
  const extra = [...stored.keys()].filter((eventId) => !known.has(eventId)).slice(0, MAX_EXTRA);
  return { ...group, shipped: lacking.length, extra };
}

async function readWatermark({ db, clock }: ReconcileDeps, left: readonly EventGroup[]): Promise<Timestamp> {
  const delivered = await readCompleteUntil(db, clock.nowMs());
  return [delivered, ...left.map(({ hour }) => hour)].toSorted()[0] ?? delivered;
}
