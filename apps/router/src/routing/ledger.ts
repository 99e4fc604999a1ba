import type { PoolId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { DecisionResult } from "@pointsman/router-core/decide";
import type { LiveState, PoolState, Scope } from "@pointsman/router-core/snapshot";
import type { Tx } from "@pointsman/store/connect";
import { lockPools } from "@pointsman/store/pools/lock-pools";
import { writePools } from "@pointsman/store/pools/write-pools";
import { lockRepLoads, type RepLoad } from "@pointsman/store/reps/lock-rep-loads";
import { writeRepLoads } from "@pointsman/store/reps/write-rep-loads";

/**
 * Pools and loads of one transaction: locked and read once, moved in memory by each decision in turn, written back
 * once. It is the only place where they move, so that a batch of 200 leads costs the same few statements as one lead.
 */
export class Ledger {
  readonly #loads: Map<RepId, RepLoad>;
  readonly #pools: Map<PoolId, LivePool>;
  readonly #movedReps = new Set<RepId>();
  readonly #movedPools = new Set<PoolId>();

  private constructor(loads: readonly RepLoad[], pools: readonly LivePool[]) {
    this.#loads = new Map(loads.map((load) => [load.repId, load]));
    this.#pools = new Map(pools.map((pool) => [pool.poolId, pool]));
  }

  /** Locks everything in scope: pools first, then loads, each in id order, so that no two transactions wait in a circle. */
  static async open(tx: Tx, scope: Pick<Scope, "repIds" | "poolIds">): Promise<Ledger> {
    const pools = await lockPools(tx, scope.poolIds);
    return new Ledger(await lockRepLoads(tx, scope.repIds), pools);
  }

  /** What the next decision reads. */
  get live(): LiveState {
    return {
      openLeads: (repId) => this.#loads.get(repId)?.openLeads,
      pool: (poolId) => this.#pools.get(poolId),
    };
  }

  /** One lead less for the rep. */
  release(repId: RepId): void {
    this.#move(repId, (load) => ({ ...load, openLeads: load.openLeads - 1 }));
  }

  /** Books a decision: one lead more for the winner, and the pool's ledger as it stands after the choice. */
  book({ decision, pool }: DecisionResult): void {
    const { outcome, decidedAt } = decision;
    if (outcome.kind === "assigned") this.#assign(outcome.repId, decidedAt);
    if (pool === null) return;
    this.#pools.set(pool.id, toLivePool(pool));
    this.#movedPools.add(pool.id);
  }

  /** Writes what moved. */
  async close(tx: Tx): Promise<void> {
    await writePools(tx, pick(this.#pools, this.#movedPools));
    await writeRepLoads(tx, pick(this.#loads, this.#movedReps));
  }

  #assign(repId: RepId, at: Timestamp): void {
    this.#move(repId, (load) => ({ ...load, openLeads: load.openLeads + 1, lastAssignedAt: at }));
  }

  #move(repId: RepId, change: (load: RepLoad) => RepLoad): void {
    const load = this.#loads.get(repId);
    if (load === undefined) throw new Error(`The load of ${repId} moves but was not locked`);
    this.#loads.set(repId, change(load));
    this.#movedReps.add(repId);
  }
}

type LivePool = Awaited<ReturnType<typeof lockPools>>[number];

function toLivePool(pool: PoolState): LivePool {
  return {
    poolId: pool.id,
    seq: pool.seq,
    members: pool.members.map(({ repId, creditMicro, lastAssignedSeq }) => ({ repId, creditMicro, lastAssignedSeq })),
  };
}

function pick<K, V>(from: ReadonlyMap<K, V>, keys: ReadonlySet<K>): readonly V[] {
  return [...keys].flatMap((key) => from.get(key) ?? []);
}
