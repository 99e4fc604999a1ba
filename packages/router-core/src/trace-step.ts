import type { Candidate, StageFinding, TraceStep } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";

import { checkEligibility, type Eligibility, type EligibilityContext } from "./eligibility/check-eligibility.ts";
import type { CandidateGroup } from "./offer/gather-candidates.ts";
import type { Placement } from "./offer/place-lead.ts";
import type { PlannedOffer, PlannedRefinement, PlannedStage } from "./plan.ts";
import type { PoolMemberState } from "./snapshot.ts";

/** The findings that count as a met criterion. */
const MET: ReadonlySet<StageFinding> = new Set(["chosen", "held", "preferred", "parked"]);

/** A step of the trace for a stage, with its finding. */
export function toStep(stage: PlannedStage, finding: StageFinding, candidates: readonly Candidate[] = []): TraceStep {
  return {
    stageId: stage.stageId,
    stageName: stage.stageName,
    kind: stage.kind,
    finding,
    met: MET.has(finding),
    rule: stage.rule,
    rulesTried: stage.rulesTried,
    poolId: stage.kind !== "refine" && stage.target.kind === "pool" ? stage.target.poolId : null,
    skill: stage.kind === "refine" ? stage.skill : null,
    candidates,
  };
}

interface OfferTrace {
  readonly offer: PlannedOffer;
  readonly group: CandidateGroup;
  readonly finding: StageFinding;
  readonly placement: Placement | null;
  /** Backups who were asked. */
  readonly asked: readonly RepId[];
  readonly skills: readonly string[];
}

/** The step of an offer with everybody who was considered, and why each did not get the lead. */
export function traceOffer(
  { offer, group, finding, placement, asked, skills }: OfferTrace,
  context: EligibilityContext,
): TraceStep {
  const preferred = new Set(group.preferred.map(({ repId }) => repId));
  const ledger = new Map(placement?.pool?.members.map((member) => [member.repId, member]));
  const describe = (repId: RepId, eligibility: Eligibility, member: PoolMemberState | null): Candidate => ({
    repId,
    verdict: repId === placement?.repId ? "chosen" : eligibility.refusal === null ? "passed_over" : "refused",
    refusal: eligibility.refusal,
    backAt: eligibility.backAt,
    preferred: skills.length === 0 ? null : preferred.has(repId),
    openLeads: context.snapshot.reps[repId]?.openLeads ?? 0,
    capacity: context.snapshot.reps[repId]?.capacity ?? 0,
    creditBefore: member?.creditMicro ?? null,
    creditAfter: ledger.get(repId)?.creditMicro ?? member?.creditMicro ?? null,
  });
  const named = group.all.map(({ repId, eligibility, member }) => describe(repId, eligibility, member));
  const backups = asked
    .filter((repId) => group.all.every((candidate) => candidate.repId !== repId))
    .map((repId) => describe(repId, checkEligibility(repId, context), null));
  return toStep(offer, finding, [...named, ...backups]);
}

/** The step of a refinement: met where the winner has the skill. */
export function traceRefinement(
  stage: PlannedRefinement,
  winner: RepId | null,
  { snapshot }: EligibilityContext,
): TraceStep {
  if (stage.skill === null) return toStep(stage, "no_rule");
  const hasSkill = winner !== null && snapshot.reps[winner]?.skills.includes(stage.skill) === true;
  return toStep(stage, hasSkill ? "preferred" : "no_preferred");
}
