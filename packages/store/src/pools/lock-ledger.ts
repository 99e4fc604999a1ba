import type { AccountId, PoolId, RepId } from "@pointsman/contracts/id";

import { selectAccountReps, type AccountRep } from "../assignments/find-account-reps.ts";
import type { Tx } from "../connect.ts";
import { countGiven, type GivenLeads, type RepPeriods } from "../reps/count-given-leads.ts";
import { lockLoads, type RepLoad } from "../reps/lock-rep-loads.ts";
import { runTogether } from "../run-together.ts";
import { lockPoolStates, toPoolState, type PoolState } from "./lock-pools.ts";

/** What decisions read and move. */
export type LedgerScope = {
  readonly poolIds: readonly PoolId[];
  readonly repIds: readonly RepId[];
  /** Periods of those of the reps who have caps per day, week or month. */
  readonly periods: readonly RepPeriods[];
  /** Accounts of which a pool in scope wants to know who had their last lead. */
  readonly accountIds: readonly AccountId[];
};

export type LockedLedger = {
  readonly pools: readonly PoolState[];
  readonly loads: readonly RepLoad[];
  readonly given: readonly GivenLeads[];
  readonly accountReps: readonly AccountRep[];
};

/**
 * Locks everything in scope until the end of the transaction and reads it, in one round trip: pools first, then loads,
 * each in id order, so that no two transactions wait in a circle. Counts and accounts are read after that: they change
 * only under these locks.
 */
export async function lockLedger(tx: Tx, scope: LedgerScope): Promise<LockedLedger> {
  const [pools, loads, given, accountReps] = await runTogether(tx, [
    lockPoolStates(scope.poolIds),
    lockLoads(scope.repIds),
    scope.periods.length === 0 ? null : countGiven(scope.periods),
    scope.accountIds.length === 0 ? null : selectAccountReps(scope.accountIds),
  ]);
  return { pools: pools.map(toPoolState), loads, given, accountReps };
}
