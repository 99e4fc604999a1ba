import type { FieldIssue } from "@pointsman/contracts/error";
import type { Condition, RuleSet, Target } from "@pointsman/contracts/rule-set";

import { FACTS, isRegisteredFact } from "../facts/registry.ts";
import type { Directory } from "../snapshot.ts";

/** What a rule set that parses may still get wrong: facts, reps, pools and queues that do not exist, ids given twice. */
export function diagnoseRuleSet(ruleSet: RuleSet, directory: Directory): readonly FieldIssue[] {
  const derived = new Set(ruleSet.derivedFacts.map(({ fact }) => fact));
  const isKnown = (fact: string) => isRegisteredFact(fact) || derived.has(fact);
  const rules = ruleSet.stages.flatMap((stage, i) =>
    stage.rules.map((rule, j) => ({ rule, path: `stages.${i}.rules.${j}` })),
  );
  return [
    ...repeatedIds(rules.map(({ rule, path }) => ({ id: rule.id, path }))),
    ...repeatedIds(ruleSet.stages.map(({ id }, i) => ({ id, path: `stages.${i}` }))),
    ...unknownFacts(ruleSet, isKnown),
    ...rules.flatMap(({ rule, path }) =>
      "target" in rule ? targetsOf(rule, path).flatMap(([target, at]) => unknownTarget(target, at, directory)) : [],
    ),
    ...(directory.queues.has(ruleSet.fallbackQueueId)
      ? []
      : [missing("fallbackQueueId", "queue", ruleSet.fallbackQueueId)]),
  ];
}

function repeatedIds(items: readonly { readonly id: string; readonly path: string }[]): readonly FieldIssue[] {
  const seen = new Set<string>();
  return items.flatMap(({ id, path }) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ field: `${path}.id`, problem: `"${id}" is used twice`, expected: "an id of its own" }];
  });
}

function unknownFacts(ruleSet: RuleSet, isKnown: (fact: string) => boolean): readonly FieldIssue[] {
  const conditions = [
    ...ruleSet.derivedFacts.flatMap(({ rows }, i) =>
      rows.map(({ when }, j) => ({ when, path: `derivedFacts.${i}.rows.${j}.when` })),
    ),
    ...ruleSet.stages.flatMap(({ rules }, i) =>
      rules.map(({ when }, j) => ({ when, path: `stages.${i}.rules.${j}.when` })),
    ),
  ];
  return conditions.flatMap(({ when, path }) =>
    factsOf(when)
      .filter((fact) => !isKnown(fact))
      .map((fact) => ({
        field: path,
        problem: `there is no fact "${fact}"`,
        expected: `a fact of the registry such as "${nearest(fact)}", or one that the rule set derives`,
      })),
  );
}

function factsOf(condition: Condition): readonly string[] {
  if ("all" in condition) return condition.all.flatMap(factsOf);
  if ("any" in condition) return condition.any.flatMap(factsOf);
  if ("not" in condition) return factsOf(condition.not);
  return condition.op === "eq_fact" || condition.op === "ne_fact"
    ? [condition.fact, condition.value]
    : [condition.fact];
}

/** The registered fact that shares the longest beginning with a mistyped one. */
function nearest(fact: string): string {
  return Object.keys(FACTS).reduce((best, name) => (sharedStart(name, fact) > sharedStart(best, fact) ? name : best));
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

type TargetHolder = {
  readonly target: Target;
  readonly coOwners?: readonly Target[] | undefined;
  readonly copy?: readonly Target[] | undefined;
};

function targetsOf(rule: TargetHolder, path: string): readonly (readonly [Target, string])[] {
  return [
    [rule.target, `${path}.target`],
    ...(rule.coOwners ?? []).map((target, i) => [target, `${path}.coOwners.${i}`] as const),
    ...(rule.copy ?? []).map((target, i) => [target, `${path}.copy.${i}`] as const),
  ];
}

function unknownTarget(target: Target, path: string, directory: Directory): readonly FieldIssue[] {
  if (target.kind === "rep" && !directory.reps.has(target.repId)) return [missing(path, "rep", target.repId)];
  if (target.kind === "pool" && !directory.pools.has(target.poolId)) return [missing(path, "pool", target.poolId)];
  if (target.kind === "queue" && !directory.queues.has(target.queueId)) return [missing(path, "queue", target.queueId)];
  return [];
}

function missing(field: string, what: string, id: string): FieldIssue {
  return { field, problem: `there is no ${what} "${id}"`, expected: `a ${what} that is on file` };
}
