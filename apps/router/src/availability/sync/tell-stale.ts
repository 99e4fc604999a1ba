import type { RepId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { readAvailabilityPolicy } from "@pointsman/store/availability/calendars";
import { markTold, type SilentCalendar } from "@pointsman/store/availability/read-calendars";
import type { Tx } from "@pointsman/store/connect";
import { insertNotifications } from "@pointsman/store/notifications/insert-notifications";

import type { SyncContext } from "./sync-context.ts";

const HOUR_MS = 3_600_000;

/** Tells the rep and the owner of the fallback queue of calendars that could not be read for long: once, until one is read again. */
export async function tellStale(tx: Tx, { clock, directories }: SyncContext): Promise<void> {
  const nowMs = clock.nowMs();
  const { tellStaleAfterHours } = await readAvailabilityPolicy(tx);
  const now = toTimestamp(nowMs);
  const silent = await markTold(tx, { since: toTimestamp(nowMs - tellStaleAfterHours * HOUR_MS), now });
  if (silent.length === 0) return;
  const { ruleSet, queues } = await directories.read(tx, "none");
  const owner = ruleSet === null ? undefined : queues.get(ruleSet.body.fallbackQueueId)?.ownerRepId;
  await insertNotifications(
    tx,
    silent.flatMap((calendar) =>
      listTold(calendar, owner).map((repId) => ({
        kind: "calendar_stale" as const,
        repId,
        lead: null,
        createdAt: now,
        payload: toPayload(calendar),
      })),
    ),
  );
}

function listTold({ repId }: SilentCalendar, owner: RepId | undefined): readonly RepId[] {
  return owner === undefined || owner === repId ? [repId] : [repId, owner];
}

function toPayload({ id, kind, repId, failure, lastReadAt }: SilentCalendar) {
  return { calendarId: id, calendarKind: kind, repId, reason: failure ?? "unreachable", lastReadAt };
}
