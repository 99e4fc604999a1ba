import { toTimestamp } from "@pointsman/contracts/primitive";
import { countArchivableEvents } from "@pointsman/store/archive/archive-events";
import { countFinishedLeads, ENDINGS } from "@pointsman/store/archive/finished-leads";
import { runArchive, toBound, type ArchiveBounds, type ArchivedCounts } from "@pointsman/store/archive/run-archive";
import { connect, type Db } from "@pointsman/store/connect";

import { out } from "../print/out.ts";
import { startProgress } from "../print/progress.ts";
import { findRunningStack } from "../stack/stack-file.ts";

const DAY_MS = 86_400_000;

/** Caps per month are counted from assignments that are not archived: the longest month, and four days for clocks and zones. */
const MIN_DAYS = 35;

export interface ArchiveOptions {
  /** Days since a lead was converted or disqualified. */
  readonly olderThan: number;
  /** Days since a lead came that never qualified. */
  readonly unqualifiedOlderThan: number;
  /** Days since an event was delivered. */
  readonly eventsOlderThan: number;
  readonly dryRun: boolean;
  /** As whom the tables were made. */
  readonly database?: string;
  readonly data: string;
}

/** Moves finished leads and delivered events to the archive, and says how many. Stopped half-way, it goes on when run again. */
export async function runArchiveCommand(options: ArchiveOptions): Promise<void> {
  for (const days of [options.olderThan, options.unqualifiedOlderThan]) {
    if (days < MIN_DAYS)
      throw new Error(`Leads of the last ${MIN_DAYS} days stay: caps per month are counted from them.`);
  }
  const db = connect({ url: await findDatabase(options), maxConnections: 2, applicationName: "pointsman-archive" });
  try {
    const bounds = toBounds(options, Date.now());
    const found = await countArchivable(db, bounds);
    if (options.dryRun) out.line(`To be archived: up to ${describe(found)}.`);
    else out.line(`${describe(await archive(db, bounds, found))} were archived.`);
  } finally {
    await db.destroy();
  }
}

async function findDatabase({ database, data }: ArchiveOptions): Promise<string> {
  const { MIGRATION_DATABASE_URL, DATABASE_URL } = process.env;
  const running = await findRunningStack(data);
  const url = database ?? MIGRATION_DATABASE_URL ?? DATABASE_URL ?? running?.urls.database;
  if (url === undefined) {
    throw new Error("Which database? Give --database, or MIGRATION_DATABASE_URL, or start the local stack: npm start");
  }
  return url;
}

function toBounds({ olderThan, unqualifiedOlderThan, eventsOlderThan }: ArchiveOptions, nowMs: number): ArchiveBounds {
  const daysAgo = (days: number) => toTimestamp(nowMs - days * DAY_MS);
  return {
    finishedBefore: daysAgo(olderThan),
    unqualifiedBefore: daysAgo(unqualifiedOlderThan),
    deliveredBefore: daysAgo(eventsOlderThan),
  };
}

async function countArchivable(db: Db, bounds: ArchiveBounds): Promise<ArchivedCounts> {
  let leads = 0;
  for (const ending of ENDINGS) leads += await countFinishedLeads(db, ending, toBound(bounds, ending));
  return { leads, events: await countArchivableEvents(db, bounds.deliveredBefore) };
}

async function archive(db: Db, bounds: ArchiveBounds, found: ArchivedCounts): Promise<ArchivedCounts> {
  const progress = startProgress("leads and events", found.leads + found.events);
  const archived = await runArchive(db, bounds, ({ leads, events }) => progress.advance(leads + events));
  progress.done();
  return archived;
}

function describe({ leads, events }: ArchivedCounts): string {
  return `${leads} leads and ${events} delivered events`;
}
