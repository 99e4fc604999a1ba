import type { Candidate, StageFinding, TraceStep } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";

import type { Eligibility } from "./eligibility/check-eligibility.ts";
import type { CandidateGroup, GatherContext } from "./offer/gather-candidates.ts";
import type { Placement } from "./offer/place-lead.ts";
import { toSkill } from "./offer/to-skill.ts";
import type { PlannedOffer, PlannedRefinement, PlannedStage } from "./stages/plan-stage.ts";

const NOBODY: readonly Candidate[] = [];
const NO_SOURCE = {};

/** A step of the trace for a stage, with its finding. */
export function toStep(
  stage: PlannedStage,
  finding: StageFinding,
  candidates: readonly Candidate[] = NOBODY,
): TraceStep {
  return {
    stageId: stage.stageId,
    stageName: stage.stageName,
    kind: stage.kind,
    finding,
    met: isMet(finding),
    rule: stage.rule,
    rulesTried: stage.rulesTried,
    poolId: stage.kind !== "refine" && stage.target.kind === "pool" ? stage.target.poolId : null,
    skill: stage.kind === "refine" ? stage.skill : null,
    candidates,
  };
}

/** The findings that count as a met criterion. */
function isMet(finding: StageFinding): boolean {
  return finding === "chosen" || finding === "held" || finding === "preferred" || finding === "parked";
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
  context: GatherContext,
): TraceStep {
  const winner = placement?.repId ?? null;
  const after = placement?.pool?.members ?? null;
  // The preferred come first: `CandidateGroup.all`.
  const preferredCount = skills.length === 0 ? null : group.preferred.length;
  const candidates = group.all.map(({ repId, rep, member, place, eligibility }, index): Candidate => {
    const creditBefore = member?.creditMicro ?? null;
    return {
      repId,
      verdict: verdictOn(repId, eligibility, winner),
      refusal: eligibility.refusal,
      backAt: eligibility.backAt,
      preferred: preferredCount === null ? null : index < preferredCount,
      openLeads: rep?.openLeads ?? 0,
      capacity: rep?.capacity ?? 0,
      creditBefore,
      creditAfter: after?.[place]?.creditMicro ?? creditBefore,
      ...sourceOf(eligibility),
    };
  });
  for (const repId of asked) {
    if (group.all.some((candidate) => candidate.repId === repId)) continue;
    candidates.push(traceBackup(repId, { winner, isNarrowed: skills.length > 0 }, context));
  }
  return toStep(offer, finding, candidates);
}

/** Somebody whom the offer does not name. */
function traceBackup(
  repId: RepId,
  { winner, isNarrowed }: { readonly winner: RepId | null; readonly isNarrowed: boolean },
  context: GatherContext,
): Candidate {
  const rep = context.state.rep(repId);
  const eligibility = context.state.judge(repId, context);
  return {
    repId,
    verdict: verdictOn(repId, eligibility, winner),
    refusal: eligibility.refusal,
    backAt: eligibility.backAt,
    preferred: isNarrowed ? false : null,
    openLeads: rep?.openLeads ?? 0,
    capacity: rep?.capacity ?? 0,
    creditBefore: null,
    creditAfter: null,
    ...sourceOf(eligibility),
  };
}

/** A key only where there is a source, so that most candidates stay as short as they were. */
export function sourceOf({ refusal, source }: Eligibility): Pick<Candidate, "absenceSource"> {
  return refusal === null || source === undefined ? NO_SOURCE : { absenceSource: source };
}

function verdictOn(repId: RepId, { refusal }: Eligibility, winner: RepId | null): Candidate["verdict"] {
  if (repId === winner) return "chosen";
  return refusal === null ? "passed_over" : "refused";
}

/** The step of a refinement: met where the winner has the skill. */
export function traceRefinement(stage: PlannedRefinement, winner: RepId | null, { state }: GatherContext): TraceStep {
  if (stage.skill === null) return toStep(stage, "no_rule");
  const hasSkill = winner !== null && state.rep(winner)?.skills.includes(toSkill(stage.skill)) === true;
  return toStep(stage, hasSkill ? "preferred" : "no_preferred");
}
