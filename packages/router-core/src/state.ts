import type { Decision } from "@pointsman/contracts/decision";
import type { PoolId, QueueId, RepId } from "@pointsman/contracts/id";
import type { RuleSet } from "@pointsman/contracts/rule-set";

import { PoolBoard } from "./board/pool-board.ts";
import { RepTable } from "./board/rep-table.ts";
import { decideOn, type DecisionRequest } from "./decide.ts";
import type { RoutingPlan } from "./plan.ts";
import { repsOfPool } from "./scope.ts";
import {
  pickSnapshot,
  toPoolState,
  toRepState,
  type Directory,
  type LiveState,
  type PoolState,
  type RepState,
  type RoutingSnapshot,
  type Scope,
} from "./snapshot.ts";
import type { StateReader } from "./state-reader.ts";

/**
 * Reps and pools as they stand while leads are decided one after the other. It is kept in columns of numbers, made once
 * of the rows that were read and moved by each decision. What a record wants of it is made when it is asked for: a
 * snapshot of a pool of 20 takes as long as deciding on it.
 */
export class RoutingState {
  readonly #directory: Directory;
  readonly #rows: LiveState;
  readonly #reps: RepTable;
  readonly #boards = new Map<PoolId, PoolBoard>();
  /** By pool: the rows of its members and the chains of their backups. */
  readonly #rowsOfPools = new Map<PoolId, readonly number[]>();
  readonly #reader: StateReader;

  /** @param rows what was read before the first decision; each id is asked for once */
  constructor(directory: Directory, rows: LiveState) {
    this.#directory = directory;
    this.#rows = rows;
    this.#reps = new RepTable((repId) => toRepState(directory.reps.get(repId), rows));
    this.#reader = {
      rep: this.#rep,
      isActive: (repId) => this.#reps.isActiveAt(this.#reps.rowOf(repId)),
      judge: (repId, context) => this.#reps.judge(this.#reps.rowOf(repId), context),
      pool: this.#pool,
      poolConfig: (poolId: PoolId) => this.#board(poolId)?.config,
      queue: (queueId: QueueId) => directory.queues.get(queueId),
      accountRepId: undefined,
      board: this.#board,
      reps: this.#reps,
    };
  }

  /**
   * What a decision in `scope` reads, for its record: to be asked for before it. Later decisions leave it as it is.
   *
   * @param accountRepId as in the snapshot; undefined: nobody, or nobody asks
   */
  snapshotOf(scope: Scope, accountRepId: RepId | undefined): RoutingSnapshot {
    const reps = this.#reps.statesOf(scope.repIds, this.#rowsIn(scope));
    return pickSnapshot(scope, this.#directory, { reps, pool: this.#pool, accountRepId });
  }

  /**
   * Decides a lead as `decide` would on `snapshotOf` the plan's scope, and books it: one lead more for the winner, and
   * the pool as it stands after the choice.
   *
   * @param plan `planRouting` of the same rule set and facts
   * @param accountRepId as for `snapshotOf`
   */
  decide(
    { fallbackQueueId }: Pick<RuleSet, "fallbackQueueId">,
    asked: DecisionRequest,
    { plan, accountRepId }: { readonly plan: RoutingPlan; readonly accountRepId: RepId | undefined },
  ): Decision {
    const reader = accountRepId === undefined ? this.#reader : { ...this.#reader, accountRepId };
    const { decision, pool } = decideOn(reader, asked, { fallbackQueueId, plan: () => plan });
    const { outcome, trace } = decision;
    // What was chosen on a board has moved with the board.
    if (pool === null && trace.selection !== null) return decision;
    if (pool !== null) this.#board(pool.id)?.take(pool);
    if (outcome.kind === "assigned") this.#give(outcome.repId, outcome.workUnits ?? 1);
    return decision;
  }

  /** The pool as it stands. */
  poolOf(poolId: PoolId): PoolState | undefined {
    return this.#pool(poolId);
  }

  /**
   * The number of a rep in this state, for whoever keeps it with what the rep has open and releases it by that: among
   * thousands of reps it is a look-up less a lead. -1 where he is not on file.
   */
  rowOf(repId: RepId): number {
    return this.#reps.rowOf(repId);
  }

  /** That number of the rep who was given the last lead; -1 before the first. */
  get lastGiven(): number {
    return this.#reps.lastGiven;
  }

  /**
   * One open lead of that weight less for the rep. What he was given within a day, week or month stays as it is.
   *
   * @param rep his id, or `rowOf` it
   */
  release(rep: RepId | number, workUnits = 1): void {
    const row = typeof rep === "number" ? rep : this.#reps.rowOf(rep);
    if (row !== -1) this.#reps.move(row, -workUnits, false);
  }

  /** The rows of the reps in scope. They are looked up once for each pool: most scopes are that of one pool alone. */
  #rowsIn({ repIds, poolIds }: Scope): readonly number[] {
    const [poolId] = poolIds;
    const isPool = poolId !== undefined && poolIds.length === 1 && repIds === repsOfPool(poolId, this.#directory);
    const before = isPool ? this.#rowsOfPools.get(poolId) : undefined;
    if (before !== undefined) return before;
    const rows = repIds.map((repId) => this.#reps.rowOf(repId));
    if (isPool) this.#rowsOfPools.set(poolId, rows);
    return rows;
  }

  #give(repId: RepId, workUnits: number): void {
    const row = this.#reps.rowOf(repId);
    if (row !== -1) this.#reps.move(row, workUnits, true);
  }

  readonly #rep = (repId: RepId): RepState | undefined => this.#reps.stateAt(this.#reps.rowOf(repId));

  readonly #pool = (poolId: PoolId): PoolState | undefined => this.#board(poolId)?.state;

  readonly #board = (poolId: PoolId): PoolBoard | undefined => this.#boards.get(poolId) ?? this.#open(poolId);

  #open(poolId: PoolId): PoolBoard | undefined {
    const pool = toPoolState(this.#directory.pools.get(poolId), this.#rows.pool(poolId));
    if (pool === undefined) return undefined;
    const board = new PoolBoard(pool, this.#reps);
    this.#boards.set(poolId, board);
    return board;
  }
}
