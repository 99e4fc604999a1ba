import type { RepId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";
import { bumpRevision } from "@pointsman/store/organisation/bump-revision";
import { addJobs } from "@pointsman/store/timers/add-jobs";

import type { ServiceContext } from "../context.ts";
import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { toReplanJob, wakeWaiting } from "../timers/jobs.ts";
import { wakeHeld } from "../timers/wake-held.ts";

export interface Change<T> {
  readonly result: T;
  /** Whose availability is now another. */
  readonly changed: readonly RepId[];
}

/** Changes when reps are there, while no batch is under way, and has routing know of it. What changes nothing makes no revision. */
export async function changeAvailability<T>(
  { db, clock, directories }: Pick<ServiceContext, "db" | "clock" | "directories">,
  work: (tx: Tx, directory: RoutingDirectory) => Promise<Change<T>>,
): Promise<T> {
  return inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "update");
    const { result, changed } = await work(tx, directory);
    await noteChange(tx, { directory, changed, nowMs: clock.nowMs() });
    return result;
  });
}

/**
 * From now on batches see these reps as they are now known to be: one revision for all of them. Leads that wait are looked
 * at again, and those that are held for somebody who is back earlier; their SLAs are planned anew. The caller holds the
 * organisation's lock.
 */
export async function noteChange(
  tx: Tx,
  {
    directory,
    changed,
    nowMs,
  }: Omit<Change<never>, "result"> & { readonly directory: RoutingDirectory; readonly nowMs: number },
): Promise<void> {
  if (changed.length === 0) return;
  await bumpRevision(tx);
  await wakeWaiting(tx, null);
  const reps = directory.organisation.reps.filter(({ id }) => changed.includes(id));
  await wakeHeld(tx, reps, toTimestamp(nowMs));
  await addJobs(tx, changed.map(toReplanJob));
}
