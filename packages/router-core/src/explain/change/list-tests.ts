import type { Condition, FactTest, RuleSet } from "@pointsman/contracts/rule-set";

/** The tests of all conditions of the rule set, in order, `limit` of them at most. */
export function* listTests(ruleSet: RuleSet, limit: number): Generator<FactTest> {
  let left = limit;
  for (const test of allTests(ruleSet)) {
    if (left-- === 0) return;
    yield test;
  }
}

/** Whether the rule set has more tests than `limit`. Looks no further. */
export function hasMoreTests(ruleSet: RuleSet, limit: number): boolean {
  let left = limit;
  for (const _ of allTests(ruleSet)) if (left-- === 0) return true;
  return false;
}

function* allTests(ruleSet: RuleSet): Generator<FactTest> {
  if (ruleSet.qualification !== undefined) yield* testsOf(ruleSet.qualification);
  for (const { rows } of ruleSet.derivedFacts) for (const { when } of rows) yield* testsOf(when);
  for (const { rules } of ruleSet.stages) for (const { when } of rules) yield* testsOf(when);
}

function* testsOf(condition: Condition): Generator<FactTest> {
  if ("all" in condition) for (const part of condition.all) yield* testsOf(part);
  else if ("any" in condition) for (const part of condition.any) yield* testsOf(part);
  else if ("not" in condition) yield* testsOf(condition.not);
  else yield condition;
}
