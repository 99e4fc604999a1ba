import type { Finding } from "@pointsman/invariants/finding";
import pc from "picocolors";

import type { CheckAnswer } from "../api.ts";
import { out } from "./out.ts";
import { toTable } from "./table.ts";

/** Prints what was checked of both stores and what came of it. @returns whether everything holds */
export function printCheck({ findings, leads }: CheckAnswer): boolean {
  out.line(pc.bold("\nCheck"));
  const states = Object.entries(leads.byState).map(([state, count]) => `${count} ${state}`);
  out.line(`  ${leads.total} leads: ${states.join(", ")}`);
  return printFindings(findings, "both stores have every lead, exactly once");
}

/** @param meaning what it means that all of them hold @returns whether they do */
export function printFindings(findings: readonly Finding[], meaning: string): boolean {
  const ok = findings.every((finding) => finding.ok);
  const rows = findings.map((finding) => [
    finding.ok ? pc.green("✓") : pc.red("✗"),
    finding.invariant,
    finding.name,
    finding.detail,
  ]);
  out.line(toTable(["", "invariant", "check", "result"], rows));
  for (const { name, violations } of findings) {
    for (const violation of violations) out.line(pc.red(`  ${name}: ${JSON.stringify(violation)}`));
  }
  out.line(ok ? pc.green(`  Everything holds: ${meaning}.`) : pc.red("  Something does not hold."));
  return ok;
}
