import pc from "picocolors";

import type { DemoLead } from "../demo/post-leads.ts";

const MARK = {
  assigned: pc.green("→"),
  held: pc.yellow("⏸"),
  parked: pc.red("▣"),
  attached: pc.cyan("+"),
  unqualified: pc.dim("…"),
  converted: pc.green("✓"),
  disqualified: pc.dim("✗"),
};

/** One lead on one line: who, what became of it, why, and how long the visitor waited. */
export function toDecisionLine({ sample, decision, tookMs, repeated }: DemoLead, index: number): string {
  const number = pc.dim(String(index + 1).padStart(4));
  const time = pc.dim((repeated ? "known" : `${tookMs.toFixed(0)} ms`).padStart(7));
  const outcome = cut(toOutcome(decision), 26);
  return `${number}  ${cut(whoIs(sample.fields), 28)} ${MARK[decision.state]} ${outcome} ${time}  ${pc.dim(cut(toReason(decision), 100).trimEnd())}`;
}

/** One lead with the whole of its reason. */
export function toDecisionBlock(lead: DemoLead, index: number): string {
  const steps = lead.decision.explanation.map((line) => pc.dim(`        ${line}`));
  return [toDecisionLine(lead, index), ...steps].join("\n");
}

/** `Assigned to Jordan K.`: what the last line of the reason says first. */
function toOutcome({ state, explanation }: DemoLead["decision"]): string {
  const [outcome = ""] = explanation.at(-1)?.split(";") ?? [];
  return state === "attached" ? "Attached to an open lead" : outcome;
}

/** The stage that settled it, and how many criteria were met: `Territory: West 200–500 → Jordan K. (available); 2/3`. */
function toReason({ decision, explanation }: DemoLead["decision"]): string {
  const { steps, criteriaMet, criteriaTotal } = decision.trace;
  const settled = steps.findLastIndex(
    ({ finding }) => finding === "chosen" || finding === "held" || finding === "parked",
  );
  const reason = explanation[settled]?.replace(/^\d+\. /, "");
  return settled < 0 || reason === undefined
    ? (explanation.at(-1) ?? "")
    : `${reason}; ${criteriaMet}/${criteriaTotal} criteria`;
}

function whoIs(fields: DemoLead["sample"]["fields"]): string {
  const find = (...patterns: readonly RegExp[]) =>
    patterns.flatMap((pattern) => Object.entries(fields).filter(([name]) => pattern.test(name))).at(0)?.[1];
  const company = find(/company(?!.*size)|organi[sz]ation/i);
  return String(company ?? find(/mail/i) ?? "somebody");
}

/** The text in exactly `width` columns, as far as one character is one column. */
function cut(text: string, width: number): string {
  const characters = Array.from(text);
  return characters.length > width ? `${characters.slice(0, width - 1).join("")}…` : text.padEnd(width);
}
