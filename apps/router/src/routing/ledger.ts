import type { AccountId, PoolId, RepId } from "@pointsman/contracts/id";
import type { DecisionResult } from "@pointsman/router-core/decide";
import type { Directory, GivenLeads, PoolState, RoutingSnapshot, Scope } from "@pointsman/router-core/snapshot";
import { RoutingState } from "@pointsman/router-core/state";
import { findAccountReps } from "@pointsman/store/assignments/find-account-reps";
import type { Tx } from "@pointsman/store/connect";
import { lockPools } from "@pointsman/store/pools/lock-pools";
import { writePools } from "@pointsman/store/pools/write-pools";
import { countGivenLeads, type RepPeriods } from "@pointsman/store/reps/count-given-leads";
import { lockRepLoads, type RepLoad } from "@pointsman/store/reps/lock-rep-loads";
import { writeRepLoads } from "@pointsman/store/reps/write-rep-loads";

/** What a transaction may read and move. */
export interface LedgerScope extends Pick<Scope, "repIds" | "poolIds"> {
  /** Periods of those of the reps who have caps per day, week or month. */
  readonly periods: readonly RepPeriods[];
  /** Accounts of which a pool in scope wants to know who had their last lead. */
  readonly accountIds: readonly AccountId[];
}

/**
 * Pools and loads of one transaction: locked and read once, moved in memory by each decision in turn, written back
 * once. It is the only place where they move, so that a batch of 200 leads costs the same few statements as one lead.
 */
export class Ledger {
  /** What decisions read, moved by each. */
  readonly #state: RoutingState;
  readonly #loads: Map<RepId, RepLoad>;
  readonly #accountReps: Map<AccountId, RepId>;
  readonly #movedReps = new Set<RepId>();
  readonly #movedPools = new Map<PoolId, PoolState>();

  private constructor(directory: Directory, rows: LockedRows) {
    const loads = new Map(rows.loads.map((load) => [load.repId, load]));
    const pools = new Map(rows.pools.map((pool) => [pool.poolId, pool]));
    const given = new Map(rows.given.map(({ repId, ...counts }): [RepId, GivenLeads] => [repId, counts]));
    this.#loads = loads;
    this.#accountReps = new Map(rows.accountReps.map(({ accountId, repId }) => [accountId, repId]));
    this.#state = new RoutingState(directory, {
      // Asked for before the load has moved, and then no more.
      openLeads: (repId) => loads.get(repId)?.openLeads,
      pool: (poolId) => pools.get(poolId),
      given: (repId) => given.get(repId),
    });
  }

  /**
   * Locks everything in scope: pools first, then loads, each in id order, so that no two transactions wait in a circle.
   * Counts and accounts are read after that: they change only under these locks.
   */
  static async open(tx: Tx, directory: Directory, scope: LedgerScope): Promise<Ledger> {
    const pools = await lockPools(tx, scope.poolIds);
    const loads = await lockRepLoads(tx, scope.repIds);
    const given = await countGivenLeads(tx, scope.periods);
    return new Ledger(directory, { pools, loads, given, accountReps: await findAccountReps(tx, scope.accountIds) });
  }

  /** What the next decision reads, on a lead of the account if there is one. */
  snapshotOf(scope: Scope, accountId: AccountId | null): RoutingSnapshot {
    return this.#state.snapshotOf(scope, accountId === null ? undefined : this.#accountReps.get(accountId));
  }

  /** One lead less for the rep. */
  release(repId: RepId): void {
    this.#state.release(repId);
    this.#move(repId, (load) => ({ ...load, openLeads: load.openLeads - 1 }));
  }

  /** Books a decision: one lead more for the winner, and the pool's ledger as it stands after the choice. */
  book(result: DecisionResult, accountId: AccountId | null): void {
    this.#state.book(result);
    const { decision, pool } = result;
    const { outcome, decidedAt } = decision;
    if (pool !== null) this.#movedPools.set(pool.id, pool);
    if (outcome.kind !== "assigned") return;
    this.#move(outcome.repId, (load) => ({ ...load, openLeads: load.openLeads + 1, lastAssignedAt: decidedAt }));
    // Of accounts that no pool asks about nothing is known, and nothing needs to be.
    if (accountId !== null) this.#accountReps.set(accountId, outcome.repId);
  }

  /** Writes what moved. */
  async close(tx: Tx): Promise<void> {
    await writePools(tx, [...this.#movedPools.values()].map(toLivePool));
    await writeRepLoads(
      tx,
      [...this.#movedReps].flatMap((repId) => this.#loads.get(repId) ?? []),
    );
  }

  #move(repId: RepId, change: (load: RepLoad) => RepLoad): void {
    const load = this.#loads.get(repId);
    if (load === undefined) throw new Error(`The load of ${repId} moves but was not locked`);
    this.#loads.set(repId, change(load));
    this.#movedReps.add(repId);
  }
}

interface LockedRows {
  readonly loads: readonly RepLoad[];
  readonly pools: readonly LivePool[];
  readonly given: Awaited<ReturnType<typeof countGivenLeads>>;
  readonly accountReps: Awaited<ReturnType<typeof findAccountReps>>;
}

type LivePool = Awaited<ReturnType<typeof lockPools>>[number];

function toLivePool(pool: PoolState): LivePool {
  return {
    poolId: pool.id,
    seq: pool.seq,
    members: pool.members.map(({ repId, creditMicro, lastAssignedSeq }) => ({ repId, creditMicro, lastAssignedSeq })),
  };
}
