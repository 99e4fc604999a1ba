import type { Candidate, Decision, TraceStep } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";

import { MICRO_LEAD } from "../snapshot.ts";
import { formatLeads } from "./format-leads.ts";
import { describeReason, nameOf, toOneLine, type Names } from "./render-text.ts";

export interface ColleagueReason {
  readonly repId: RepId;
  /** One sentence. */
  readonly reason: string;
}

/** Everybody whom a stage looked at, in that order, each with the first reason why the lead is or is not his. */
export function explainColleagues(decision: Decision, names: Names): readonly ColleagueReason[] {
  const asked = decision.trace.steps.flatMap(({ candidates }) => candidates.map(({ repId }) => repId));
  return [...new Set(asked)].map((repId) => ({ repId, reason: explainColleague(decision, repId, names) }));
}

/**
 * Why this rep has or has not got the lead, in one sentence.
 *
 * - `Ann was passed over at Territory: out of office until 2026-11-23T08:00:00.000Z.`
 * - `Dora could take it, but Ann came first at Territory: Dora was owed 0.2 of a lead, Ann 0.7.`
 * - `Kai was not considered: no stage that was reached names this colleague.`
 */
export function explainColleague(decision: Decision, repId: RepId, names: Names): string {
  return toOneLine(`${explain(decision, repId, names)}.`);
}

function explain(decision: Decision, repId: RepId, names: Names): string {
  const { outcome, trace } = decision;
  const name = nameOf(repId, names);
  if (outcome.kind === "attached") return explainAttached(outcome, repId, names);
  if (outcome.kind === "assigned" && outcome.repId === repId) return `${name} has the lead`;
  if (outcome.kind === "held" && outcome.forRepId === repId) {
    return `The lead waits for ${name}, who is back at ${outcome.until}`;
  }
  if (outcome.kind === "assigned" && outcome.via === "manual") {
    return `${name} was not considered: a person gave the lead to ${nameOf(outcome.repId, names)}`;
  }
  for (const step of trace.steps) {
    const candidate = step.candidates.find((one) => one.repId === repId);
    if (candidate?.verdict === "refused") {
      return `${name} was passed over at ${step.stageName}: ${describeReason(candidate)}`;
    }
    if (candidate !== undefined) return explainPassedOver({ decision, step, candidate, names });
  }
  return `${name} was not considered: no stage that was reached names this colleague${besides(decision, repId)}`;
}

function explainAttached(
  { toLeadId, repId: owner }: Extract<Decision["outcome"], { kind: "attached" }>,
  repId: RepId,
  names: Names,
): string {
  const joined = `the lead joined ${toLeadId}, an open lead of the same person`;
  return owner === repId ? `${nameOf(repId, names)} has it: ${joined}` : `No rule was asked: ${joined}`;
}

/** A co-owner and whoever is copied have a part in the lead without being a candidate. */
function besides({ outcome }: Decision, repId: RepId): string {
  if (outcome.kind !== "assigned") return "";
  if (outcome.coOwnerRepIds.includes(repId)) return ", who is co-owner of the lead";
  return outcome.copiedRepIds.includes(repId) ? ", who is copied on the lead" : "";
}

interface PassedOver {
  readonly decision: Decision;
  readonly step: TraceStep;
  readonly candidate: Candidate;
  readonly names: Names;
}

/** He could have taken it: what the one who did, or nobody, had before him. */
function explainPassedOver(over: PassedOver): string {
  const { decision, step, candidate, names } = over;
  const name = nameOf(candidate.repId, names);
  const { outcome } = decision;
  const winner = step.candidates.find(({ verdict }) => verdict === "chosen");
  if (winner === undefined) {
    const wanted = outcome.kind === "held" ? nameOf(outcome.forRepId, names) : null;
    return wanted === null || step.finding !== "held"
      ? `${name} was not asked at ${step.stageName}: without a share of the pool, or not one of those the rule wants`
      : `${name} was not asked at ${step.stageName}: the rule waits for ${wanted}`;
  }
  const came = `${name} could take it, but ${nameOf(winner.repId, names)} came first at ${step.stageName}`;
  return `${came}: ${whyFirst(over, winner)}`;
}

function whyFirst({ decision, step, candidate, names }: PassedOver, winner: Candidate): string {
  const { outcome, trace } = decision;
  const [name, first] = [nameOf(candidate.repId, names), nameOf(winner.repId, names)];
  if (outcome.kind === "assigned" && outcome.via === "backup") {
    return `the rule asks the backup of ${nameOf(outcome.insteadOfRepId, names)} before the rest`;
  }
  if (winner.preferred === true && candidate.preferred === false) return `a specialist in ${skillsAfter(step, trace)}`;
  switch (trace.selection?.policy) {
    case "fixed":
      return "earlier in the order of the pool";
    case "least_loaded":
      return `${winner.openLeads} open of ${winner.capacity}, ${name} ${candidate.openLeads} of ${candidate.capacity}`;
    case "balanced_value":
      return `the pool balances value, and more of it was owed to ${first}`;
    case "fair_share":
      return compareCredits(candidate, winner, { name, first });
    case "weighted":
      return "the lot that the pool draws for each lead, by weight";
    case "account_sticky":
      return `leads of this account stay with ${first}, or ${first} was next by fair share`;
    case undefined:
      return "the rule names nobody else";
  }
}

/** The skills that the refining stages behind the step asked for. */
function skillsAfter(step: TraceStep, { steps }: Decision["trace"]): string {
  const behind = steps.slice(steps.indexOf(step) + 1);
  const end = behind.findIndex(({ kind }) => kind !== "refine");
  const refining = end === -1 ? behind : behind.slice(0, end);
  return refining.flatMap(({ skill }) => skill ?? []).join(" and ");
}

/** Fair share compares what each is owed once this lead is counted; the winner has paid for it since. */
function compareCredits(
  candidate: Candidate,
  winner: Candidate,
  { name, first }: { readonly name: string; readonly first: string },
): string {
  const his = candidate.creditAfter ?? 0;
  const owed = (winner.creditAfter ?? 0) + MICRO_LEAD;
  const compared = `${name} was owed ${formatLeads(his)} of a lead, ${first} ${formatLeads(owed)}`;
  if (owed > his) return compared;
  return `${compared}, ${owed === his ? "with the larger share or the longer wait" : "who would have been owed a whole one sooner"}`;
}
