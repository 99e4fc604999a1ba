import type { PoolId, QueueId, RepId, TerritoryId } from "@pointsman/contracts/id";

import type { RoutingPlan } from "./plan.ts";
import type { Directory, Scope } from "./snapshot.ts";

/**
 * Everything that deciding this plan may have to read: the pools of its targets with their members, the reps it names,
 * and the chains of their backups. Whoever decides locks exactly these first.
 */
export function collectScope(plan: RoutingPlan, directory: Directory): Scope {
  const repIds = new Set<RepId>();
  const poolIds = new Set<PoolId>();
  const queueIds = new Set<QueueId>([plan.fallbackQueueId]);
  for (const stage of plan.stages) {
    if (stage.kind === "refine") continue;
    for (const repId of stage.coOwnerRepIds) addWithBackups(repId, directory, repIds);
    for (const repId of stage.copiedRepIds) addWithBackups(repId, directory, repIds);
    const { target } = stage;
    if (target.kind === "queue") queueIds.add(target.queueId);
    if (target.kind === "rep") addWithBackups(target.repId, directory, repIds);
    if (target.kind === "pool") {
      poolIds.add(target.poolId);
      for (const { repId } of directory.pools.get(target.poolId)?.members ?? [])
        addWithBackups(repId, directory, repIds);
    }
  }
  return {
    repIds: [...repIds].toSorted(),
    poolIds: [...poolIds].toSorted(),
    territoryIds: territoryOf(plan, directory),
    queueIds: [...queueIds].toSorted(),
  };
}

function addWithBackups(first: RepId, directory: Directory, into: Set<RepId>): void {
  let repId: RepId | null = first;
  // A chain that runs into itself ends where it meets somebody already in.
  while (repId !== null && !into.has(repId)) {
    into.add(repId);
    repId = directory.reps.get(repId)?.backupRepId ?? null;
  }
}

function territoryOf(plan: RoutingPlan, directory: Directory): readonly TerritoryId[] {
  const id = plan.derived["territory"];
  const territory = typeof id === "string" ? directory.findTerritory(id) : undefined;
  return territory === undefined ? [] : [territory.id];
}
