import { Dimension } from "../report/report-params.ts";

export type CellSource = "lead" | "assignment";

interface CellKind {
  readonly kind: string;
  readonly of: CellSource;
  readonly dimensions: readonly Dimension[];
}

const BY_RULE_AND_REP = ["territory", "tier", "rule", "rep"] as const;

/**
 * Kinds of cells, and which dimensions each tells apart. A report asks the first that has what it is cut and filtered by: with
 * source, segment and pool apart there are several times as many.
 */
export const CELL_KINDS: readonly CellKind[] = [
  { kind: "lead_by_tier", of: "lead", dimensions: ["tier"] },
  { kind: "lead_by_rule_and_rep", of: "lead", dimensions: BY_RULE_AND_REP },
  { kind: "lead", of: "lead", dimensions: Dimension.options },
  { kind: "assignment_by_rule_and_rep", of: "assignment", dimensions: BY_RULE_AND_REP },
  { kind: "assignment", of: "assignment", dimensions: Dimension.options },
];
