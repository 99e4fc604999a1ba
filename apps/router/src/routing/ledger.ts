import type { AccountId, PoolId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { DecisionResult } from "@pointsman/router-core/decide";
import type { GivenLeads, LiveState, PoolState } from "@pointsman/router-core/snapshot";
import type { Tx } from "@pointsman/store/connect";
import { lockLedger, type LedgerScope, type LockedLedger } from "@pointsman/store/pools/lock-ledger";
import { writePools } from "@pointsman/store/pools/write-pools";
import type { RepLoad } from "@pointsman/store/reps/lock-rep-loads";
import { writeRepLoads } from "@pointsman/store/reps/write-rep-loads";

import { wakeWaiting } from "../timers/jobs.ts";

/** Pools and loads as they stand after the decisions. */
export interface LedgerMoves extends Pick<LockedLedger, "pools" | "loads"> {
  /** Reps whose load fell: they may have room for leads that wait. */
  readonly freedRepIds: readonly RepId[];
}

/**
 * Pools and loads of one transaction: locked and read once, moved in memory by each decision in turn, written back
 * once. It is the only place where they move, so that a batch of 200 leads costs the same few statements as one lead.
 */
export class Ledger {
  readonly #loadsBefore: ReadonlyMap<RepId, RepLoad>;
  readonly #loads: Map<RepId, RepLoad>;
  readonly #pools: Map<PoolId, LivePool>;
  readonly #given: Map<RepId, GivenLeads>;
  readonly #accountReps: Map<AccountId, RepId>;
  readonly #movedReps = new Set<RepId>();
  readonly #movedPools = new Set<PoolId>();

  private constructor(state: LockedLedger) {
    this.#loadsBefore = new Map(state.loads.map((load) => [load.repId, load]));
    this.#loads = new Map(state.loads.map((load) => [load.repId, load]));
    this.#pools = new Map(state.pools.map((pool) => [pool.poolId, pool]));
    this.#given = new Map(state.given.map(({ repId, ...counts }) => [repId, counts]));
    this.#accountReps = new Map(state.accountReps.map(({ accountId, repId }) => [accountId, repId]));
  }

  /** Locks everything in scope and reads it. */
  static async open(tx: Tx, scope: LedgerScope): Promise<Ledger> {
    return new Ledger(await lockLedger(tx, scope));
  }

  /** What the next decision reads, on a lead of the account if there is one. */
  liveFor(accountId: AccountId | null): LiveState {
    return {
      openLeads: (repId) => this.#loads.get(repId)?.openUnits,
      pool: (poolId) => this.#pools.get(poolId),
      given: (repId) => this.#given.get(repId),
      accountRepId: accountId === null ? undefined : this.#accountReps.get(accountId),
    };
  }

  /** One lead less for the rep. */
  release({ repId, workUnits }: OpenLoad): void {
    this.#move(repId, ({ openLeads, openUnits, ...load }) => ({
      ...load,
      openLeads: openLeads - 1,
      openUnits: openUnits - workUnits,
    }));
  }

  /** Books a decision: one lead more for the winner, and the pool's ledger as it stands after the choice. */
  book({ decision, pool }: DecisionResult, accountId: AccountId | null): void {
    const { outcome, decidedAt } = decision;
    if (outcome.kind === "assigned") {
      this.#assign({ repId: outcome.repId, workUnits: outcome.workUnits ?? 1 }, decidedAt);
      // Of accounts that no pool asks about nothing is known, and nothing needs to be.
      if (accountId !== null) this.#accountReps.set(accountId, outcome.repId);
    }
    if (pool === null) return;
    this.#pools.set(pool.id, toLivePool(pool));
    this.#movedPools.add(pool.id);
  }

  /** What moved, to be written back before the commit. */
  get moved(): LedgerMoves {
    const loads = pick(this.#loads, this.#movedReps);
    const freed = loads.filter(({ repId, openUnits }) => openUnits < (this.#loadsBefore.get(repId)?.openUnits ?? 0));
    return { pools: pick(this.#pools, this.#movedPools), loads, freedRepIds: freed.map(({ repId }) => repId) };
  }

  /** Writes what moved. */
  async close(tx: Tx): Promise<void> {
    await writeMoves(tx, this.moved);
  }

  #assign({ repId, workUnits }: OpenLoad, at: Timestamp): void {
    this.#move(repId, ({ openLeads, openUnits }) => ({
      repId,
      openLeads: openLeads + 1,
      openUnits: openUnits + workUnits,
      lastAssignedAt: at,
    }));
    const given = this.#given.get(repId);
    if (given === undefined) return;
    this.#given.set(repId, { day: given.day + 1, week: given.week + 1, month: given.month + 1 });
  }

  #move(repId: RepId, change: (load: RepLoad) => RepLoad): void {
    const load = this.#loads.get(repId);
    if (load === undefined) throw new Error(`The load of ${repId} moves but was not locked`);
    this.#loads.set(repId, change(load));
    this.#movedReps.add(repId);
  }
}

/** A lead that a rep has open, as his load counts it. */
export interface OpenLoad {
  readonly repId: RepId;
  readonly workUnits: number;
}

/** Writes back what moved. Leads that wait for somebody whose load fell have their turn within a second. */
export async function writeMoves(tx: Tx, { pools, loads, freedRepIds }: LedgerMoves): Promise<void> {
  await writePools(tx, pools);
  await writeRepLoads(tx, loads);
  await wakeWaiting(tx, freedRepIds);
}

type LivePool = LockedLedger["pools"][number];

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
