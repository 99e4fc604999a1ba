import type { Pool } from "@pointsman/contracts/organisation";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Caller } from "@pointsman/rpc/authenticate";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";
import { replacePools } from "../routing/replace-pools.ts";
import { wakeWaiting } from "../timers/jobs.ts";

/** Adds or replaces pools; see `replacePools` for what becomes of their ledgers. */
export async function savePools(
  { db, clock, directories }: Pick<ServiceContext, "db" | "clock" | "directories">,
  caller: Caller,
  pools: readonly Pool[],
): Promise<{ readonly saved: number }> {
  await inTransaction(db, async (tx) => {
    // The organisation first, as every batch does: else a batch and this change could wait for each other.
    const directory = await directories.read(tx, "update");
    await replacePools(tx, { directory, pools, requestedBy: caller.id, now: toTimestamp(clock.nowMs()) });
    await wakeWaiting(tx, null);
  });
  return { saved: pools.length };
}
