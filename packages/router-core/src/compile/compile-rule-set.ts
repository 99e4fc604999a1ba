import type { Facts, RuleSet } from "@pointsman/contracts/rule-set";

import { planWith, type RoutingPlan } from "../plan.ts";
import type { FindTerritory } from "../snapshot.ts";
import { keepPlans } from "./keep-plans.ts";
import { RuleIndex } from "./rule-index.ts";

/**
 * A rule set made ready for many leads. It plans exactly as `planRouting` does, which stays as the definition of what
 * is right, at a cost that hardly depends on the number of rules.
 *
 * Immutable to its users, but it searches in scratch memory of its own: one a thread.
 */
export interface CompiledRuleSet {
  readonly ruleSet: RuleSet;
  readonly plan: (facts: Facts, findTerritory: FindTerritory) => RoutingPlan;
}

/** Indexes every decision table and every stage. 10,000 rules take about 0.4 s and 9 MB. */
export function compileRuleSet(ruleSet: RuleSet): CompiledRuleSet {
  const tables = ruleSet.derivedFacts.map(({ rows }) => new RuleIndex(rows.map(({ when }) => when)));
  const stages = ruleSet.stages.map(({ rules }) => new RuleIndex(rules.map(({ when }) => when)));
  const matcher = {
    findRow: (table: number, facts: Facts) => tables[table]?.findFirst(facts) ?? -1,
    findRule: (stage: number, facts: Facts) => stages[stage]?.findFirst(facts) ?? -1,
  };
  const plan = keepPlans(ruleSet);
  return { ruleSet, plan: (facts, findTerritory) => planWith(matcher, { ruleSet, facts, findTerritory }, plan) };
}
