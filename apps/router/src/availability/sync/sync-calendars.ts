import type { CalendarSource } from "@pointsman/calendars/calendar-source";
import { CalendarKind } from "@pointsman/contracts/availability";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { claimCalendars, findNextRead, type ClaimedCalendar } from "@pointsman/store/availability/read-calendars";
import { inTransaction } from "@pointsman/store/in-transaction";
import { addJobs } from "@pointsman/store/timers/add-jobs";

import { isKnownEnough, windowAt } from "./judge-reading.ts";
import { saveReadings, type CalendarRead } from "./save-readings.ts";
import type { SyncContext } from "./sync-context.ts";
import { toSyncJob } from "./sync-job.ts";
import { tellStale } from "./tell-stale.ts";

/** Read together and written in one revision. */
const AT_ONCE = 40;

/** Longer than 40 feeds take that each use up their time: 5 groups of 10 s, and 40 files of 15 s. */
const CLAIM_MS = 15 * 60_000;

/** Between two looks: more calendars have become due, and make one revision instead of several. */
const MIN_PAUSE_MS = 10_000;

/** Reads the calendars that are due, tells people of those that are stale for long, and comes back when the next one is due. */
export async function syncCalendars(context: SyncContext): Promise<void> {
  const { db, clock } = context;
  // Should this process be killed, another one goes on when the claims are over; the job itself would be held for hours.
  await inTransaction(db, async (tx) => addJobs(tx, [toSyncJob(toTimestamp(clock.nowMs() + CLAIM_MS))]));
  for (let claims = await claim(context); claims.length > 0; claims = await claim(context)) {
    await saveReadings(context, await readAll(context, claims));
  }
  await inTransaction(db, async (tx) => {
    await tellStale(tx, context);
    const next = await findNextRead(tx);
    if (next === null) return;
    const soonest = toTimestamp(clock.nowMs() + MIN_PAUSE_MS);
    await addJobs(tx, [toSyncJob(next < soonest ? soonest : next)]);
  });
}

async function claim({ db, clock }: SyncContext): Promise<readonly ClaimedCalendar[]> {
  const nowMs = clock.nowMs();
  return claimCalendars(db, { now: toTimestamp(nowMs), until: toTimestamp(nowMs + CLAIM_MS), limit: AT_ONCE });
}

/** Vendors do not wait for each other. */
async function readAll(context: SyncContext, claims: readonly ClaimedCalendar[]): Promise<readonly CalendarRead[]> {
  const byKind = Map.groupBy(claims, ({ kind }) => kind);
  const reads = await Promise.all(
    CalendarKind.options.map(async (kind) => readKind(context, context.sources[kind], byKind.get(kind) ?? [])),
  );
  const failed = reads.flat().filter(({ reading, claim }) => reading.kind === "failed" && claim.failures === 0);
  for (const { reading, claim } of failed)
    context.log.warn(
      { calendarId: claim.id, kind: claim.kind, reading },
      "a calendar could not be read; it is tried again",
    );
  return reads.flat();
}

async function readKind(
  { clock }: SyncContext,
  source: CalendarSource | null,
  claims: readonly ClaimedCalendar[],
): Promise<readonly CalendarRead[]> {
  if (source === null)
    return claims.map((claim) => ({ claim, reading: { kind: "failed", failure: "not_configured" } }));
  const reads: CalendarRead[] = [];
  for (let from = 0; from < claims.length; from += source.maxCalendars) {
    const some = claims.slice(from, from + source.maxCalendars);
    const nowMs = clock.nowMs();
    const readings = await source.read(
      some.map((claim) => toRequest(claim, nowMs)),
      windowAt(nowMs),
    );
    for (const [index, claim] of some.entries()) {
      const reading = readings[index];
      if (reading !== undefined) reads.push({ claim, reading });
    }
  }
  return reads;
}

function toRequest(claim: ClaimedCalendar, nowMs: number) {
  const { address, timeZone, allIsTimeOff, etag, lastModified } = claim;
  const isMarked = (etag !== null || lastModified !== null) && isKnownEnough(claim, nowMs);
  return { address, timeZone, allIsTimeOff, validators: isMarked ? { etag, lastModified } : null };
}
