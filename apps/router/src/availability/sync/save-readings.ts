import type { KnownAvailability } from "@pointsman/contracts/availability";
import type { RepId } from "@pointsman/contracts/id";
import type { Rep } from "@pointsman/contracts/organisation";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import { toRepCalendar } from "@pointsman/router-core/eligibility/rep-calendar";
import { mergeStretches, type Stretch } from "@pointsman/router-core/eligibility/stretches";
import { withAvailability } from "@pointsman/router-core/eligibility/with-availability";
import { loadAvailability } from "@pointsman/store/availability/load-availability";
import {
  findBlocks,
  lockClaimed,
  replaceBlocks,
  writeOutcomes,
  type ClaimedCalendar,
} from "@pointsman/store/availability/read-calendars";
import type { Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { RoutingDirectory } from "../../routing/directory-cache.ts";
import { noteChange } from "../change-availability.ts";
import { judgeReading, type Reading } from "./judge-reading.ts";
import type { SyncContext } from "./sync-context.ts";

export interface CalendarRead {
  readonly claim: ClaimedCalendar;
  readonly reading: Reading;
}

/**
 * Writes what calendars say, in one transaction and at most one revision; where nobody is there at other times than was
 * known, which is nearly always, batches are not kept waiting and no revision is made. A calendar that somebody else has
 * claimed meanwhile, or that is gone, is left alone.
 */
export async function saveReadings(context: SyncContext, reads: readonly CalendarRead[]): Promise<void> {
  const { db, clock, directories, everyMs, chance } = context;
  const nowMs = clock.nowMs();
  const outcomes = reads.map(({ claim, reading }) => judgeReading(claim, reading, { nowMs, everyMs, chance }));
  await inTransaction(db, async (tx) => {
    const changed = await listChanged(tx, reads);
    // The organisation first, as every batch does.
    const directory = changed.length === 0 ? null : await directories.read(tx, "update");
    const mine = await lockClaimed(
      tx,
      reads.map(({ claim }) => claim),
    );
    await writeOutcomes(
      tx,
      outcomes.filter(({ id }) => mine.has(id)),
    );
    if (directory === null) return;
    const before = await loadAvailability(tx);
    await replaceBlocks(
      tx,
      changed.filter(({ id }) => mine.has(id)),
    );
    const after = await loadAvailability(tx);
    const repIds = new Set(changed.map(({ repId }) => repId));
    await noteChange(tx, { directory, nowMs, changed: listMoved({ directory, repIds, nowMs }, before, after) });
  });
}

/** The calendars that say something else than before. */
async function listChanged(tx: Tx, reads: readonly CalendarRead[]) {
  const before = await findBlocks(
    tx,
    reads.map(({ claim }) => claim.id),
  );
  return reads.flatMap(({ claim: { id, repId }, reading }) => {
    if (reading.kind !== "read") return [];
    const { blocks } = reading;
    return JSON.stringify(before.get(id) ?? []) === JSON.stringify(blocks) ? [] : [{ id, repId, blocks }];
  });
}

interface Moved {
  readonly directory: RoutingDirectory;
  readonly repIds: ReadonlySet<RepId>;
  readonly nowMs: number;
}

/** Who of them is there at other times than before, from now on: an hour's meeting more is no such change. */
function listMoved(
  { directory, repIds, nowMs }: Moved,
  before: KnownAvailability,
  after: KnownAvailability,
): readonly RepId[] {
  const now = toTimestamp(nowMs);
  return directory.organisation.reps
    .filter((rep) => repIds.has(rep.id) && toTimes(rep, before, now) !== toTimes(rep, after, now))
    .map(({ id }) => id);
}

function toTimes(rep: Rep, known: KnownAvailability, now: Timestamp): string {
  const { timeOff, busy = [] } = toRepCalendar(withAvailability(rep, known));
  return JSON.stringify([timeOff, busy].map((stretches) => fromNowOn(stretches, now)));
}

function fromNowOn(stretches: readonly Stretch[], now: Timestamp): readonly Stretch[] {
  return mergeStretches(stretches)
    .filter(({ until }) => until > now)
    .map(({ from, until }) => ({ from: from < now ? now : from, until }));
}
