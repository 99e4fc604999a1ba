import type { PoolId, QueueId, RepId, TerritoryId } from "@pointsman/contracts/id";

import type { RoutingPlan } from "./plan.ts";
import type { Directory, Scope } from "./snapshot.ts";

/**
 * Everything that deciding this plan may have to read: the pools of its targets with their members, the reps it names,
 * and the chains of their backups. Whoever decides locks exactly these first.
 */
export function collectScope(plan: RoutingPlan, directory: Directory): Scope {
  const repLists: (readonly RepId[])[] = [];
  const poolIds = new Set<PoolId>();
  const queueIds = new Set<QueueId>([plan.fallbackQueueId]);
  for (const stage of plan.stages) {
    if (stage.kind === "refine") continue;
    for (const repId of stage.coOwnerRepIds) repLists.push(withBackups([repId], directory));
    for (const repId of stage.copiedRepIds) repLists.push(withBackups([repId], directory));
    const { target } = stage;
    if (target.kind === "queue") queueIds.add(target.queueId);
    if (target.kind === "rep") repLists.push(withBackups([target.repId], directory));
    if (target.kind === "pool" && !poolIds.has(target.poolId)) {
      poolIds.add(target.poolId);
      repLists.push(repsOfPool(target.poolId, directory));
    }
  }
  return {
    repIds: unite(repLists),
    poolIds: [...poolIds].toSorted(),
    territoryIds: territoryOf(plan, directory),
    queueIds: [...queueIds].toSorted(),
  };
}

/** Per directory, which never changes: following and sorting 20 members with their backups takes 6 µs a lead. */
const poolScopes = new WeakMap<Directory, Map<PoolId, readonly RepId[]>>();

/** The members of a pool and the chains of their backups, sorted: everybody who may get a lead of it. */
export function repsOfPool(poolId: PoolId, directory: Directory): readonly RepId[] {
  const known = poolScopes.get(directory) ?? new Map<PoolId, readonly RepId[]>();
  poolScopes.set(directory, known);
  const before = known.get(poolId);
  if (before !== undefined) return before;
  const members = directory.pools.get(poolId)?.members.map(({ repId }) => repId) ?? [];
  const repIds = withBackups(members, directory);
  known.set(poolId, repIds);
  return repIds;
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

/** Everybody on any of the sorted lists, sorted. */
function unite(lists: readonly (readonly RepId[])[]): readonly RepId[] {
  const [first = [], ...others] = lists;
  return others.length === 0 ? first : [...new Set(lists.flat())].toSorted();
}

function territoryOf(plan: RoutingPlan, directory: Directory): readonly TerritoryId[] {
  const id = plan.derived["territory"];
  const territory = typeof id === "string" ? directory.findTerritory(id) : undefined;
  return territory === undefined ? [] : [territory.id];
}
