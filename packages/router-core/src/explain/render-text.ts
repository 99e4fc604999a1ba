import type { Candidate, Decision, RefusalReason, TraceStep } from "@pointsman/contracts/decision";
import type { PoolId, QueueId, RepId } from "@pointsman/contracts/id";

/** Looks up what people call a rep, a pool or a queue. What is not on file keeps its id. */
export interface Names {
  readonly rep: (id: RepId) => string | undefined;
  readonly pool: (id: PoolId) => string | undefined;
  readonly queue: (id: QueueId) => string | undefined;
}

/**
 * The decision in plain text: one numbered line a stage, then the outcome.
 *
 * ```text
 * 1. Existing account: none
 * 2. Territory: West 200–500 → Jordan K. (available)
 * 3. Vertical specialist: revops → Jordan K. (specialist)
 * Assigned to Jordan K.; matched 2/3 criteria
 * ```
 */
export function renderText(decision: Decision, names: Names): readonly string[] {
  const { steps, criteriaMet, criteriaTotal } = decision.trace;
  const winner = decision.outcome.kind === "assigned" ? decision.outcome.repId : null;
  const lines = steps.map((step, index) => `${index + 1}. ${step.stageName}: ${describeStep(step, winner, names)}`);
  const criteria = criteriaTotal > 0 ? `; matched ${criteriaMet}/${criteriaTotal} criteria` : "";
  return [...lines, `${describeOutcome(decision, names)}${criteria}`];
}

function describeStep(step: TraceStep, winner: RepId | null, names: Names): string {
  switch (step.finding) {
    case "no_rule":
      return "none";
    case "no_target":
      return `${step.rule?.name ?? "rule"}, but there is nobody it names`;
    case "chosen":
      return `${labelOf(step, names)} → ${describeChoice(step, names)}`;
    case "held":
      return `${labelOf(step, names)} → ${describeRefusals(step, names)}`;
    case "unavailable":
      return `${labelOf(step, names)} → ${describeRefusals(step, names)}`;
    case "preferred":
      return `${step.skill} → ${nameOf(winner, names)} (specialist)`;
    case "no_preferred":
      return `${step.skill} → no specialist available; not required`;
    case "nothing_to_refine":
      return "nobody to choose from";
    case "parked":
      return step.rule?.name ?? "queue";
  }
}

/** The pool's name where the stage has one: it says more of this lead than the rule that found it. */
function labelOf(step: TraceStep, names: Names): string {
  const pool = step.poolId === null ? undefined : names.pool(step.poolId);
  return pool ?? step.rule?.name ?? step.stageName;
}

function describeChoice({ candidates }: TraceStep, names: Names): string {
  const chosen = candidates.find(({ verdict }) => verdict === "chosen");
  const before = candidates
    .filter(({ verdict }) => verdict === "refused")
    .map((candidate) => describeRefusal(candidate, names));
  const skipped = before.length > 0 ? `; not ${before.join(", not ")}` : "";
  return `${nameOf(chosen?.repId ?? null, names)} (available)${skipped}`;
}

function describeRefusals({ candidates }: TraceStep, names: Names): string {
  const refused = candidates.filter(({ verdict }) => verdict === "refused");
  if (refused.length === 0) return "nobody covers it";
  return refused.map((candidate) => describeRefusal(candidate, names)).join(", ");
}

function describeRefusal(candidate: Candidate, names: Names): string {
  const reason = candidate.refusal === null ? "has no share" : REFUSALS[candidate.refusal](candidate);
  return `${nameOf(candidate.repId, names)} (${reason})`;
}

const REFUSALS: { readonly [Reason in RefusalReason]: (candidate: Candidate) => string } = {
  unknown_rep: () => "not on file",
  departed: () => "has left the company",
  excluded: () => "excluded from this lead",
  out_of_office: ({ backAt }) => `out of office until ${backAt ?? "further notice"}`,
  outside_hours: ({ backAt }) => `outside working hours until ${backAt ?? "further notice"}`,
  busy: ({ backAt }) => `busy until ${backAt ?? "further notice"}`,
  at_hard_cap: ({ openLeads, capacity }) => `at the hard cap with ${openLeads} open of ${capacity}`,
  daily_cap: () => "has had his leads of the day",
  weekly_cap: () => "has had his leads of the week",
  monthly_cap: () => "has had his leads of the month",
  not_ramped: () => "not ramped up yet",
  lacks_skill: () => "lacks a required skill",
};

function describeOutcome({ outcome }: Decision, names: Names): string {
  switch (outcome.kind) {
    case "assigned": {
      const how =
        outcome.via === "backup" ? ` as backup of ${nameOf(outcome.insteadOfRepId, names)}` : VIA[outcome.via];
      return [
        `Assigned to ${nameOf(outcome.repId, names)}${how}`,
        ...listed("co-owner", outcome.coOwnerRepIds, names),
        ...listed("copied", outcome.copiedRepIds, names),
        ...(outcome.note === null ? [] : [`note: ${outcome.note}`]),
      ].join("; ");
    }
    case "held":
      return `Held for ${nameOf(outcome.forRepId, names)} until ${outcome.until}`;
    case "parked":
      return `Parked in ${names.queue(outcome.queueId) ?? outcome.queueId} (${PARKED[outcome.reason]}); told: ${nameOf(outcome.ownerRepId, names)}`;
    case "attached":
      return `Attached to ${outcome.toLeadId}, an open lead of the same person`;
  }
}

const VIA = { target: "", next_in_pool: " as next in the pool", manual: " by hand" } as const;
const PARKED = {
  no_coverage: "nobody covers it",
  nobody_available: "nobody is available",
  by_rule: "as the rule says",
  error: "routing failed",
} as const;

function listed(label: string, repIds: readonly RepId[], names: Names): readonly string[] {
  return repIds.length === 0 ? [] : [`${label}: ${repIds.map((repId) => nameOf(repId, names)).join(", ")}`];
}

function nameOf(repId: RepId | null, names: Names): string {
  return repId === null ? "nobody" : (names.rep(repId) ?? repId);
}
