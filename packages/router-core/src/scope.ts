import type { PoolId, QueueId, RepId, TerritoryId } from "@pointsman/contracts/id";

import type { RoutingPlan } from "./plan.ts";
import type { Directory, Scope } from "./snapshot.ts";

/**
 * Everything that deciding this plan may have to read: the pools of its targets with their members, the reps it names,
 * and the chains of their backups. Whoever decides locks exactly these first.
 */
export function collectScope(plan: RoutingPlan, directory: Directory): Scope {
  const known = closuresOf(directory);
  let repIds: readonly RepId[] | null = null;
  const poolIds: PoolId[] = [];
  const queueIds: QueueId[] = [plan.fallbackQueueId];
  const add = (others: readonly RepId[]) => {
    repIds = repIds === null ? others : mergeSorted(repIds, others);
  };
  for (const stage of plan.stages) {
    if (stage.kind === "refine") continue;
    for (const repId of stage.coOwnerRepIds) add(known.ofRep(repId));
    for (const repId of stage.copiedRepIds) add(known.ofRep(repId));
    const { target } = stage;
    if (target.kind === "queue" && !queueIds.includes(target.queueId)) queueIds.push(target.queueId);
    if (target.kind === "rep") add(known.ofRep(target.repId));
    if (target.kind === "pool" && !poolIds.includes(target.poolId)) {
      poolIds.push(target.poolId);
      add(known.ofPool(target.poolId));
    }
  }
  return {
    repIds: repIds ?? NOBODY,
    poolIds: poolIds.sort(),
    territoryIds: territoryOf(plan, directory),
    queueIds: queueIds.sort(),
  };
}

const NOBODY: readonly RepId[] = [];
const NO_TERRITORY: readonly TerritoryId[] = [];

/** The members of a pool and the chains of their backups, sorted: everybody who may get a lead of it. */
export function repsOfPool(poolId: PoolId, directory: Directory): readonly RepId[] {
  return closuresOf(directory).ofPool(poolId);
}

/** Whom a rep or a pool may bring in, sorted: the reps themselves and the chains of their backups. */
interface Closures {
  readonly ofRep: (repId: RepId) => readonly RepId[];
  readonly ofPool: (poolId: PoolId) => readonly RepId[];
}

/** Per directory, which never changes: following and sorting 20 members with their backups takes 6 µs a lead. */
const CLOSURES = new WeakMap<Directory, Closures>();

function closuresOf(directory: Directory): Closures {
  const known = CLOSURES.get(directory);
  if (known !== undefined) return known;
  const closures: Closures = {
    ofRep: keep((repId) => withBackups([repId], directory)),
    ofPool: keep((poolId) => withBackups(membersOf(poolId, directory), directory)),
  };
  CLOSURES.set(directory, closures);
  return closures;
}

/** Asks once for each id. */
function keep<K, V>(find: (id: K) => V): (id: K) => V {
  const found = new Map<K, V>();
  return (id) => {
    const before = found.get(id);
    if (before !== undefined) return before;
    const value = find(id);
    found.set(id, value);
    return value;
  };
}

function membersOf(poolId: PoolId, { pools }: Directory): readonly RepId[] {
  return pools.get(poolId)?.members.map(({ repId }) => repId) ?? NOBODY;
}

/** The reps and the chains of their backups, sorted. */
function withBackups(reps: readonly RepId[], directory: Directory): readonly RepId[] {
  const found = new Set<RepId>();
  for (const first of reps) {
    let repId: RepId | null = first;
    // A chain that runs into itself ends where it meets somebody already in.
    while (repId !== null && !found.has(repId)) {
      found.add(repId);
      repId = directory.reps.get(repId)?.backupRepId ?? null;
    }
  }
  return [...found].toSorted();
}

/** Everybody on either of two sorted lists, sorted. */
function mergeSorted(some: readonly RepId[], others: readonly RepId[]): readonly RepId[] {
  const merged: RepId[] = [];
  let next = 0;
  for (const repId of some) {
    for (let other = others[next]; other !== undefined && other <= repId; other = others[++next]) {
      if (other !== repId) merged.push(other);
    }
    merged.push(repId);
  }
  return next === others.length ? merged : [...merged, ...others.slice(next)];
}

function territoryOf(plan: RoutingPlan, directory: Directory): readonly TerritoryId[] {
  const id = plan.derived["territory"];
  const territory = typeof id === "string" ? directory.findTerritory(id) : undefined;
  return territory === undefined ? NO_TERRITORY : [territory.id];
}
