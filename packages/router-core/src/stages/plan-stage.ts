import type { RepId } from "@pointsman/contracts/id";
import type { OnUnavailable, RoutingRule, Stage, UnavailableStep } from "@pointsman/contracts/rule-set";

import { fillNote } from "../explain/fill-note.ts";
import type { FindTerritory } from "../snapshot.ts";
import type { LeadFacts } from "./lead-facts.ts";
import { resolveTarget, type ResolvedTarget } from "./resolve-target.ts";

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
  /** These three only where the rule says so. */
  readonly requiredSkills?: readonly string[];
  readonly excludedRepIds?: readonly RepId[];
  readonly availableWithinHours?: number;
}

/** A `refine` stage, matched: the skill it asks for, as typed where a fact names it. */
export interface PlannedRefinement extends StageHead {
  readonly kind: "refine";
  readonly skill: string | null;
}

export type PlannedStage = PlannedOffer | PlannedRefinement;

/** A `claim` or `pool` stage with the `refine` stages directly behind it, which narrow a pool only. */
export interface Offering {
  readonly offer: PlannedOffer;
  readonly refinements: readonly PlannedRefinement[];
}

export interface PlanContext {
  /** The derived ones included. */
  readonly facts: LeadFacts;
  readonly findTerritory: FindTerritory;
  /** `RuleSet.onUnavailable`, for rules without their own. */
  readonly fallback: OnUnavailable;
}

/** @param matched place of the first rule that holds; -1 for none */
export function planStage(stage: Stage, matched: number, context: PlanContext): PlannedStage {
  const head = toHead(stage, matched);
  if (stage.kind === "refine") {
    const rule = stage.rules[matched];
    return { ...head, kind: "refine", skill: rule === undefined ? null : skillOf(rule.prefer, context.facts) };
  }
  return planOffer(head, stage.kind, stage.rules[matched] ?? null, context);
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

function planOffer(
  head: StageHead,
  kind: PlannedOffer["kind"],
  rule: RoutingRule | null,
  context: PlanContext,
): PlannedOffer {
  const { facts, findTerritory, fallback } = context;
  const offer: PlannedOffer = {
    stageId: head.stageId,
    stageName: head.stageName,
    rule: head.rule,
    rulesTried: head.rulesTried,
    kind,
    target: rule === null ? NOBODY : resolveTarget(rule.target, facts, findTerritory),
    coOwnerRepIds: repsOf(rule?.coOwners, context),
    copiedRepIds: repsOf(rule?.copy, context),
    note: rule?.note === undefined ? null : fillNote(rule.note, facts.all),
    onUnavailable: stepsFor(rule?.onUnavailable ?? fallback, facts),
  };
  return rule === null ? offer : withLimits(offer, rule, context);
}

/** With what the rule says of who may take the lead. Most say nothing, and a copy is spared. */
function withLimits(
  offer: PlannedOffer,
  { requiredSkills, exclude, availableWithinHours }: RoutingRule,
  context: PlanContext,
): PlannedOffer {
  if (requiredSkills === undefined && exclude === undefined && availableWithinHours === undefined) return offer;
  return {
    ...offer,
    ...(requiredSkills !== undefined && { requiredSkills }),
    ...(exclude !== undefined && { excludedRepIds: repsOf(exclude, context) }),
    ...(availableWithinHours !== undefined && { availableWithinHours }),
  };
}

/** A tier is any text that a row gives, `constructor` too. */
function stepsFor({ default: usual, byTier }: OnUnavailable, facts: LeadFacts): readonly UnavailableStep[] {
  if (byTier === undefined) return usual;
  const tier = facts.valueOf("tier");
  const steps = typeof tier === "string" && Object.hasOwn(byTier, tier) ? byTier[tier] : undefined;
  return steps ?? usual;
}

const NOBODY = { kind: "nobody" } as const;
const NO_REPS: readonly RepId[] = [];

function repsOf(targets: RoutingRule["copy"], { facts, findTerritory }: PlanContext): readonly RepId[] {
  if (targets === undefined) return NO_REPS;
  return targets.flatMap((target) => {
    const resolved = resolveTarget(target, facts, findTerritory);
    return resolved.kind === "rep" ? [resolved.repId] : [];
  });
}

function skillOf(
  prefer: { readonly skill: string } | { readonly skillFromFact: string },
  facts: LeadFacts,
): string | null {
  if ("skill" in prefer) return prefer.skill;
  const value = facts.valueOf(prefer.skillFromFact);
  return typeof value === "string" ? value : null;
}
