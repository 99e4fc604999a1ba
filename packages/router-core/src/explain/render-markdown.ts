import type { Candidate, Decision, Outcome, TraceStep } from "@pointsman/contracts/decision";

import { escapeMarkdown } from "./escape-markdown.ts";
import { explainColleagues } from "./explain-colleague.ts";
import { formatLeads } from "./format-leads.ts";
import { describeOutcome, describeStep, type Names } from "./render-text.ts";

/**
 * The decision as Markdown: who has the lead, each criterion, each colleague with the first reason why not, and what
 * goes with the lead. Whatever names and notes hold, the structure stays.
 */
export function renderMarkdown(decision: Decision, names: Names): string {
  const safe = escapeTexts(decision);
  const safeNames = escapeNames(names);
  const { head, details } = describeOutcome(safe, safeNames);
  const blocks = [
    `## ${head}`,
    summarise(safe),
    criteriaTable(safe, safeNames),
    colleagueTable(safe, safeNames),
    details.map((detail) => `- ${capitalise(detail)}`).join("\n"),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function summarise({ decidedAt, ruleSet, trace }: Decision): string {
  const criteria = trace.criteriaTotal === 0 ? "" : `Matched ${trace.criteriaMet} of ${trace.criteriaTotal} criteria. `;
  return `${criteria}Decided at ${decidedAt} by version ${ruleSet.version} of the rules.`;
}

function criteriaTable({ trace, outcome }: Decision, names: Names): string {
  if (trace.steps.length === 0) return "";
  const winner = outcome.kind === "assigned" ? outcome.repId : null;
  const rows = trace.steps.map((step, index) => [
    String(index + 1),
    step.stageName,
    describeStep(step, winner, names),
    step.kind === "fallback" ? "–" : step.met ? "yes" : "no",
  ]);
  return toTable(["#", "Criterion", "Finding", "Met"], rows);
}

function colleagueTable(decision: Decision, names: Names): string {
  const reasons = new Map(explainColleagues(decision, names).map(({ repId, reason }) => [repId, reason]));
  const rows = decision.trace.steps.flatMap((step) => step.candidates.map((candidate) => ({ step, candidate })));
  const first = new Map(rows.toReversed().map((row) => [row.candidate.repId, row]));
  if (first.size === 0) return "";
  const header = ["Colleague", "Criterion", "Open leads", "Owed before → after", "Back at", "Why"];
  const cells = [...first.values()].toReversed().map((row) => toCells(row, reasons, names));
  return toTable(header, cells);
}

function toCells(
  { step, candidate }: { readonly step: TraceStep; readonly candidate: Candidate },
  reasons: ReadonlyMap<string, string>,
  names: Names,
): readonly string[] {
  const { repId, openLeads, capacity, creditBefore, creditAfter, backAt } = candidate;
  return [
    names.rep(repId) ?? repId,
    step.stageName,
    `${openLeads} of ${capacity}`,
    creditBefore === null ? "–" : `${formatLeads(creditBefore)} → ${formatLeads(creditAfter ?? creditBefore)}`,
    backAt ?? "–",
    reasons.get(repId) ?? "",
  ];
}

function toTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function capitalise(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** The same names, safe in Markdown. An id that stands for a missing name is escaped too. */
function escapeNames(names: Names): Names {
  return {
    rep: (id) => escapeMarkdown(names.rep(id) ?? id),
    pool: (id) => escapeMarkdown(names.pool(id) ?? id),
    queue: (id) => escapeMarkdown(names.queue(id) ?? id),
  };
}

/** The same decision with all text that people wrote escaped, so that it can be described by the same words. */
function escapeTexts(decision: Decision): Decision {
  const { trace } = decision;
  return {
    ...decision,
    outcome: escapeOutcome(decision.outcome),
    trace: { ...trace, steps: trace.steps.map(escapeStep) },
  };
}

function escapeOutcome(outcome: Outcome): Outcome {
  if (outcome.kind !== "assigned" || outcome.note === null) return outcome;
  return { ...outcome, note: escapeMarkdown(outcome.note) };
}

function escapeStep(step: TraceStep): TraceStep {
  return {
    ...step,
    stageName: escapeMarkdown(step.stageName),
    rule: step.rule === null ? null : { id: step.rule.id, name: escapeMarkdown(step.rule.name) },
    skill: step.skill === null ? null : escapeMarkdown(step.skill),
  };
}
