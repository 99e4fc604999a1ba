import type { PoolId, RepId } from "@pointsman/contracts/id";
import type { RuleSet, Target } from "@pointsman/contracts/rule-set";

import type { Directory } from "../snapshot.ts";
import { toDiagnostic, type Diagnostic } from "./diagnostic.ts";
import { listRoutingRules, listTargets } from "./rule-targets.ts";

/** Whom the rule set names, against the organisation: reps, pools, queues and territories that are not there or not staffed. */
export function diagnoseTargets(ruleSet: RuleSet, directory: Directory): readonly Diagnostic[] {
  const targets = listRoutingRules(ruleSet).flatMap(listTargets);
  return [
    ...targets.flatMap(({ target, path }) => diagnoseTarget(target, path, directory)),
    ...diagnoseTerritories(ruleSet, directory),
    ...diagnoseBackups(targets, directory),
    ...diagnoseFallback(ruleSet, directory),
    ...diagnoseEscalations(ruleSet, directory),
  ];
}

function diagnoseTarget(target: Target, path: string, directory: Directory): readonly Diagnostic[] {
  switch (target.kind) {
    case "rep":
      return diagnoseRep(target.repId, path, directory);
    case "pool":
      return diagnosePool(target.poolId, path, directory);
    case "queue":
      return directory.queues.has(target.queueId) ? [] : [unknown("queue", target.queueId, path)];
    default:
      // Whom the others mean hangs on the lead.
      return [];
  }
}

function diagnoseRep(repId: RepId, path: string, directory: Directory): readonly Diagnostic[] {
  const rep = directory.reps.get(repId);
  if (rep === undefined) return [unknown("rep", repId, path)];
  if (rep.status === "active") return [];
  return [toDiagnostic("departed_target", path, `${rep.name} has left`, "name who does his work now")];
}

function diagnosePool(poolId: PoolId, path: string, directory: Directory): readonly Diagnostic[] {
  const pool = directory.pools.get(poolId);
  if (pool === undefined) return [unknown("pool", poolId, path)];
  if (pool.members.some(({ repId }) => directory.reps.get(repId)?.status === "active")) return [];
  const problem =
    pool.members.length === 0 ? `the pool "${pool.name}" has no members` : `all members of "${pool.name}" have left`;
  return [toDiagnostic("empty_pool", path, problem, "add a rep to the pool, or name another")];
}

/** The territories that the rule set derives, and the pools that cover them. */
function diagnoseTerritories({ derivedFacts }: RuleSet, directory: Directory): readonly Diagnostic[] {
  const index = derivedFacts.findIndex(({ fact }) => fact === "territory");
  const table = derivedFacts[index];
  if (table === undefined) return [];
  const path = `derivedFacts.${index}`;
  const values = table.rows.map(({ value }, row) => ({ value, path: `${path}.rows.${row}.value` }));
  if (table.otherwise !== undefined) values.push({ value: table.otherwise, path: `${path}.otherwise` });
  // A territory stands in many rows: it is told of once.
  const first = new Map(values.toReversed().map(({ value, path }) => [value, path]));
  return [...first].toReversed().flatMap(([value, path]) => {
    const territory = directory.findTerritory(value);
    if (territory === undefined) return [unknown("territory", value, path)];
    const poolIds = new Set([...territory.segmentPools.map(({ poolId }) => poolId), territory.poolId]);
    return [...poolIds].flatMap((poolId) => (poolId === null ? [] : diagnosePool(poolId, path, directory)));
  });
}

/** Circles of backups that start from a rep whom a rule names, or a member of a pool that it names. */
function diagnoseBackups(
  targets: readonly { readonly target: Target; readonly path: string }[],
  directory: Directory,
): readonly Diagnostic[] {
  const told = new Set<RepId>();
  return targets.flatMap(({ target, path }) => {
    const reps =
      target.kind === "rep"
        ? [target.repId]
        : target.kind === "pool"
          ? (directory.pools.get(target.poolId)?.members ?? []).map(({ repId }) => repId)
          : [];
    return reps.flatMap((repId) => {
      const circle = findCircle(repId, directory);
      if (circle === null || circle.some((member) => told.has(member))) return [];
      for (const member of circle) told.add(member);
      const problem = `backups run in a circle: ${[...circle, circle[0]].join(" → ")}`;
      return [toDiagnostic("backup_cycle", path, problem, "give one of them a backup outside the circle, or none")];
    });
  });
}

/** A circle of three or more. Two who stand in for each other are no mistake. */
function findCircle(first: RepId, { reps }: Directory): readonly RepId[] | null {
  const chain: RepId[] = [];
  let repId: RepId | null = first;
  while (repId !== null && !chain.includes(repId)) {
    chain.push(repId);
    repId = reps.get(repId)?.backupRepId ?? null;
  }
  if (repId === null) return null;
  const circle = chain.slice(chain.indexOf(repId));
  return circle.length === 2 ? null : circle;
}

function diagnoseFallback({ fallbackQueueId }: RuleSet, { queues, reps }: Directory): readonly Diagnostic[] {
  const queue = queues.get(fallbackQueueId);
  const path = "fallbackQueueId";
  if (queue === undefined) {
    const problem = `there is no queue "${fallbackQueueId}", so that a lead nobody can take would have no place`;
    return [toDiagnostic("no_final_fallback", path, problem, "the id of a queue on file")];
  }
  const owner = reps.get(queue.ownerRepId);
  if (owner?.status === "active") return [];
  const problem = `the owner of the queue "${queue.name}" ${owner === undefined ? "is not on file" : "has left"}, so that nobody would be told`;
  return [toDiagnostic("no_final_fallback", path, problem, "give the queue an owner who is here")];
}

/** Whom SLAs name. */
function diagnoseEscalations({ slas = [] }: RuleSet, directory: Directory): readonly Diagnostic[] {
  return slas.flatMap(({ onBreach: { escalateTo } }, i) =>
    escalateTo.kind === "rep" ? diagnoseRep(escalateTo.repId, `slas.${i}.onBreach.escalateTo.repId`, directory) : [],
  );
}

function unknown(what: "rep" | "pool" | "queue" | "territory", id: string, path: string): Diagnostic {
  return toDiagnostic(`unknown_${what}`, path, `there is no ${what} "${id}"`, `the id of a ${what} on file`);
}
