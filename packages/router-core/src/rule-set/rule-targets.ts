import type { RoutingRule, RuleSet, Target } from "@pointsman/contracts/rule-set";

export interface PlacedRule {
  readonly rule: RoutingRule;
  readonly path: string;
}

/** The rules of the `claim` and `pool` stages. */
export function listRoutingRules({ stages }: RuleSet): readonly PlacedRule[] {
  return stages.flatMap((stage, i) =>
    stage.kind === "refine" ? [] : stage.rules.map((rule, j) => ({ rule, path: `stages.${i}.rules.${j}` })),
  );
}

export interface PlacedTarget {
  readonly target: Target;
  readonly path: string;
  /** What whoever takes the lead must be able to do; nothing is asked of who is beside him. */
  readonly requiredSkills: readonly string[];
}

/** Everybody whom a rule names, with the path. */
export function listTargets({ rule, path }: PlacedRule): readonly PlacedTarget[] {
  const beside = (target: Target, place: string) => ({ target, path: `${path}.${place}`, requiredSkills: [] });
  return [
    { target: rule.target, path: `${path}.target`, requiredSkills: rule.requiredSkills ?? [] },
    ...(rule.coOwners ?? []).map((target, i) => beside(target, `coOwners.${i}`)),
    ...(rule.copy ?? []).map((target, i) => beside(target, `copy.${i}`)),
  ];
}
