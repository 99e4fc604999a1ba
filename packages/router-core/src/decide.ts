import type { Decision, Outcome, ParkReason, TraceStep, UnmetTest } from "@pointsman/contracts/decision";
import type { LeadId, QueueId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { Facts, RuleSet, RuleSetRef } from "@pointsman/contracts/rule-set";

import { settleOffer, type Selected } from "./offer/settle-offer.ts";
import { planRouting, type RoutingPlan } from "./plan.ts";
import { applySla } from "./sla/apply-sla.ts";
import type { FindTerritory, PoolState, RoutingSnapshot } from "./snapshot.ts";
import type { PlannedRefinement } from "./stages/plan-stage.ts";
import { readSnapshot, type StateReader } from "./state-reader.ts";
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
  /** It counts as qualified, whatever its facts: its source is trusted, or it was routed before. Left out where not. */
  readonly qualified?: true;
  /** It has been held since then, perhaps anew: the longest hold counts from there. Left out where it was not held before. */
  readonly heldSince?: Timestamp;
  /** Routing the lead failed, with this code: it is parked for people to look at, and the rules are not asked again. */
  readonly failure?: string;
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
  return decideOn(readSnapshot(snapshot), inputs, {
    fallbackQueueId: ruleSet.fallbackQueueId,
    plan: () => plan ?? planRouting(ruleSet, request.facts, territoriesOf(snapshot)),
  });
}

/** What is asked of state that is not recorded with it. */
export type DecisionRequest = Pick<DecisionInputs, "ruleSet" | "request">;

interface Rules {
  readonly fallbackQueueId: QueueId;
  /** Not called for a lead of which routing failed. */
  readonly plan: () => RoutingPlan;
}

/** `decide` on any state. Of a state with boards they are moved; its other pools and the reps are for the caller to move. */
export function decideOn(state: StateReader, asked: DecisionRequest, rules: Rules): DecisionResult {
  const { request } = asked;
  if (request.failure !== undefined) return { decision: parkFailed(state, asked, rules), pool: null };
  const route = rules.plan();
  const settled = settleRequest(request, state, route);
  return {
    decision: {
      leadId: request.leadId,
      epoch: request.epoch,
      decidedAt: request.now,
      ruleSet: asked.ruleSet,
      outcome: applySla(weigh(settled.outcome, route), route.sla, { state, now: request.now }),
      trace: toTrace(settled, route.derived),
    },
    pool: settled.pool,
  };
}

/** Asks nothing of facts or rules, for one of them is what failed. */
function parkFailed(state: StateReader, { request, ruleSet: ref }: DecisionRequest, rules: Rules): Decision {
  const { outcome, steps } = park(rules.fallbackQueueId, state, "error");
  return {
    leadId: request.leadId,
    epoch: request.epoch,
    decidedAt: request.now,
    ruleSet: ref,
    outcome,
    trace: { derived: {}, steps, criteriaMet: 0, criteriaTotal: 0, selection: null },
  };
}

interface Settled {
  readonly outcome: Outcome;
  readonly steps: readonly TraceStep[];
  readonly pool: PoolState | null;
  readonly selection: Selected | null;
}

function settleRequest(request: RoutingRequest, state: StateReader, plan: RoutingPlan): Settled {
  if (request.assignTo !== null) return settleManually(request.assignTo);
  if (request.duplicateOf !== null) {
    const { leadId, repId } = request.duplicateOf;
    return { outcome: { kind: "attached", toLeadId: leadId, repId }, steps: [], pool: null, selection: null };
  }
  if (plan.unmet !== undefined && request.qualified !== true) return settleUnqualified(plan.unmet);
  return settleStages(request, state, plan);
}

/** Whether a lead without a duplicate goes through the stages: else deciding reads no pool and no load. */
export function asksStages(request: Pick<RoutingRequest, "assignTo" | "qualified">, plan: RoutingPlan): boolean {
  return request.assignTo === null && (plan.unmet === undefined || request.qualified === true);
}

