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

/** Everybody whom a rule names, with the path. */
export function listTargets({ rule, path }: PlacedRule): readonly { readonly target: Target; readonly path: string }[] {
  return [
    { target: rule.target, path: `${path}.target` },
    ...(rule.coOwners ?? []).map((target, i) => ({ target, path: `${path}.coOwners.${i}` })),
    ...(rule.copy ?? []).map((target, i) => ({ target, path: `${path}.copy.${i}` })),
  ];
}
