import type { QueueId, RepId } from "@pointsman/contracts/id";
import type { Facts, OnUnavailable, RoutingRule, RuleSet, Stage, UnavailableStep } from "@pointsman/contracts/rule-set";

import { evaluateCondition } from "./conditions/evaluate.ts";
import { fillNote } from "./explain/fill-note.ts";
import type { FindTerritory } from "./snapshot.ts";
import { deriveFacts } from "./stages/derive-facts.ts";
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
}

/** Evaluates every stage of the rule set for one lead, without looking at any state. */
export function planRouting(ruleSet: RuleSet, baseFacts: Facts, findTerritory: FindTerritory): RoutingPlan {
  const { facts, derived } = deriveFacts(ruleSet, baseFacts, findTerritory);
  return {
    derived,
    stages: ruleSet.stages.map((stage) => planStage(stage, { facts, findTerritory, fallback: ruleSet.onUnavailable })),
    fallbackQueueId: ruleSet.fallbackQueueId,
    maxHoldHours: ruleSet.maxHoldHours,
  };
}

interface PlanContext {
  readonly facts: Facts;
  readonly findTerritory: FindTerritory;
  readonly fallback: OnUnavailable;
}

function planStage(stage: Stage, context: PlanContext): PlannedStage {
  if (stage.kind === "refine") {
    const { rule, head } = matchRule(stage, stage.rules, context.facts);
    return { ...head, kind: "refine", skill: rule === null ? null : skillOf(rule.prefer, context.facts) };
  }
  const { rule, head } = matchRule(stage, stage.rules, context.facts);
  return { ...head, kind: stage.kind, ...planOffer(rule, context) };
}

function matchRule<R extends { readonly id: string; readonly name: string; readonly when: RoutingRule["when"] }>(
  stage: Stage,
  rules: readonly R[],
  facts: Facts,
): { readonly rule: R | null; readonly head: StageHead } {
  const index = rules.findIndex(({ when }) => evaluateCondition(when, facts));
  const rule = rules[index] ?? null;
  const head = {
    stageId: stage.id,
    stageName: stage.name,
    rule: rule === null ? null : { id: rule.id, name: rule.name },
    rulesTried: rule === null ? rules.length : index + 1,
  };
  return { rule, head };
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
