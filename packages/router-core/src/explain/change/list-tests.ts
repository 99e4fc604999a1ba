import type { Condition, FactTest, RuleSet } from "@pointsman/contracts/rule-set";

/** Every test of every condition of the rule set, in order. */
export function* listTests(ruleSet: RuleSet): Generator<FactTest> {
  for (const { rows } of ruleSet.derivedFacts) for (const { when } of rows) yield* testsOf(when);
  for (const { rules } of ruleSet.stages) for (const { when } of rules) yield* testsOf(when);
}

function* testsOf(condition: Condition): Generator<FactTest> {
  if ("all" in condition) for (const part of condition.all) yield* testsOf(part);
  else if ("any" in condition) for (const part of condition.any) yield* testsOf(part);
  else if ("not" in condition) yield* testsOf(condition.not);
  else yield condition;
}
