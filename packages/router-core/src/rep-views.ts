import type { PoolId, RepId } from "@pointsman/contracts/id";

import { toRecord, type RepState, type RoutingSnapshot, type Scope } from "./snapshot.ts";

type Reps = RoutingSnapshot["reps"];

interface View {
  readonly repIds: readonly RepId[];
  reps: Reps;
  /** Whose state is another since `reps` was made. */
  moved: RepState[];
}

/**
 * The reps of a pool as a snapshot lists them. Kept by pool and copied with the few who moved since: making a record
 * of 20 ids anew takes three times as long.
 */
export class RepViews {
  readonly #find: (repId: RepId) => RepState | undefined;
  readonly #byPool = new Map<PoolId, View>();
  readonly #byRep = new Map<RepId, View[]>();

  constructor(find: (repId: RepId) => RepState | undefined) {
    this.#find = find;
  }

  /** The states of the reps in scope. Of several pools together, or with an account's owner, they are made each time. */
  of({ repIds, poolIds }: Scope): Reps {
    const [poolId] = poolIds;
    if (poolId === undefined || poolIds.length > 1) return toRecord(repIds, this.#find);
    const view = this.#byPool.get(poolId) ?? this.#open(poolId, repIds);
    if (view.repIds !== repIds) return toRecord(repIds, this.#find);
    if (view.moved.length > 0) renew(view);
    return view.reps;
  }

  /** Tells of the new state of a rep. */
  move(rep: RepState): void {
    const views = this.#byRep.get(rep.id);
    if (views !== undefined) for (const { moved } of views) moved.push(rep);
  }

  #open(poolId: PoolId, repIds: readonly RepId[]): View {
    const view: View = { repIds, reps: toRecord(repIds, this.#find), moved: [] };
    this.#byPool.set(poolId, view);
    for (const repId of repIds) {
      const views = this.#byRep.get(repId);
      if (views === undefined) this.#byRep.set(repId, [view]);
      else views.push(view);
    }
    return view;
  }
}

function renew(view: View): void {
  const reps: { [Id in RepId]?: RepState } = { ...view.reps };
  for (const rep of view.moved) reps[rep.id] = rep;
  view.reps = reps;
  view.moved = [];
}
