import type { Timestamp } from "@pointsman/contracts/primitive";
import type { NewJob } from "@pointsman/store/timers/add-jobs";

export const SYNC_TASK = "sync_calendars";

/** Reads the calendars that are due by then. Saved twice, it is one job; it makes the next one itself. */
export function toSyncJob(runAt: Timestamp | null): NewJob {
  return { task: SYNC_TASK, payload: {}, runAt, key: SYNC_TASK };
}
