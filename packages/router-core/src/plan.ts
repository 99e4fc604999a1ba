import type { UnmetTest } from "@pointsman/contracts/decision";
import type { QueueId, RepId } from "@pointsman/contracts/id";
import type {
  Condition,
  Facts,
  OnUnavailable,
  RoutingRule,
  RuleSet,
  Sla,
  Stage,
  UnavailableStep,
} from "@pointsman/contracts/rule-set";

import { evaluateCondition } from "./conditions/evaluate.ts";
import { fillNote } from "./explain/fill-note.ts";
import { listUnmet } from "./qualification/list-unmet.ts";
import { weighLead } from "./qualification/weigh-lead.ts";
import { findSla } from "./sla/find-sla.ts";
import type { FindTerritory } from "./snapshot.ts";
import { deriveFacts, type RowMatcher } from "./stages/derive-facts.ts";
import { resolveTarget, type ResolvedTarget } from "./stages/resolve-target.ts";

interface StageHead {
  readonly stageId: string;
  readonly stageName: string;
  /** The first rule that holds; null where none does. */
  readonly rule: { readonly id: string; readonly name: string } | null;
  readonly rulesTried: number;
}

/** A `claim` or `pool` stage, matched: whom it names and what goes with it. */
export interface PlannedOffer extends StageHead {
  readonly kind: "claim" | "pool";
  readonly target: ResolvedTarget;
  readonly coOwnerRepIds: readonly RepId[];
  readonly copiedRepIds: readonly RepId[];
  readonly note: string | null;
  readonly onUnavailable: readonly UnavailableStep[];
  /** Only where the rule requires any. */
  readonly requiredSkills?: readonly string[];
}

/** A `refine` stage, matched: the skill it asks for. */
export interface PlannedRefinement extends StageHead {
  readonly kind: "refine";
  readonly skill: string | null;
}

export type PlannedStage = PlannedOffer | PlannedRefinement;

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
  readonly findRule: (stage: number, facts: Facts) => number;
}

/** Tries the rules in turn. */
export function toInterpreter({ derivedFacts, stages }: RuleSet): RuleMatcher {
  const findFirst = (rules: readonly { readonly when: Condition }[] | undefined, facts: Facts) =>
    rules?.findIndex(({ when }) => evaluateCondition(when, facts)) ?? -1;
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

/** Plans with whatever finds the rules: the interpreter, or the index of a compiled rule set. */
export function planWith(matcher: RuleMatcher, { ruleSet, facts: given, findTerritory }: PlanSource): RoutingPlan {
  const { facts, derived } = deriveFacts(ruleSet, { facts: given, findTerritory, matcher });
  const context = { facts, findTerritory, fallback: ruleSet.onUnavailable };
  const unmet = ruleSet.qualification === undefined ? null : listUnmet(ruleSet.qualification, facts);
  return {
    derived,
    stages: ruleSet.stages.map((stage, index) => planStage(stage, matcher.findRule(index, facts), context)),
    fallbackQueueId: ruleSet.fallbackQueueId,
    maxHoldHours: ruleSet.maxHoldHours,
    ...(unmet !== null && { unmet }),
    ...(ruleSet.slas !== undefined && findSla(ruleSet.slas, facts)),
    ...(ruleSet.workUnits !== undefined && { workUnits: weighLead(ruleSet.workUnits, facts) }),
  };
}

interface PlanContext {
  readonly facts: Facts;
  readonly findTerritory: FindTerritory;
  readonly fallback: OnUnavailable;
}

/** @param matched place of the first rule that holds; -1 for none */
function planStage(stage: Stage, matched: number, context: PlanContext): PlannedStage {
  const head = toHead(stage, matched);
  if (stage.kind === "refine") {
    const rule = stage.rules[matched];
    return { ...head, kind: "refine", skill: rule === undefined ? null : skillOf(rule.prefer, context.facts) };
  }
  return { ...head, kind: stage.kind, ...planOffer(stage.rules[matched] ?? null, context) };
}

function toHead({ id, name, rules }: Stage, matched: number): StageHead {
  const rule = rules[matched];
  return {
    stageId: id,
    stageName: name,
    rule: rule === undefined ? null : { id: rule.id, name: rule.name },
    rulesTried: rule === undefined ? rules.length : matched + 1,
  };
}

function planOffer(rule: RoutingRule | null, { facts, findTerritory, fallback }: PlanContext) {
  const repsOf = (targets: RoutingRule["copy"] = []) =>
    targets.flatMap((target) => {
      const resolved = resolveTarget(target, facts, findTerritory);
      return resolved.kind === "rep" ? [resolved.repId] : [];
    });
  const policy = rule?.onUnavailable ?? fallback;
  const tier = facts["tier"];
  return {
    target: rule === null ? ({ kind: "nobody" } as const) : resolveTarget(rule.target, facts, findTerritory),
    coOwnerRepIds: repsOf(rule?.coOwners),
    copiedRepIds: repsOf(rule?.copy),
    note: rule?.note === undefined ? null : fillNote(rule.note, facts),
    onUnavailable: (typeof tier === "string" ? policy.byTier?.[tier] : undefined) ?? policy.default,
    ...(rule?.requiredSkills !== undefined && { requiredSkills: rule.requiredSkills }),
  };
}

function skillOf(prefer: { readonly skill: string } | { readonly skillFromFact: string }, facts: Facts): string | null {
  if ("skill" in prefer) return prefer.skill;
  const value = facts[prefer.skillFromFact];
  return typeof value === "string" ? value : null;
}
