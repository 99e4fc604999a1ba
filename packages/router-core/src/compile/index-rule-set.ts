import type { Facts, RuleSet } from "@pointsman/contracts/rule-set";

import type { RuleMatcher } from "../plan.ts";
import { RuleIndex } from "./rule-index.ts";

/** Indexes every decision table and every stage: finds the rows and rules that the interpreter finds. */
export function indexRuleSet({ derivedFacts, stages }: RuleSet): RuleMatcher {
  const tables = derivedFacts.map(({ rows }) => new RuleIndex(rows.map(({ when }) => when)));
  const rules = stages.map((stage) => new RuleIndex(stage.rules.map(({ when }) => when)));
  return {
    findRow: (table: number, facts: Facts) => tables[table]?.findFirst(facts) ?? -1,
    findRule: (stage: number, facts: Facts) => rules[stage]?.findFirst(facts) ?? -1,
  };
}
