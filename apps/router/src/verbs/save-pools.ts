import type { Pool } from "@pointsman/contracts/organisation";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Caller } from "@pointsman/rpc/authenticate";
import { requireAll } from "@pointsman/rpc/reach";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";
import { replacePools } from "../routing/replace-pools.ts";
import { wakeWaiting } from "../timers/jobs.ts";

/**
 * Adds or replaces pools; see `replacePools` for what becomes of their ledgers.
 *
 * @throws AppError `OUT_OF_REACH` of a member whom a pool has or is to have
 */
export async function savePools(
  { db, clock, directories }: Pick<ServiceContext, "db" | "clock" | "directories">,
  caller: Caller,
  pools: readonly Pool[],
): Promise<{ readonly saved: number }> {
  await inTransaction(db, async (tx) => {
    // The organisation first, as every batch does: else a batch and this change could wait for each other.
    const directory = await directories.read(tx, "update");
    for (const { id, members } of pools) {
      const before = directory.pools.get(id)?.members ?? [];
      requireAll(
        caller,
        [...before, ...members].map(({ repId }) => repId),
        `Pool ${id}`,
      );
    }
    await replacePools(tx, { directory, pools, requestedBy: caller.id, now: toTimestamp(clock.nowMs()) });
    await wakeWaiting(tx, null);
  });
  return { saved: pools.length };
}
