import type { FieldIssue } from "@pointsman/contracts/error";

/** Everything that can be wrong with a rule set that parses. With an `error` it is never published and never compiled. */
export const DIAGNOSTIC_CODES = {
  /** A condition, a note or a refinement asks for a fact that does not exist, or is derived only later. */
  unknown_fact: "error",
  /** The operator does not go with the fact's type: `lead.company lt 5`. */
  unknown_operator_for_type: "error",
  /** The value is one that the fact never has: a country of three letters, a tier that no row gives. */
  value_out_of_domain: "error",
  unknown_rep: "error",
  unknown_pool: "error",
  unknown_queue: "error",
  unknown_territory: "error",
  /** No member of the pool can ever take a lead: nobody is there, or has the skills required. */
  empty_pool: "error",
  /** Everybody in the pool is at 0 % of his ramp, and none has a step to come. */
  unramped_pool: "warning",
  /** Nobody who is here owns the queue that a rule parks in. */
  unowned_queue: "error",
  /** A territory that is derived has no pool, while a rule asks for its pool. */
  uncovered_territory: "warning",
  /** The rep has left: the rule always goes on to what it says for the unavailable. */
  departed_target: "warning",
  /** Backups run in a circle. Routing asks nobody twice, so it ends; but nobody outside the circle is ever asked. */
  backup_cycle: "warning",
  /** The condition is nested more than 500 levels deep. Nothing else is said of such a rule set. */
  nested_too_deep: "error",
  /** The condition can never hold. */
  contradiction: "error",
  /** The condition always holds, and does not look it. */
  tautology: "warning",
  /** Whenever the rule holds, an earlier one of its stage, or an earlier row of its table, does too. */
  shadowed_rule: "warning",
  duplicate_id: "error",
  /** The fallback queue does not exist, or nobody who is here owns it. */
  no_final_fallback: "error",
  /** Nothing asks for the derived fact, and no report carries it. */
  unused_derived_fact: "warning",
  /** A note has something in braces that is no fact. */
  unknown_note_fact: "error",
  /** No lead ever gets as far as this stage, or there is nothing in it for one. */
  unreachable_stage: "warning",
} as const satisfies Record<string, "error" | "warning">;

export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: "error" | "warning";
  /** Dotted path into the rule set, e.g. `stages.0.rules.2.when.all.1`. */
  readonly path: string;
  readonly problem: string;
  /** What to write instead. */
  readonly hint: string;
}

/** A diagnostic with the severity of its code. */
export function toDiagnostic(code: DiagnosticCode, path: string, problem: string, hint: string): Diagnostic {
  return { code, severity: DIAGNOSTIC_CODES[code], path, problem, hint };
}

/** A diagnostic as callers of an API see it. */
export function toFieldIssue({ code, path, problem, hint }: Diagnostic): FieldIssue {
  return { field: path, problem: `${problem} (${code})`, expected: hint };
}
