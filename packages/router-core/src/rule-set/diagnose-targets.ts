import type { PoolId, QueueId, RepId } from "@pointsman/contracts/id";
import type { Pool, Queue, Rep, Territory } from "@pointsman/contracts/organisation";
import type { RuleSet, Target } from "@pointsman/contracts/rule-set";

import type { Directory } from "../snapshot.ts";
import { unknownFact } from "./diagnose-condition.ts";
import { toDiagnostic, type Diagnostic } from "./diagnostic.ts";
import { listRoutingRules, listTargets, type PlacedTarget } from "./rule-targets.ts";
import { listVocabulary, type Vocabulary } from "./vocabulary.ts";

/** Whom the rule set names, against the organisation: reps, pools, queues and territories that are not there or not staffed. */
export function diagnoseTargets(ruleSet: RuleSet, directory: Directory): readonly Diagnostic[] {
  const targets = listRoutingRules(ruleSet).flatMap(listTargets);
  const context: Context = { directory, vocabulary: listVocabulary(ruleSet), territories: listTerritories(ruleSet) };
  return [
    ...targets.flatMap((placed) => diagnoseTarget(placed, context)),
    ...diagnoseExcluded(ruleSet, directory),
    ...diagnoseTerritories(targets, context),
    ...diagnoseBackups(targets, context),
    ...diagnoseFallback(ruleSet, directory),
    ...diagnoseEscalations(ruleSet, directory),
  ];
}

interface Context {
  readonly directory: Directory;
  readonly vocabulary: Vocabulary;
  /** Each territory that the rule set derives, where it first does; null: it derives none. */
  readonly territories: ReadonlyMap<string, string> | null;
}

function diagnoseTarget({ target, path, requiredSkills }: PlacedTarget, context: Context): readonly Diagnostic[] {
  const { directory } = context;
  switch (target.kind) {
    case "rep":
      return diagnoseRep(target.repId, path, directory);
    case "pool":
      return diagnosePool(target.poolId, { path, requiredSkills }, context);
    case "queue":
      return diagnoseQueue(target.queueId, path, directory);
    case "territory_pool":
      if (context.territories !== null) return [];
      return [
        toDiagnostic(
          "unknown_fact",
          path,
          "no table derives the fact territory",
          "a table territory before the stages",
        ),
      ];
    default:
      // Whom the others mean hangs on the lead.
      return [];
  }
}

/** Reps excluded who are not on file. Who has left does no harm there. */
function diagnoseExcluded(ruleSet: RuleSet, { reps }: Directory): readonly Diagnostic[] {
  return listRoutingRules(ruleSet).flatMap(({ rule, path }) =>
    (rule.exclude ?? []).flatMap((target, i) =>
      target.kind === "rep" && !reps.has(target.repId) ? [unknown("rep", target.repId, `${path}.exclude.${i}`)] : [],
    ),
  );
}

function diagnoseRep(repId: RepId, path: string, directory: Directory): readonly Diagnostic[] {
  const rep = directory.reps.get(repId);
  if (rep === undefined) return [unknown("rep", repId, path)];
  if (rep.status === "active") return [];
  return [toDiagnostic("departed_target", path, `${rep.name} has left`, "name who does his work now")];
}

interface PoolUse {
  readonly path: string;
  /** Of the rule, beside the pool's own. */
  readonly requiredSkills: readonly string[];
}

function diagnosePool(poolId: PoolId, { path, requiredSkills }: PoolUse, context: Context): readonly Diagnostic[] {
  const { pools, reps } = context.directory;
  const pool = pools.get(poolId);
  if (pool === undefined) return [unknown("pool", poolId, path)];
  const members = pool.members.flatMap(({ repId }) => reps.get(repId) ?? []);
  const why = whyEmpty(members, [...pool.requiredSkills, ...requiredSkills]);
  const empty =
    why === null ? diagnoseRamp(pool, members, path) : [toDiagnostic("empty_pool", path, why(pool.name), STAFF_IT)];
  return [...empty, ...diagnoseValue(pool, path, context)];
}

/** Only a warning: a ramp is raised by a change of the rep, not of the rules. */
function diagnoseRamp({ name }: Pool, members: readonly Rep[], path: string): readonly Diagnostic[] {
  const isRamped = members.some(({ rampPct, rampSteps }) => rampPct > 0 || rampSteps.some(({ pct }) => pct > 0));
  if (isRamped) return [];
  const problem = `all members of "${name}" are at 0 % of their ramp, with no step to come`;
  return [toDiagnostic("unramped_pool", path, problem, "raise the ramp of one of them, or give him a step")];
}

const STAFF_IT = "add a rep to the pool, or name another";

/** Why none of them can ever take a lead of their pool; null: somebody can. */
function whyEmpty(members: readonly Rep[], skills: readonly string[]): ((pool: string) => string) | null {
  if (members.length === 0) return (pool) => `the pool "${pool}" has no members`;
  const active = members.filter(({ status }) => status === "active");
  if (active.length === 0) return (pool) => `all members of "${pool}" have left`;
  if (active.some((rep) => skills.every((skill) => rep.skills.includes(skill)))) return null;
  return (pool) => `nobody in "${pool}" has the skills required: ${skills.join(", ")}`;
}

