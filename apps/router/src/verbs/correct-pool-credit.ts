import type { CorrectCreditInput } from "@pointsman/contracts/api";
import { AppError } from "@pointsman/contracts/error";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { correctCredit } from "@pointsman/router-core/selection/correct-credit";
import { buildSnapshot } from "@pointsman/router-core/snapshot";
import type { Caller } from "@pointsman/rpc/authenticate";
import { requireAll } from "@pointsman/rpc/reach";
import { inTransaction } from "@pointsman/store/in-transaction";
import { insertCreditCorrections, type StoredCreditCorrection } from "@pointsman/store/pools/credit-corrections";
import { lockPools } from "@pointsman/store/pools/lock-pools";
import { writePools } from "@pointsman/store/pools/write-pools";

import type { ServiceContext } from "../context.ts";

/**
 * Corrects by hand what a pool owes its members. It stands between two decisions of the pool: the one numbered
 * `afterSeq` did not see it, the next one records the corrected ledger among its inputs, so that both replay.
 *
 * @throws AppError `NOT_FOUND`; `OUT_OF_REACH` of a member; `INVALID_INPUT` for who is no member, and for corrections that do not sum to zero
 */
export async function correctPoolCredit(
  { db, clock, directories }: Pick<ServiceContext, "db" | "clock" | "directories">,
  caller: Caller,
  { poolId, corrections, comment }: CorrectCreditInput,
): Promise<StoredCreditCorrection> {
  return inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "share");
    const [ledger] = await lockPools(tx, [poolId]);
    const scope = { repIds: [], poolIds: [poolId], territoryIds: [], queueIds: [] };
    const { pools } = buildSnapshot(scope, directory, { openLeads: () => undefined, pool: () => ledger });
    const before = pools[poolId];
    if (before === undefined) throw new AppError("NOT_FOUND", `There is no pool ${poolId}.`);
    requireAll(
      caller,
      before.members.map(({ repId }) => repId),
      `Pool ${poolId}`,
    );
    const { pool, trace } = correctCredit(before, corrections);
    const members = pool.members.map(({ repId, creditMicro, lastAssignedSeq }) => ({
      repId,
      creditMicro,
      lastAssignedSeq,
    }));
    await writePools(tx, [{ poolId, seq: pool.seq, members }]);
    const correctedAt = toTimestamp(clock.nowMs());
    const correction = {
      poolId,
      cause: "correction",
      afterSeq: pool.seq,
      deltas: trace,
      comment,
      requestedBy: caller.id,
      correctedAt,
    } as const;
    await insertCreditCorrections(tx, [correction]);
    return correction;
  });
}
