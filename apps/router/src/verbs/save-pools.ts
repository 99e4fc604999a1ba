import type { Pool } from "@pointsman/contracts/organisation";
import { rebalanceCredits } from "@pointsman/router-core/selection/rebalance-credits";
import { inTransaction } from "@pointsman/store/in-transaction";
import { upsertPools } from "@pointsman/store/organisation/upsert-pools";
import { lockPools } from "@pointsman/store/pools/lock-pools";

import type { ServiceContext } from "../context.ts";
import { wakeWaiting } from "../timers/jobs.ts";

/**
 * Adds or replaces pools. What leavers were owed is shared among who stays, so that each pool still sums to zero. A
 * pool that goes from sharing leads to sharing value, or back, starts with a clean ledger: its credits were in another
 * unit.
 */
export async function savePools(
  { db, directories }: Pick<ServiceContext, "db" | "directories">,
  pools: readonly Pool[],
): Promise<{ readonly saved: number }> {
  await inTransaction(db, async (tx) => {
    // The organisation first, as every batch does: else a batch and this change could wait for each other.
    const directory = await directories.read(tx, "update");
    const ledgers = await lockPools(
      tx,
      pools.map(({ id }) => id),
    );
    const before = new Map(ledgers.map(({ poolId, members }) => [poolId, members]));
    const credits = pools.map((pool) => {
      const repIds = pool.members.map(({ repId }) => repId);
      const kept = sharesValue(pool) === sharesValue(directory.pools.get(pool.id) ?? pool);
      return [pool.id, rebalanceCredits(kept ? (before.get(pool.id) ?? []) : [], repIds)] as const;
    });
    await upsertPools(tx, pools, new Map(credits));
    await wakeWaiting(tx, null);
  });
  return { saved: pools.length };
}

function sharesValue({ selection }: Pool): boolean {
  return selection === "balanced_value";
}
