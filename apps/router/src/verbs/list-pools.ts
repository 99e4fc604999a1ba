import type { RepId } from "@pointsman/contracts/id";
import type { Pool } from "@pointsman/contracts/organisation";
import type { Caller } from "@pointsman/rpc/authenticate";
import { reaches } from "@pointsman/rpc/reach";
import { listPoolLedgers } from "@pointsman/store/pools/list-pool-ledgers";

import type { ServiceContext } from "../context.ts";
import { readOrganisation } from "./read-organisation.ts";

export type PoolWithLedger = Pool & {
  /** Leads given from the pool so far. */
  readonly seq: number;
  /** What each member is owed, in micro-leads: 1,000,000 is one lead. They sum to zero. */
  readonly ledger: readonly {
    readonly repId: RepId;
    readonly creditMicro: number;
    readonly lastAssignedSeq: number | null;
  }[];
};

/** All pools with a member within the caller's reach, by id, with their ledgers. */
export async function listPools(
  context: Pick<ServiceContext, "db" | "directories">,
  caller: Caller,
): Promise<readonly PoolWithLedger[]> {
  const { pools } = await readOrganisation(context);
  const ledgers = new Map((await listPoolLedgers(context.db)).map((ledger) => [ledger.poolId, ledger]));
  const within = pools.filter(
    ({ members }) => caller.repIds === undefined || members.some(({ repId }) => reaches(caller, repId)),
  );
  return within.map((pool) => {
    const ledger = ledgers.get(pool.id);
    return { ...pool, seq: ledger?.seq ?? 0, ledger: ledger?.members ?? [] };
  });
}
