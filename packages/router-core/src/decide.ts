import type { Decision, Outcome, TraceStep } from "@pointsman/contracts/decision";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { Facts, RuleSet, RuleSetRef } from "@pointsman/contracts/rule-set";

import { settleOffer } from "./offer/settle-offer.ts";
import { planRouting, type RoutingPlan } from "./plan.ts";
import type { FindTerritory, PoolState, RoutingSnapshot } from "./snapshot.ts";
import type { PlannedRefinement } from "./stages/plan-stage.ts";
import { toStep } from "./trace-step.ts";

/** What is asked: route this lead, now. */
export interface RoutingRequest {
  readonly leadId: LeadId;
  readonly epoch: number;
  readonly now: Timestamp;
  readonly facts: Facts;
  /** Reps who must not get it: the one it is taken from. */
  readonly excludedRepIds: readonly RepId[];
  /** The open lead of the same person that this one joins. */
  readonly duplicateOf: { readonly leadId: LeadId; readonly repId: RepId | null } | null;
  /** A person named the rep: the rules are not asked. */
  readonly assignTo: RepId | null;
}

/** All that a decision is made of, besides the rule set. Recorded with it, so that it can be made again. */
export interface DecisionInputs {
  readonly format: 1;
  readonly ruleSet: RuleSetRef;
  readonly request: RoutingRequest;
  readonly snapshot: RoutingSnapshot;
}

export interface DecisionResult {
  readonly decision: Decision;
  /** The pool that was chosen from, with its ledger moved; null where none was. */
  readonly pool: PoolState | null;
}

/**
 * Decides one lead: pure, total and deterministic. The same rule set and inputs give the same decision, byte for byte.
 *
 * @param plan `planRouting` of the same rule set and facts, where the caller has it already
 */
export function decide(ruleSet: RuleSet, inputs: DecisionInputs, plan?: RoutingPlan): DecisionResult {
  const { request, snapshot } = inputs;
  const route = plan ?? planRouting(ruleSet, request.facts, territoriesOf(snapshot));
  const settled = settleRequest(request, snapshot, route);
  return {
    decision: {
      leadId: request.leadId,
      epoch: request.epoch,
      decidedAt: request.now,
      ruleSet: inputs.ruleSet,
      outcome: settled.outcome,
      trace: toTrace(settled, route.derived),
    },
    pool: settled.pool,
  };
}

interface Settled {
  readonly outcome: Outcome;
  readonly steps: readonly TraceStep[];
  readonly pool: PoolState | null;
}

function settleRequest(request: RoutingRequest, snapshot: RoutingSnapshot, plan: RoutingPlan): Settled {
  if (request.assignTo !== null) return settleManually(request.assignTo);
  if (request.duplicateOf !== null) {
    const { leadId, repId } = request.duplicateOf;
    return { outcome: { kind: "attached", toLeadId: leadId, repId }, steps: [], pool: null };
  }
  return settleStages(request, snapshot, plan);
}

function settleManually(repId: RepId): Settled {
  const outcome: Outcome = {
    kind: "assigned",
    repId,
    via: "manual",
    insteadOfRepId: null,
    poolId: null,
    coOwnerRepIds: [],
    copiedRepIds: [],
    note: null,
  };
  return { outcome, steps: [], pool: null };
}

/** Walks the stages in order until one of them settles the lead; the fallback queue takes what is left. */
function settleStages(request: RoutingRequest, snapshot: RoutingSnapshot, plan: RoutingPlan): Settled {
  const context = {
    snapshot,
    now: request.now,
    leadId: request.leadId,
    facts: request.facts,
    excludedRepIds: request.excludedRepIds,
    maxHoldHours: plan.maxHoldHours,
  };
  const steps: TraceStep[] = [];
  for (const [index, stage] of plan.stages.entries()) {
    if (stage.kind === "refine") {
      // Behind an offer it was settled with that; before the first there is nobody to refine.
      if (steps.length === index) steps.push(toStep(stage, "nothing_to_refine"));
      continue;
    }
    const settlement = settleOffer(stage, refinementsAfter(plan.stages, index), context);
    steps.push(...settlement.steps);
    if (settlement.outcome !== null) return { outcome: settlement.outcome, steps, pool: settlement.pool };
  }
  return { ...park(plan, snapshot, steps), pool: null };
}

/** The `refine` stages directly behind a `claim` or `pool` stage. */
function refinementsAfter(stages: RoutingPlan["stages"], index: number): readonly PlannedRefinement[] {
  const refinements: PlannedRefinement[] = [];
  for (let next = index + 1; next < stages.length; next++) {
    const stage = stages[next];
    if (stage?.kind !== "refine") break;
    refinements.push(stage);
  }
  return refinements;
}

function park(plan: RoutingPlan, snapshot: RoutingSnapshot, before: readonly TraceStep[]) {
  const queue = snapshot.queues[plan.fallbackQueueId];
  const wasCovered = before.some(({ finding }) => finding === "unavailable");
  const outcome: Outcome = {
    kind: "parked",
    queueId: plan.fallbackQueueId,
    ownerRepId: queue?.ownerRepId ?? null,
    reason: wasCovered ? "nobody_available" : "no_coverage",
  };
  const step: TraceStep = {
    stageId: "fallback",
    stageName: "Fallback",
    kind: "fallback",
    finding: "parked",
    met: false,
    rule: null,
    rulesTried: 0,
    poolId: null,
    skill: null,
    candidates: [],
  };
  return { outcome, steps: [...before, step] };
}

function toTrace({ steps, pool }: Settled, derived: Facts): Decision["trace"] {
  let criteriaMet = 0;
  let criteriaTotal = 0;
  for (const { kind, met } of steps) {
    if (kind === "fallback") continue;
    criteriaTotal++;
    if (met) criteriaMet++;
  }
  return {
    derived,
    steps,
    criteriaMet,
    criteriaTotal,
    selection: pool === null ? null : { poolId: pool.id, policy: pool.selection, seq: pool.seq },
  };
}

/** The territories of a snapshot, as planning looks them up. */
export function territoriesOf(snapshot: RoutingSnapshot): FindTerritory {
  const byId = new Map(Object.entries(snapshot.territories));
  return (id) => byId.get(id);
}
