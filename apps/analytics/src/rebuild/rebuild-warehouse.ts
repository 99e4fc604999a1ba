import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import { countOutboxByHourAndKind } from "@pointsman/store/outbox/count-outbox-by-hour-and-kind";
import { listOutboxEvents } from "@pointsman/store/outbox/list-outbox-events";
import { setAside } from "@pointsman/store/outbox/refused-events";
import { buildCells } from "@pointsman/warehouse/cells/build-cells";
import { markEveryDay } from "@pointsman/warehouse/cells/mark-days";
import { foldRange } from "@pointsman/warehouse/ingest/fold-leads";
import { insertEvents } from "@pointsman/warehouse/ingest/insert-batch";
import { listStaleDays } from "@pointsman/warehouse/reconcile/list-events";

import type { ServiceContext } from "../context.ts";
import { deliverRows, type Send } from "../relay/deliver-rows.ts";

export type RebuildDeps = Pick<ServiceContext, "db" | "warehouse" | "clock" | "stopping">;

/** How far a rebuild is. */
export interface RebuildProgress {
  /** Events that Postgres had when it began, archived ones too. */
  readonly total: number;
  readonly done: number;
  /** False where the service has no right to empty the tables: what is there is replaced, event by event. */
  readonly emptied: boolean;
}

const BATCH_EVENTS = 20_000;

/** The engine's number for a right that is missing. */
const ACCESS_DENIED = "497";

/** What is emptied; the events before the rows, so that no row is made of what is about to go. */
const TABLES = ["report_cell_v1", "lead_event_v2", "lead_row_v1", "assignment_row_v1"] as const;

/** Days whose cells are made at a time. */
const CELL_DAYS = 10;

/**
 * Empties the warehouse, where it may, and fills it again from Postgres, hour by hour, the archive included. The relay goes on beside it:
 * what it delivers before the tables are emptied is committed, hence read here; what it delivers afterwards stays.
 * Broken off, it leaves a part, which it, or the reconciler, completes when run again.
 */
export async function rebuildWarehouse(
  deps: RebuildDeps,
  onProgress: (progress: RebuildProgress) => void,
): Promise<RebuildProgress> {
  const emptied = await empty(deps);
  // After the tables were emptied, so that it has all that went with them.
  const counts = await countOutboxByHourAndKind(deps.db);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  let done = 0;
  onProgress({ total, done, emptied });
  for (const hour of new Set(counts.map((group) => group.hour))) {
    for await (const shipped of shipHour(deps, hour)) {
      done += shipped;
      onProgress({ total, done: Math.min(done, total), emptied });
    }
  }
  for (const day of await listStaleDays.run(deps.warehouse, {})) {
    if (deps.stopping.aborted) break;
    await foldRange(deps.warehouse, day);
  }
  const before = toTimestamp(deps.clock.nowMs());
  while (!deps.stopping.aborted) {
    if ((await buildCells(deps.warehouse, { before, limit: CELL_DAYS })) === 0) break;
  }
  return { total, done, emptied };
}

async function empty({ warehouse }: RebuildDeps): Promise<boolean> {
  try {
    for (const table of TABLES) await warehouse.command({ query: `truncate table ${table}` });
    // Whoever read rows before they went must not leave cells of them.
    await markEveryDay(warehouse);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === ACCESS_DENIED) return false;
    throw error;
  }
}

/** Ships the events of an hour; tells how many with each batch. */
async function* shipHour(deps: RebuildDeps, hour: Timestamp): AsyncGenerator<number> {
  const { db, warehouse, clock, stopping } = deps;
  const send: Send = async (part) => {
    await insertEvents(warehouse, part);
  };
  let after = 0;
  while (!stopping.aborted) {
    const events = await listOutboxEvents(db, { hour, after, limit: BATCH_EVENTS });
    const last = events.at(-1);
    if (last === undefined) return;
    after = last.id;
    // A token of its own: the engine still knows those of the batches that were emptied away.
    const batch = { token: `rebuild.${clock.nowMs()}.${hour}.${after}`, rows: events };
    for (const { index, problem } of await deliverRows(send, batch)) {
      const refused = events.slice(index, index + 1).map(({ eventId }) => ({ eventId, problem }));
      await setAside(db, { batchId: 0, refused, refusedAt: toTimestamp(clock.nowMs()) });
    }
    yield events.length;
  }
}
