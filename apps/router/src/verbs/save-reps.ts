import type { Rep } from "@pointsman/contracts/organisation";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Caller } from "@pointsman/rpc/authenticate";
import { requireReach, requireTeam } from "@pointsman/rpc/reach";
import { inTransaction } from "@pointsman/store/in-transaction";
import { upsertReps } from "@pointsman/store/organisation/upsert-reps";

import type { ServiceContext } from "../context.ts";
import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { wakeWaiting } from "../timers/jobs.ts";
import { replanForChanged } from "../timers/replan-slas.ts";
import { wakeHeld } from "../timers/wake-held.ts";

/**
 * Adds or replaces reps: all of them or none. Leads that wait are looked at again, and those held for who is back earlier;
 * the SLAs of who is there at other times than before are planned anew.
 *
 * @throws AppError `OUT_OF_REACH` of a rep, of the team he is to be in, or of a backup he did not have before
 */
export async function saveReps(
  { db, clock, directories }: Pick<ServiceContext, "db" | "clock" | "directories">,
  caller: Caller,
  reps: readonly Rep[],
): Promise<{ readonly saved: number }> {
  await inTransaction(db, async (tx) => {
    const before = await directories.read(tx, "update");
    if (caller.repIds !== undefined) requireReps(before, caller, reps);
    await upsertReps(tx, reps);
    await wakeWaiting(tx, null);
    await wakeHeld(tx, reps, toTimestamp(clock.nowMs()));
    await replanForChanged(tx, before, reps);
  });
  return { saved: reps.length };
}

function requireReps(directory: RoutingDirectory, caller: Caller, reps: readonly Rep[]): void {
  const added = new Set(reps.flatMap(({ id }) => (directory.reps.has(id) ? [] : [id])));
  for (const { id, team, backupRepId } of reps) {
    const before = directory.reps.get(id);
    if (before !== undefined) requireReach(caller, id);
    requireTeam(caller, team);
    const isNewBackup = backupRepId !== null && backupRepId !== before?.backupRepId && !added.has(backupRepId);
    if (isNewBackup) requireReach(caller, backupRepId);
  }
}
