import type { UnmetTest } from "@pointsman/contracts/decision";
import type { Condition, Facts, FactTest } from "@pointsman/contracts/rule-set";

import { evaluateCondition } from "../conditions/evaluate.ts";

/** Enough to act on. A condition may have any number of tests, and each decision keeps what it lists. */
const MAX_UNMET = 20;

/**
 * What keeps the lead from satisfying the condition, in its order, 20 tests at most: of an `any` every part, since each
 * of them would do. Null: it satisfies it.
 */
export function listUnmet(condition: Condition, facts: Facts): readonly UnmetTest[] | null {
  if (evaluateCondition(condition, facts)) return null;
  return [...takeUnmet({ condition, facts, wanted: true })].slice(0, MAX_UNMET);
}

interface Part {
  readonly condition: Condition;
  readonly facts: Facts;
  /** How the part would have to come out; under a `not` the other way. */
  readonly wanted: boolean;
}

/** The tests of a part that is not as wanted. */
function* takeUnmet({ condition, facts, wanted }: Part): Generator<UnmetTest> {
  if ("not" in condition) return yield* takeUnmet({ condition: condition.not, facts, wanted: !wanted });
  if (!("all" in condition || "any" in condition)) return yield toUnmet(condition, facts, wanted);
  for (const part of "all" in condition ? condition.all : condition.any) {
    if (evaluateCondition(part, facts) !== wanted) yield* takeUnmet({ condition: part, facts, wanted });
  }
}

function toUnmet(test: FactTest, facts: Facts, wanted: boolean): UnmetTest {
  const needs = "value" in test ? `${test.op} ${JSON.stringify(test.value)}` : test.op;
  return { fact: test.fact, is: facts[test.fact] ?? null, needs: wanted ? needs : `not ${needs}` };
}
