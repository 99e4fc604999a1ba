import type { OnUnavailable, RoutingRule, RuleSet, Stage, Target } from "@pointsman/contracts/rule-set";

import { planStage, type PlannedStage } from "../stages/plan-stage.ts";

/**
 * `planStage` that plans each rule once whose plan is the same for every lead: it names its rep, pool or queue itself,
 * and its note fills nothing in. Those are most of a large rule set; the rest are planned for each lead.
 */
export function keepPlans({ stages }: RuleSet): typeof planStage {
  // By place of the rule plus one, so that the plan for "no rule holds" is the first.
  const kept = new Map<Stage, (PlannedStage | undefined)[]>(
    stages.map((stage) => [stage, Array.from({ length: stage.rules.length + 1 })]),
  );
  return (stage, matched, context) => {
    const plans = kept.get(stage) ?? [];
    const before = plans[matched + 1];
    if (before !== undefined) return before;
    const plan = planStage(stage, matched, context);
    if (isSameForAll(stage, matched, context.fallback)) plans[matched + 1] = plan;
    return plan;
  };
}

function isSameForAll(stage: Stage, matched: number, fallback: OnUnavailable): boolean {
  if (stage.kind === "refine") {
    const rule = stage.rules[matched];
    return rule === undefined || "skill" in rule.prefer;
  }
  const rule = stage.rules[matched];
  const { byTier } = rule?.onUnavailable ?? fallback;
  return byTier === undefined && (rule === undefined || namesAll(rule));
}

function namesAll({ target, coOwners = [], copy = [], exclude = [], note = "" }: RoutingRule): boolean {
  return !note.includes("{") && [target, ...coOwners, ...copy, ...exclude].every(isNamed);
}

function isNamed({ kind }: Target): boolean {
  return kind === "rep" || kind === "pool" || kind === "queue";
}
