import pc from "picocolors";

import type { CheckAnswer } from "../api.ts";
import { out } from "./out.ts";
import { toTable } from "./table.ts";

/** Prints what was checked and what came of it. @returns whether everything holds */
export function printCheck({ ok, findings, leads }: CheckAnswer): boolean {
  out.line(pc.bold("\nCheck"));
  const states = Object.entries(leads.byState).map(([state, count]) => `${count} ${state}`);
  out.line(`  ${leads.total} leads: ${states.join(", ")}`);
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
  out.line(
    ok
      ? pc.green("  Everything holds: both stores have every lead, exactly once.")
      : pc.red("  Something does not hold."),
  );
  return ok;
}
