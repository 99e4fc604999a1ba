import type { Pool } from "@pointsman/contracts/organisation";
import { rebalanceCredits } from "@pointsman/router-core/selection/rebalance-credits";
import { inTransaction } from "@pointsman/store/in-transaction";
import { readOrgState } from "@pointsman/store/organisation/read-org-state";
import { upsertPools } from "@pointsman/store/organisation/upsert-pools";
import { lockPools } from "@pointsman/store/pools/lock-pools";

import type { ServiceContext } from "../context.ts";

/** Adds or replaces pools. What leavers were owed is shared among who stays, so that each pool still sums to zero. */
export async function savePools(
  { db }: Pick<ServiceContext, "db">,
  pools: readonly Pool[],
): Promise<{ readonly saved: number }> {
  await inTransaction(db, async (tx) => {
    // The organisation first, as every batch does: else a batch and this change could wait for each other.
    await readOrgState(tx, { lock: "update" });
    const ledgers = await lockPools(
      tx,
      pools.map(({ id }) => id),
    );
    const before = new Map(ledgers.map(({ poolId, members }) => [poolId, members]));
    const credits = pools.map(
      ({ id, members }) =>
        [
          id,
          rebalanceCredits(
            before.get(id) ?? [],
            members.map(({ repId }) => repId),
          ),
        ] as const,
    );
    await upsertPools(tx, pools, new Map(credits));
  });
  return { saved: pools.length };
}
