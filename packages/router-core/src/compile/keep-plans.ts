import type { OnUnavailable, RoutingRule, RuleSet, Stage, Target } from "@pointsman/contracts/rule-set";

import type { Kept } from "../plan.ts";
import { planStage, type PlannedStage } from "../stages/plan-stage.ts";
import type { ResolvedTarget } from "../stages/resolve-target.ts";

/**
 * Plans each rule once whose plan is the same for every lead: it names its rep, pool or queue itself, and its note fills
 * nothing in. Those are most of a large rule set; the rest are planned for each lead. Rules that name the same pool share
 * one target, so that 10,000 rules of 250 pools bring no more than these into the processor's cache.
 */
export function keepPlans({ stages }: RuleSet): Kept["planStage"] {
  // By place of the rule plus one, so that the plan for "no rule holds" is the first.
  const kept = stages.map((stage) => Array.from<PlannedStage | undefined>({ length: stage.rules.length + 1 }));
  const targets = new Map<string, ResolvedTarget>();
  return (stage, index, matched, context) => {
    const plans = kept[index] ?? [];
    const before = plans[matched + 1];
    if (before !== undefined) return before;
    const plan = planStage(stage, matched, context);
    if (!isSameForAll(stage, matched, context.fallback)) return plan;
    return (plans[matched + 1] = shareTarget(plan, targets));
  };
}

function shareTarget(plan: PlannedStage, targets: Map<string, ResolvedTarget>): PlannedStage {
  if (plan.kind === "refine" || plan.target.kind !== "pool") return plan;
  const { poolId } = plan.target;
  const target = targets.get(poolId) ?? plan.target;
  targets.set(poolId, target);
  return { ...plan, target };
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
