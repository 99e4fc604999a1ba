import type { Facts, RuleSet } from "@pointsman/contracts/rule-set";

import { planWith, type RoutingPlan } from "../plan.ts";
import { assertNoErrors, diagnoseErrors } from "../rule-set/diagnose.ts";
import type { FindTerritory } from "../snapshot.ts";
import { Findings } from "../stages/derive-facts.ts";
import { indexRuleSet } from "./index-rule-set.ts";
import { keepPlans } from "./keep-plans.ts";

/**
 * A rule set made ready for many leads. It plans exactly as `planRouting` does, which stays as the definition of what
 * is right, at a cost that hardly depends on the number of rules.
 *
 * Immutable to its users, but it searches in scratch memory of its own: one a thread.
 */
export interface CompiledRuleSet {
  readonly ruleSet: RuleSet;
  /** @param findTerritory gives the same for an id whenever it is asked: what tables find is kept while it is that function */
  readonly plan: (facts: Facts, findTerritory: FindTerritory) => RoutingPlan;
}

/**
 * Checks a rule set in itself and indexes it. Whom it names is not asked: a rep who leaves makes no rule set invalid.
 *
 * @throws AppError `INVALID_INPUT` with an issue for each error: where it is and how to mend it
 */
export function compileRuleSet(ruleSet: RuleSet): CompiledRuleSet {
  assertNoErrors(diagnoseErrors(ruleSet));
  return { ruleSet, plan: toPlanner(ruleSet) };
}

/** Plans by index, whether the rules are sound or not. */
export function toPlanner(ruleSet: RuleSet): CompiledRuleSet["plan"] {
  const matcher = indexRuleSet(ruleSet);
  const planStage = keepPlans(ruleSet);
  let findings: Findings | null = null;
  return (facts, findTerritory) => {
    if (findings?.findTerritory !== findTerritory) findings = new Findings(ruleSet.derivedFacts, findTerritory);
    return planWith(matcher, { ruleSet, facts, findTerritory }, { findings, planStage });
  };
}