function settleUnqualified(unmet: readonly UnmetTest[]): Settled {
  return { outcome: { kind: "unqualified", unmet }, steps: [QUALIFICATION_STEP], pool: null, selection: null };
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
  return { outcome, steps: [], pool: null, selection: null };
}

/** Walks the stages in order until one of them settles the lead; the fallback queue takes what is left. */
function settleStages(request: RoutingRequest, state: StateReader, plan: RoutingPlan): Settled {
  const context = {
    state,
    now: request.now,
    leadId: request.leadId,
    facts: request.facts,
    excludedRepIds: request.excludedRepIds,
    maxHoldHours: plan.maxHoldHours,
    heldSince: request.heldSince,
    workUnits: plan.workUnits ?? 1,
    byShare: true,
    requiredSkills: NO_SKILLS,
    availableWithinHours: 0,
  };
  const steps: TraceStep[] = [];
  for (let index = 0; index < plan.stages.length; index++) {
    const stage = plan.stages[index];
    if (stage === undefined) continue;
    if (stage.kind === "refine") {
      // Behind an offer it was settled with that; before the first there is nobody to refine.
      if (steps.length === index) steps.push(toStep(stage, "nothing_to_refine"));
      continue;
    }
    const offering = { offer: stage, refinements: refinementsAfter(plan.stages, index) };
    const { outcome, pool, selection } = settleOffer(offering, context, steps);
    if (outcome !== null) return { outcome, steps, pool, selection };
  }
  const wasCovered = steps.some(({ finding }) => finding === "unavailable");
  const parked = park(plan.fallbackQueueId, state, wasCovered ? "nobody_available" : "no_coverage");
  return { outcome: parked.outcome, steps: [...steps, ...parked.steps], pool: null, selection: null };
}

/** The `refine` stages directly behind a `claim` or `pool` stage. */
function refinementsAfter(stages: RoutingPlan["stages"], index: number): readonly PlannedRefinement[] {
  const first = stages[index + 1];
  if (first?.kind !== "refine") return NO_REFINEMENTS;
  // Mostly there is one: an empty list that grows gets room for 17.
  const refinements = [first];
  for (let next = index + 2; next < stages.length; next++) {
    const stage = stages[next];
    if (stage?.kind !== "refine") break;
    refinements.push(stage);
  }
  return refinements;
}

const NO_SKILLS: readonly string[] = [];
const NO_REFINEMENTS: readonly PlannedRefinement[] = [];

function park(queueId: QueueId, state: StateReader, reason: ParkReason) {
  const outcome: Outcome = {
    kind: "parked",
    queueId,
    ownerRepId: state.queue(queueId)?.ownerRepId ?? null,
    reason,
  };
  return { outcome, steps: [FALLBACK_STEP] };
}

const FALLBACK_STEP: TraceStep = {
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

const QUALIFICATION_STEP: TraceStep = {
  ...FALLBACK_STEP,
  stageId: "qualification",
  stageName: "Qualification",
  kind: "qualification",
  finding: "not_qualified",
};

/** What the lead weighs goes with whoever gets it, however he came to it. */
function weigh(outcome: Outcome, { workUnits }: RoutingPlan): Outcome {
  return outcome.kind !== "assigned" || workUnits === undefined ? outcome : { ...outcome, workUnits };
}

function toTrace({ steps, selection }: Settled, derived: Facts): Decision["trace"] {
  let criteriaMet = 0;
  let criteriaTotal = 0;
  for (const { kind, met } of steps) {
    if (kind === "fallback" || kind === "qualification") continue;
    criteriaTotal++;
    if (met) criteriaMet++;
  }
  return {
    derived,
    steps,
    criteriaMet,
    criteriaTotal,
    selection,
  };
}

/** The territories of a snapshot, as planning looks them up. */
export function territoriesOf(snapshot: RoutingSnapshot): FindTerritory {
  const byId = new Map(Object.entries(snapshot.territories));
  return (id) => byId.get(id);
}
