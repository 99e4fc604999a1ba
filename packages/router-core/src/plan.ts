import type { UnmetTest } from "@pointsman/contracts/decision";
import type { QueueId } from "@pointsman/contracts/id";
import type { Condition, Facts, RuleSet, Sla, Stage } from "@pointsman/contracts/rule-set";

import { evaluateCondition } from "./conditions/evaluate.ts";
import { listUnmet } from "./qualification/list-unmet.ts";
import { weighLead } from "./qualification/weigh-lead.ts";
import { findSla } from "./sla/find-sla.ts";
import type { FindTerritory } from "./snapshot.ts";
import { deriveFacts, type Findings, type RowMatcher } from "./stages/derive-facts.ts";
import type { LeadFacts } from "./stages/lead-facts.ts";
import { planStage, type PlanContext, type PlannedStage } from "./stages/plan-stage.ts";

/** All of a decision that facts and rules alone determine. What is left needs pools and loads, that is: locks. */
export interface RoutingPlan {
  readonly derived: Facts;
  readonly stages: readonly PlannedStage[];
  readonly fallbackQueueId: QueueId;
  readonly maxHoldHours: number;
  /** What the lead lacks to qualify; left out where it lacks nothing, or nothing is asked. */
  readonly unmet?: readonly UnmetTest[];
  /** What the lead weighs; left out where the rules weigh no leads. */
  readonly workUnits?: number;
  /** How soon whoever gets the lead must touch it; left out where nothing is asked. */
  readonly sla?: Sla;
}

/** Evaluates every stage of the rule set for one lead, without looking at any state. */
export function planRouting(ruleSet: RuleSet, facts: Facts, findTerritory: FindTerritory): RoutingPlan {
  return planWith(toInterpreter(ruleSet), { ruleSet, facts, findTerritory });
}

/** Finds the first row of a decision table, or rule of a stage, that holds; -1 where none does. */
export interface RuleMatcher extends RowMatcher {
  readonly findRule: (stage: number, facts: LeadFacts) => number;
}

/** Tries the rules in turn. */
export function toInterpreter({ derivedFacts, stages }: RuleSet): RuleMatcher {
  const findFirst = (rules: readonly { readonly when: Condition }[] | undefined, { all }: LeadFacts) =>
    rules?.findIndex(({ when }) => evaluateCondition(when, all)) ?? -1;
  return {
    findRow: (table, facts) => findFirst(derivedFacts[table]?.rows, facts),
    findRule: (stage, facts) => findFirst(stages[stage]?.rules, facts),
  };
}

interface PlanSource {
  readonly ruleSet: RuleSet;
  readonly facts: Facts;
  readonly findTerritory: FindTerritory;
}

/** What a compiled rule set keeps from lead to lead, since it is the same for many of them. */
export interface Kept {
  readonly findings: Findings;
  /** `planStage`, or what is kept of it. @param index place of the stage in the rule set */
  readonly planStage: (stage: Stage, index: number, matched: number, context: PlanContext) => PlannedStage;
}

/** Plans with whatever finds the rules: the interpreter, or the index of a compiled rule set. */
export function planWith(
  matcher: RuleMatcher,
  { ruleSet, facts: given, findTerritory }: PlanSource,
  kept?: Kept,
): RoutingPlan {
  const { facts, derived } = deriveFacts(ruleSet, { facts: given, findTerritory, matcher }, kept?.findings);
  const context = { facts, findTerritory, fallback: ruleSet.onUnavailable };
  const unmet = ruleSet.qualification === undefined ? null : listUnmet(ruleSet.qualification, facts.all);
  const stages: PlannedStage[] = [];
  for (const stage of ruleSet.stages) {
    const index = stages.length;
    const matched = matcher.findRule(index, facts);
    stages.push(
      kept === undefined ? planStage(stage, matched, context) : kept.planStage(stage, index, matched, context),
    );
  }
  const route: RoutingPlan = {
    derived,
    stages,
    fallbackQueueId: ruleSet.fallbackQueueId,
    maxHoldHours: ruleSet.maxHoldHours,
  };
  if (unmet === null && ruleSet.slas === undefined && ruleSet.workUnits === undefined) return route;
  return {
    ...route,
    ...(unmet !== null && { unmet }),
    ...(ruleSet.slas !== undefined && findSla(ruleSet.slas, facts.all)),
    ...(ruleSet.workUnits !== undefined && { workUnits: weighLead(ruleSet.workUnits, facts.all) }),
  };
}
