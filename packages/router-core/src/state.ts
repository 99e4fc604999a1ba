import type { PoolId, RepId } from "@pointsman/contracts/id";

import type { DecisionResult } from "./decide.ts";
import { RepViews } from "./rep-views.ts";
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

/**
 * Reps and pools as they stand while leads are decided one after the other. Each state is made once, of the rows that
 * were read, and again only when a decision moves it: a snapshot refers to them, where making those of a pool of 20
 * anew for each lead took twice as long as deciding it. States are immutable, so that earlier snapshots stay true.
 */
export class RoutingState {
  readonly #directory: Directory;
  readonly #rows: LiveState;
  readonly #reps = new Map<RepId, RepState>();
  readonly #pools = new Map<PoolId, PoolState>();
  readonly #views = new RepViews((repId) => this.#rep(repId));

  /** @param rows what was read before the first decision; each id is asked for once */
  constructor(directory: Directory, rows: LiveState) {
    this.#directory = directory;
    this.#rows = rows;
  }

  /** What a decision in `scope` reads. @param accountRepId as in the snapshot; undefined: nobody, or nobody asks */
  snapshotOf(scope: Scope, accountRepId: RepId | undefined): RoutingSnapshot {
    return pickSnapshot(scope, this.#directory, { reps: this.#views.of(scope), pool: this.#pool, accountRepId });
  }

  readonly #rep = (repId: RepId): RepState | undefined => {
    const known = this.#reps.get(repId);
    if (known !== undefined) return known;
    const made = toRepState(this.#directory.reps.get(repId), this.#rows);
    if (made !== undefined) this.#reps.set(repId, made);
    return made;
  };

  readonly #pool = (poolId: PoolId): PoolState | undefined => {
    const known = this.#pools.get(poolId);
    if (known !== undefined) return known;
    const made = toPoolState(this.#directory.pools.get(poolId), this.#rows.pool(poolId));
    if (made !== undefined) this.#pools.set(poolId, made);
    return made;
  };

  /** Books a decision: one lead more for the winner, and the pool as it stands after the choice. */
  book({ decision, pool }: DecisionResult): void {
    if (pool !== null) this.#pools.set(pool.id, pool);
    if (decision.outcome.kind === "assigned") this.#assign(decision.outcome.repId, decision.outcome.workUnits ?? 1);
  }

  /** One open lead of that weight less for the rep. What he was given within a day, week or month stays as it is. */
  release(repId: RepId, workUnits = 1): void {
    const rep = this.#rep(repId);
    if (rep !== undefined) this.#move({ ...rep, openLeads: rep.openLeads - workUnits });
  }

  #assign(repId: RepId, workUnits: number): void {
    const rep = this.#rep(repId);
    if (rep === undefined) return;
    const openLeads = rep.openLeads + workUnits;
    const { caps } = rep;
    this.#move(
      caps === undefined
        ? { ...rep, openLeads }
        : { ...rep, openLeads, caps: caps.map(({ per, max, given }) => ({ per, max, given: given + 1 })) },
    );
  }

  #move(rep: RepState): void {
    this.#reps.set(rep.id, rep);
    this.#views.move(rep);
  }
}
