import type { Rep } from "@pointsman/contracts/organisation";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { inTransaction } from "@pointsman/store/in-transaction";
import { upsertReps } from "@pointsman/store/organisation/upsert-reps";

import type { ServiceContext } from "../context.ts";
import { wakeWaiting } from "../timers/jobs.ts";
import { replanForChanged } from "../timers/replan-slas.ts";
import { wakeHeld } from "../timers/wake-held.ts";

/**
 * Adds or replaces reps: all of them or none. Leads that wait are looked at again, and those held for who is back earlier;
 * the SLAs of who is there at other times than before are planned anew.
 */
export async function saveReps(
  { db, clock, directories }: Pick<ServiceContext, "db" | "clock" | "directories">,
  reps: readonly Rep[],
): Promise<{ readonly saved: number }> {
  await inTransaction(db, async (tx) => {
    const before = await directories.read(tx, "update");
    await upsertReps(tx, reps);
    await wakeWaiting(tx, null);
    await wakeHeld(tx, reps, toTimestamp(clock.nowMs()));
    await replanForChanged(tx, before, reps);
  });
  return { saved: reps.length };
}
