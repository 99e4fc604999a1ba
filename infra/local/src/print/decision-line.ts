import pc from "picocolors";

import type { DemoLead } from "../demo/post-leads.ts";

const MARK = {
  assigned: pc.green("→"),
  held: pc.yellow("⏸"),
  parked: pc.red("▣"),
  attached: pc.cyan("+"),
  converted: pc.green("✓"),
};

/** One lead on one line: who, what became of it, why, and how long the visitor waited. */
export function toDecisionLine({ sample, decision, tookMs, repeated }: DemoLead, index: number): string {
  const number = pc.dim(String(index + 1).padStart(4));
  const time = repeated ? "known" : `${tookMs.toFixed(0)} ms`;
  const outcome = decision.explanation.at(-1) ?? "";
  return `${number}  ${cut(whoIs(sample.fields), 34)} ${MARK[decision.state]} ${cut(outcome, 90)} ${pc.dim(time.padStart(8))}`;
}

/** One lead with the whole of its reason. */
export function toDecisionBlock(lead: DemoLead, index: number): string {
  const { explanation } = lead.decision;
  const steps = explanation.slice(0, -1).map((line) => pc.dim(`        ${line}`));
  return [...steps, toDecisionLine(lead, index)].join("\n");
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
