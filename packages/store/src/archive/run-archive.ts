import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Db } from "../connect.ts";
import { inTransaction } from "../in-transaction.ts";
import { archiveEvents } from "./archive-events.ts";
import { archiveLeads } from "./archive-leads.ts";
import { ENDINGS, listFinishedLeads, type Ending, type FinishedLead } from "./finished-leads.ts";
import { readColumns } from "./read-columns.ts";

/** Some 4 MB of decisions and a quarter of a second in one transaction. */
const LEADS_PER_TRANSACTION = 1_000;
const EVENTS_PER_TRANSACTION = 5_000;

/** What counts as old: to whom something happened before these instants. */
export type ArchiveBounds = {
  /** Converted and disqualified leads. */
  readonly finishedBefore: Timestamp;
  /** Leads that never qualified: some qualify late. */
  readonly unqualifiedBefore: Timestamp;
  /** Events that were delivered. */
  readonly deliveredBefore: Timestamp;
};

export type ArchivedCounts = { readonly leads: number; readonly events: number };

/**
 * Moves what is old and done with to the archive, 1,000 leads or 5,000 events to a transaction. Each transaction leaves
 * everything in order: stopped half-way, the next run goes on. To be run by the owner of the tables.
 *
 * @param onProgress told after each transaction how many it moved
 */
export async function runArchive(
  db: Db,
  bounds: ArchiveBounds,
  onProgress: (moved: ArchivedCounts) => void = () => {},
): Promise<ArchivedCounts> {
  const columns = await readColumns(db);
  const total = { leads: 0, events: 0 };
  for (const ending of ENDINGS) {
    const before = toBound(bounds, ending);
    let after: FinishedLead | null = null;
    for (;;) {
      const page = await listFinishedLeads(db, ending, { before, after, limit: LEADS_PER_TRANSACTION });
      const last = page.at(-1);
      if (last === undefined) break;
      const leadIds = page.map(({ leadId }) => leadId);
      const leads = await inTransaction(db, async (tx) => archiveLeads(tx, { leadIds, before, columns }));
      total.leads += leads;
      onProgress({ leads, events: 0 });
      after = last;
    }
  }
  const batch = { before: bounds.deliveredBefore, maxEvents: EVENTS_PER_TRANSACTION, columns };
  for (;;) {
    const events = await inTransaction(db, async (tx) => archiveEvents(tx, batch));
    if (events === 0) break;
    total.events += events;
    onProgress({ leads: 0, events });
  }
  return total;
}

/** The bound of leads that ended so. */
export function toBound({ finishedBefore, unqualifiedBefore }: ArchiveBounds, ending: Ending): Timestamp {
  return ending === "unqualified" ? unqualifiedBefore : finishedBefore;
}
