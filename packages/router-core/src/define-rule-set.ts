import { parseInput } from "@pointsman/contracts/error";
import { RuleSet, type CustomFact } from "@pointsman/contracts/rule-set";

import type { DerivedShape } from "./typed-facts.ts";
import type { RuleSetOf } from "./typed-rule-set.ts";

/**
 * A rule set written by hand, checked where it stands: a fact that does not exist or is derived only later, an operator
 * that does not go with the fact's type, a value that the fact never has are errors of the compiler. Parts that stand
 * by themselves take their types from `FactsOf`:
 *
 * ```ts
 * const tables = [{ fact: "tier", rows: [...], otherwise: "tier2" }] as const satisfies readonly DerivedFactOf<FactsOf>[];
 * const accounts: StageOf<FactsOf<typeof tables>> = { ... };
 * ```
 *
 * @throws AppError `INVALID_INPUT` that names each field at fault
 */
export function defineRuleSet<
  const Derived extends readonly DerivedShape[] = [],
  const Custom extends readonly CustomFact[] = [],
>(ruleSet: RuleSetOf<Derived, Custom>): RuleSet {
  return parseInput(RuleSet, ruleSet, "rule set");
}