/** The fact by which a `balanced_value` pool counts its leads. */
function diagnoseValue({ name, value }: Pool, path: string, { vocabulary }: Context): readonly Diagnostic[] {
  if (value === null) return [];
  const definition = vocabulary.find(value.fact);
  if (definition === undefined) {
    const { problem, hint } = unknownFact(value.fact, path, vocabulary);
    return [toDiagnostic("unknown_fact", path, `the pool "${name}" counts by value, but ${problem}`, hint)];
  }
  if (definition.type === "number") return [];
  const problem = `the pool "${name}" counts by ${value.fact}, which is a ${definition.type}`;
  return [toDiagnostic("unknown_operator_for_type", path, problem, "a number")];
}

function diagnoseQueue(queueId: QueueId, path: string, directory: Directory): readonly Diagnostic[] {
  const queue = directory.queues.get(queueId);
  if (queue === undefined) return [unknown("queue", queueId, path)];
  const problem = whyUnowned(queue, directory);
  return problem === null ? [] : [toDiagnostic("unowned_queue", path, problem, OWN_IT)];
}

const OWN_IT = "give the queue an owner who is here";

function whyUnowned({ name, ownerRepId }: Queue, { reps }: Directory): string | null {
  const owner = reps.get(ownerRepId);
  if (owner?.status === "active") return null;
  return `the owner of the queue "${name}" ${owner === undefined ? "is not on file" : "has left"}, so that nobody would be told`;
}

function listTerritories({ derivedFacts }: RuleSet): ReadonlyMap<string, string> | null {
  const index = derivedFacts.findIndex(({ fact }) => fact === "territory");
  const table = derivedFacts[index];
  if (table === undefined) return null;
  const path = `derivedFacts.${index}`;
  const values = table.rows.map(({ value }, row): readonly [string, string] => [value, `${path}.rows.${row}.value`]);
  if (table.otherwise !== undefined) values.push([table.otherwise, `${path}.otherwise`]);
  // A territory stands in many rows: it is told of once.
  return new Map([...new Map(values.toReversed())].toReversed());
}

/** The territories that the rule set derives, and the pools that cover them. */
function diagnoseTerritories(targets: readonly PlacedTarget[], context: Context): readonly Diagnostic[] {
  const isAsked = targets.some(({ target }) => target.kind === "territory_pool");
  return [...(context.territories ?? [])].flatMap(([value, path]) => {
    const territory = context.directory.findTerritory(value);
    if (territory === undefined) return [unknown("territory", value, path)];
    const poolIds = poolsOf(territory);
    if (poolIds.length === 0 && isAsked) {
      const problem = `no pool covers the territory "${territory.name}", so that territory_pool is nobody`;
      return [toDiagnostic("uncovered_territory", path, problem, "give the territory a pool")];
    }
    return poolIds.flatMap((poolId) => diagnosePool(poolId, { path, requiredSkills: [] }, context));
  });
}

function poolsOf({ segmentPools, poolId }: Territory): readonly PoolId[] {
  return [...new Set([...segmentPools.map((entry) => entry.poolId), ...(poolId === null ? [] : [poolId])])];
}

/** Backups who are not on file or run in a circle, from the reps whom a rule names, itself or by a pool. */
function diagnoseBackups(targets: readonly PlacedTarget[], context: Context): readonly Diagnostic[] {
  const { reps } = context.directory;
  const told = new Set<RepId>();
  const seen = new Set<RepId>();
  return targets.flatMap(({ target, path }) =>
    repsOf(target, context).flatMap((repId) => {
      const rep = reps.get(repId);
      if (rep === undefined || seen.has(repId)) return [];
      seen.add(repId);
      if (rep.backupRepId !== null && !reps.has(rep.backupRepId)) {
        const problem = `the backup of ${rep.name}, "${rep.backupRepId}", is not on file`;
        return [toDiagnostic("unknown_rep", path, problem, "give him a backup who is here, or none")];
      }
      const circle = findCircle(repId, context.directory);
      if (circle === null || circle.some((member) => told.has(member))) return [];
      for (const member of circle) told.add(member);
      const problem = `backups run in a circle: ${[...circle, circle[0]].join(" → ")}`;
      return [toDiagnostic("backup_cycle", path, problem, "give one of them a backup outside the circle, or none")];
    }),
  );
}

function repsOf(target: Target, { directory, territories }: Context): readonly RepId[] {
  const membersOf = (poolId: PoolId) => (directory.pools.get(poolId)?.members ?? []).map(({ repId }) => repId);
  if (target.kind === "rep") return [target.repId];
  if (target.kind === "pool") return membersOf(target.poolId);
  if (target.kind !== "territory_pool") return [];
  return [...(territories ?? new Map<string, string>()).keys()].flatMap((value) => {
    const territory = directory.findTerritory(value);
    return territory === undefined ? [] : poolsOf(territory).flatMap(membersOf);
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

function diagnoseFallback({ fallbackQueueId }: RuleSet, directory: Directory): readonly Diagnostic[] {
  const queue = directory.queues.get(fallbackQueueId);
  const path = "fallbackQueueId";
  if (queue === undefined) {
    const problem = `there is no queue "${fallbackQueueId}", so that a lead nobody can take would have no place`;
    return [toDiagnostic("no_final_fallback", path, problem, "the id of a queue on file")];
  }
  const problem = whyUnowned(queue, directory);
  return problem === null ? [] : [toDiagnostic("no_final_fallback", path, problem, OWN_IT)];
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
