import type {
  AbsenceSource,
  Candidate,
  Decision,
  RefusalReason,
  TraceStep,
  UnmetTest,
} from "@pointsman/contracts/decision";
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
  const { head, details } = describeOutcome(decision, names);
  return [...lines, `${[head, ...details].join("; ")}${criteria}`].map(toOneLine);
}

/** A line break in a name would make two lines of one. */
export function toOneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, " ");
}

/** What came of a stage, e.g. `West 200–500 → Jordan K. (available)`. */
export function describeStep(step: TraceStep, winner: RepId | null, names: Names): string {
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
    case "not_qualified":
      return "not satisfied; the stages are not asked";
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
  if (candidates.length === 0) return "nobody covers it";
  const refused = candidates.filter(({ refusal }) => refusal !== null);
  return (refused.length > 0 ? refused : candidates).map((candidate) => describeRefusal(candidate, names)).join(", ");
}

function describeRefusal(candidate: Candidate, names: Names): string {
  return `${nameOf(candidate.repId, names)} (${describeReason(candidate)})`;
}

/** Why the candidate cannot take the lead, e.g. `at the hard cap with 30 open of 20`. */
export function describeReason(candidate: Candidate): string {
  return candidate.refusal === null ? "has no share" : REFUSALS[candidate.refusal](candidate);
}

const SOURCES = {
  api: "an entry over the API",
  import: "an imported entry",
  ics: "a calendar feed",
  google: "Google calendar",
  microsoft: "Microsoft calendar",
} as const satisfies Record<AbsenceSource, string>;

function by(source: AbsenceSource | undefined): string {
  return source === undefined ? "" : ` by ${SOURCES[source]}`;
}

const REFUSALS: { readonly [Reason in RefusalReason]: (candidate: Candidate) => string } = {
  unknown_rep: () => "not on file",
  departed: () => "has left the company",
  excluded: () => "excluded from this lead",
  out_of_office: ({ backAt, absenceSource }) => `out of office${by(absenceSource)} until ${backAt ?? "further notice"}`,
  outside_hours: ({ backAt }) => `outside working hours until ${backAt ?? "further notice"}`,
  busy: ({ backAt, absenceSource }) => `busy${by(absenceSource)} until ${backAt ?? "further notice"}`,
  at_hard_cap: ({ openLeads, capacity }) => `at the hard cap with ${openLeads} open of ${capacity}`,
  daily_cap: () => "has had his leads of the day",
  weekly_cap: () => "has had his leads of the week",
  monthly_cap: () => "has had his leads of the month",
  not_ramped: () => "not ramped up yet",
  lacks_skill: () => "lacks a required skill",
};

export interface OutcomeText {
  /** Who has the lead now, or where it is. */
  readonly head: string;
  /** Co-owners, copies and the note, each with its label. */
  readonly details: readonly string[];
}

export function describeOutcome({ outcome }: Decision, names: Names): OutcomeText {
  switch (outcome.kind) {
    case "assigned": {
      const how =
        outcome.via === "backup" ? ` as backup of ${nameOf(outcome.insteadOfRepId, names)}` : VIA[outcome.via];
      return {
        head: `Assigned to ${nameOf(outcome.repId, names)}${how}`,
        details: [
          ...listed("co-owner", outcome.coOwnerRepIds, names),
          ...listed("copied", outcome.copiedRepIds, names),
          ...(outcome.note === null ? [] : [`note: ${outcome.note}`]),
        ],
      };
    }
    case "held":
      return { head: `Held for ${nameOf(outcome.forRepId, names)} until ${outcome.until}`, details: [] };
    case "parked": {
      const queue = names.queue(outcome.queueId) ?? outcome.queueId;
      return {
        head: `Parked in ${queue} (${PARKED[outcome.reason]})`,
        details: [`told: ${nameOf(outcome.ownerRepId, names)}`],
      };
    }
    case "attached":
      return { head: `Attached to ${outcome.toLeadId}, an open lead of the same person`, details: [] };
    case "unqualified":
      return { head: "Not routed: not qualified yet", details: outcome.unmet.map(describeUnmet) };
  }
}

/** E.g. `lead.score is 30, needs gte 50`. */
function describeUnmet({ fact, is, needs }: UnmetTest): string {
  return `${fact} is ${is === null ? "not known" : JSON.stringify(is)}, needs ${needs}`;
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

export function nameOf(repId: RepId | null, names: Names): string {
  return repId === null ? "nobody" : (names.rep(repId) ?? repId);
}
