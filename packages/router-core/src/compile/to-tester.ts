import type { Condition, FactTest, FactValue } from "@pointsman/contracts/rule-set";

import { evaluateCondition } from "../conditions/evaluate.ts";
import { foldText } from "../conditions/fold-text.ts";

/** Whether conditions on one fact hold for a value of it. */
export type Tester = (value: FactValue) => boolean;

/**
 * A test of a single fact's values, prepared for many of them: an `in` of 10,000 domains is asked for each of its
 * 10,000, which as written would be 10⁸ comparisons of folded text. `evaluateCondition` answers all the rest.
 */
export function toTester(condition: Condition): Tester {
  if ("not" in condition) {
    const inner = toTester(condition.not);
    return (value) => !inner(value);
  }
  if ("all" in condition) {
    const parts = condition.all.map(toTester);
    return (value) => parts.every((holds) => holds(value));
  }
  if ("any" in condition) {
    const parts = condition.any.map(toTester);
    return (value) => parts.some((holds) => holds(value));
  }
  switch (condition.op) {
    case "eq":
    case "in":
      return toMembership(condition);
    case "ne":
    case "not_in": {
      const isMember = toMembership(condition);
      return (value) => value !== null && !isMember(value);
    }
    default:
      return (value) => evaluateCondition(condition, { [condition.fact]: value });
  }
}

function toMembership(test: FactTest): Tester {
  const members = new Set(scalarsOf(test).map(toMember));
  return (value) => members.has(toMember(value));
}

/** Texts are the same when folded; a text is never the same as anything else. */
function toMember(value: unknown): unknown {
  return typeof value === "string" ? foldText(value) : value;
}

/** The values that a test compares with. */
export function scalarsOf(test: FactTest): readonly unknown[] {
  if (!("value" in test)) return [];
  const takesList = test.op === "in" || test.op === "not_in" || test.op === "between";
  if (takesList) return Array.isArray(test.value) ? test.value : [];
  return Array.isArray(test.value) ? [] : [test.value];
}
