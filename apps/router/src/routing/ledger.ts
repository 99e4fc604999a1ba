import type { Decision } from "@pointsman/contracts/decision";
import type { AccountId, PoolId, RepId } from "@pointsman/contracts/id";
import type { RuleSet } from "@pointsman/contracts/rule-set";
import type { DecisionRequest } from "@pointsman/router-core/decide";
import type { RoutingPlan } from "@pointsman/router-core/plan";
import type { Directory, GivenLeads, PoolState, RoutingSnapshot, Scope } from "@pointsman/router-core/snapshot";
import { RoutingState } from "@pointsman/router-core/state";
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

export const NOTHING_MOVED: LedgerMoves = { pools: [], loads: [], freedRepIds: [] };

/**
 * Pools and loads of one transaction: locked and read once, moved in memory by each decision in turn, written back
 * once. It is the only place where they move, so that a batch of 200 leads costs the same few statements as one lead.
 */
export class Ledger {
  readonly #loadsBefore: ReadonlyMap<RepId, RepLoad>;
  /** What decisions read, moved by each. */
  readonly #state: RoutingState;
  readonly #loads: Map<RepId, RepLoad>;
  readonly #accountReps: Map<AccountId, RepId>;
  readonly #movedReps = new Set<RepId>();
  readonly #movedPools = new Set<PoolId>();

  private constructor(directory: Directory, rows: LockedLedger) {
    const loads = new Map(rows.loads.map((load) => [load.repId, load]));
    const pools = new Map(rows.pools.map((pool) => [pool.poolId, pool]));
    const given = new Map(rows.given.map(({ repId, ...counts }): [RepId, GivenLeads] => [repId, counts]));
    this.#loadsBefore = loads;
    this.#loads = new Map(loads);
    this.#accountReps = new Map(rows.accountReps.map(({ accountId, repId }) => [accountId, repId]));
    this.#state = new RoutingState(directory, {
      openLeads: (repId) => loads.get(repId)?.openUnits,
      pool: (poolId) => pools.get(poolId),
      given: (repId) => given.get(repId),
    });
  }

  /** Locks everything in scope and reads it. */
  static async open(tx: Tx, directory: Directory, scope: LedgerScope): Promise<Ledger> {
    return new Ledger(directory, await lockLedger(tx, scope));
  }

  /** What the next decision reads, on a lead of the account if there is one: for its record. */
  snapshotOf(scope: Scope, accountId: AccountId | null): RoutingSnapshot {
    return this.#state.snapshotOf(scope, this.#accountRep(accountId));
  }

  /** One lead less for the rep. */
  release({ repId, workUnits }: OpenLoad): void {
    this.#state.release(repId, workUnits);
    this.#move(repId, ({ openLeads, openUnits, ...load }) => ({
      ...load,
      openLeads: openLeads - 1,
      openUnits: openUnits - workUnits,
    }));
  }

  /** Decides a lead and books it: one more for the winner, and the pool's ledger as it stands after the choice. */
  decide(
    ruleSet: RuleSet,
    asked: DecisionRequest,
    { plan, accountId }: { readonly plan: RoutingPlan; readonly accountId: AccountId | null },
  ): Decision {
    const decision = this.#state.decide(ruleSet, asked, { plan, accountRepId: this.#accountRep(accountId) });
    const { selection } = decision.trace;
    if (selection !== null) this.#movedPools.add(selection.poolId);
    this.#book(decision, accountId);
    return decision;
  }

  #book({ outcome, decidedAt }: Decision, accountId: AccountId | null): void {
    if (outcome.kind !== "assigned") return;
    const { repId, workUnits = 1 } = outcome;
    this.#move(repId, ({ openLeads, openUnits }) => ({
      repId,
      openLeads: openLeads + 1,
      openUnits: openUnits + workUnits,
      lastAssignedAt: decidedAt,
    }));
    // Of accounts that no pool asks about nothing is known, and nothing needs to be.
    if (accountId !== null) this.#accountReps.set(accountId, repId);
  }

  /** What moved, to be written back before the commit. */
  get moved(): LedgerMoves {
    const loads = [...this.#movedReps].flatMap((repId) => this.#loads.get(repId) ?? []);
    const freed = loads.filter(({ repId, openUnits }) => openUnits < (this.#loadsBefore.get(repId)?.openUnits ?? 0));
    return {
      pools: [...this.#movedPools].flatMap((poolId) => this.#state.poolOf(poolId) ?? []).map(toLivePool),
      loads,
      freedRepIds: freed.map(({ repId }) => repId),
    };
  }

  /** Writes what moved. */
  async close(tx: Tx): Promise<void> {
    await writeMoves(tx, this.moved);
  }

  #accountRep(accountId: AccountId | null): RepId | undefined {
    return accountId === null ? undefined : this.#accountReps.get(accountId);
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
