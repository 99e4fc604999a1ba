import type { RuleSet } from "@pointsman/contracts/rule-set";

import type { RuleMatcher } from "../plan.ts";
import { listDerived } from "../stages/derive-facts.ts";
import type { LeadFacts } from "../stages/lead-facts.ts";
import { RuleIndex } from "./rule-index.ts";

/** Indexes every decision table and every stage: finds the rows and rules that the interpreter finds. */
export function indexRuleSet({ derivedFacts, stages }: RuleSet): RuleMatcher {
  const derived = listDerived({ derivedFacts });
  const tables = derivedFacts.map(
    ({ rows }) =>
      new RuleIndex(
        rows.map(({ when }) => when),
        derived,
      ),
  );
  const rules = stages.map(
    (stage) =>
      new RuleIndex(
        stage.rules.map(({ when }) => when),
        derived,
      ),
  );
  return {
    findRow: (table: number, facts: LeadFacts) => tables[table]?.findFirst(facts) ?? -1,
    findRule: (stage: number, facts: LeadFacts) => rules[stage]?.findFirst(facts) ?? -1,
  };
}
