import type { RepId } from "@pointsman/contracts/id";
import type { Pool } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { rebalanceCredits } from "@pointsman/router-core/selection/rebalance-credits";
import type { Directory } from "@pointsman/router-core/snapshot";
import type { Tx } from "@pointsman/store/connect";
import { upsertPools } from "@pointsman/store/organisation/upsert-pools";
import { insertCreditCorrections } from "@pointsman/store/pools/credit-corrections";
import { lockPools, type PoolState } from "@pointsman/store/pools/lock-pools";

export interface PoolReplacement {
  /** As it is before, read with `org_state` locked for update. */
  readonly directory: Pick<Directory, "pools">;
  readonly pools: readonly Pool[];
  /** Who asked, e.g. an API key id. */
  readonly requestedBy: string;
  readonly now: Timestamp;
}

/**
 * Adds or replaces pools. What leavers were owed is shared among who stays, so that each pool still sums to zero. A
 * pool that goes from sharing leads to sharing value, or back, starts with a clean ledger: its credits were in another
 * unit. Credits that moved are noted, for a replay of the pool's decisions.
 */
export async function replacePools(tx: Tx, { directory, pools, requestedBy, now }: PoolReplacement): Promise<void> {
  const ledgers = await lockPools(
    tx,
    pools.map(({ id }) => id),
  );
  const byId = new Map(ledgers.map((ledger) => [ledger.poolId, ledger]));
  const changes = pools.map((pool) => {
    const before = byId.get(pool.id) ?? { poolId: pool.id, seq: 0, members: [] };
    const cause = sharesValue(pool) === sharesValue(directory.pools.get(pool.id) ?? pool) ? "members" : "unit";
    const repIds = pool.members.map(({ repId }) => repId);
    return { before, cause, credits: rebalanceCredits(cause === "members" ? before.members : [], repIds) } as const;
  });
  await upsertPools(tx, pools, new Map(changes.map(({ before, credits }) => [before.poolId, credits])));
  await insertCreditCorrections(
    tx,
    changes
      .map(({ before, cause, credits }) => ({
        poolId: before.poolId,
        cause,
        afterSeq: before.seq,
        deltas: toDeltas(before, credits),
        comment: "",
        requestedBy,
        correctedAt: now,
      }))
      .filter(({ deltas }) => deltas.length > 0),
  );
}

function sharesValue({ selection }: Pool): boolean {
  return selection === "balanced_value";
}

/** Whose credit moved; who left has none after. */
function toDeltas({ members }: PoolState, credits: ReadonlyMap<RepId, number>) {
  const held = new Map(members.map(({ repId, creditMicro }) => [repId, creditMicro]));
  const repIds = [...new Set([...held.keys(), ...credits.keys()])].toSorted();
  return repIds
    .map((repId) => ({ repId, creditBefore: held.get(repId) ?? 0, creditAfter: credits.get(repId) ?? 0 }))
    .filter(({ creditBefore, creditAfter }) => creditBefore !== creditAfter)
    .map((delta) => ({ ...delta, deltaMicro: delta.creditAfter - delta.creditBefore }));
}
