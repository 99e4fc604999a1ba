import type { FactTest } from "@pointsman/contracts/rule-set";

import { evaluateOn, isSame } from "../../conditions/evaluate.ts";
import { foldText } from "../../conditions/fold-text.ts";
import type { FindFact } from "../vocabulary.ts";
import { holds, isEmpty, isWithin, toInterval } from "./interval.ts";
import { isPlain, NOTHING, toKnowledge, type FactKnowledge, type Knowledge } from "./knowledge.ts";
import type { Literal, NormalForm } from "./normal-form.ts";

/** Whether the condition certainly holds wherever this knowledge does. `false` is "not that we can tell". */
export function implies(knowledge: Knowledge, form: NormalForm, find: FindFact): boolean {
  if (form.kind === "all") return form.parts.every((part) => implies(knowledge, part, find));
  if (form.kind === "any") return form.parts.some((part) => implies(knowledge, part, find));
  return impliesLiteral(knowledge, form.literal, find);
}

/** Why the tests of a way can never hold together; null: they can, as far as we can tell. */
export function findConflict(knowledge: Knowledge): string | null {
  for (const [fact, known] of knowledge.facts) {
    const conflict = findFactConflict(fact, known);
    if (conflict !== null) return conflict;
  }
  const selfish = knowledge.literals.find(({ test, negated }) => !negated && differsFromItself(test));
  if (selfish !== undefined) return `${selfish.test.fact} never differs from itself`;
  const denied = knowledge.literals.find(({ test, negated }) => negated && impliesTest(knowledge, test));
  return denied === undefined ? null : `${denied.test.fact} ${denied.test.op} is both asked for and denied`;
}

function differsFromItself(test: FactTest): boolean {
  return test.op === "ne_fact" && test.fact === test.value;
}

function findFactConflict(
  fact: string,
  { known, missing, isList, tests, oneOf, interval }: FactKnowledge,
): string | null {
  if (known && missing) return `${fact} is asked to be known and to be missing`;
  if (oneOf?.length === 0) return `no value of ${fact} passes all the tests on it`;
  if (isEmpty(interval)) return `${fact} has no value in the range that is left`;
  const prefixes = tests.flatMap((test) => (test.op === "prefix" ? [foldText(test.value)] : []));
  const longest = prefixes.reduce((a, b) => (b.length > a.length ? b : a), "");
  if (!isList && prefixes.some((prefix) => !longest.startsWith(prefix))) return `${fact} cannot begin in two ways`;
  const suffixes = tests.flatMap((test) => (test.op === "suffix" ? [foldText(test.value)] : []));
  const longestEnd = suffixes.reduce((a, b) => (b.length > a.length ? b : a), "");
  if (!isList && suffixes.some((suffix) => !longestEnd.endsWith(suffix))) return `${fact} cannot end in two ways`;
  if (asksForExcludedItem(tests)) return `${fact} is asked for items that it must not have`;
  const youngest = Math.min(...tests.map((test) => (test.op === "newer_than_days" ? test.value : Infinity)));
  const oldest = Math.max(...tests.map((test) => (test.op === "older_than_days" ? test.value : -Infinity)));
  return youngest <= oldest ? `${fact} cannot be both newer and older` : null;
}

/** `any_of` of none but items that a `none_of` rules out, or `all_of` with one of them. */
function asksForExcludedItem(tests: readonly FactTest[]): boolean {
  const excluded = tests.flatMap((test) => (test.op === "none_of" ? test.value : []));
  const isExcludedItem = (value: string) => excluded.some((item) => isSame(item, value));
  return tests.some((test) =>
    test.op === "any_of"
      ? test.value.every(isExcludedItem)
      : test.op === "all_of" && excluded.length > 0 && test.value.some(isExcludedItem),
  );
}

function impliesLiteral(knowledge: Knowledge, literal: Literal, find: FindFact): boolean {
  if (knowledge.has(literal)) return true;
  if (!literal.negated) return impliesTest(knowledge, literal.test);
  // The test is ruled out where it conflicts with what is known.
  const positive = { test: literal.test, negated: false };
  return findConflict(toKnowledge([...knowledge.literals.filter(({ negated }) => !negated), positive], find)) !== null;
}

function impliesTest(knowledge: Knowledge, test: FactTest): boolean {
  if (knowledge.has({ test, negated: false })) return true;
  const fact = knowledge.facts.get(test.fact) ?? NOTHING;
  switch (test.op) {
    case "exists":
      return fact.known;
    case "missing":
      return fact.missing;
    case "newer_than_days":
      return fact.tests.some((known) => known.op === "newer_than_days" && known.value <= test.value);
    case "older_than_days":
      return fact.tests.some((known) => known.op === "older_than_days" && known.value >= test.value);
    case "eq_fact":
    case "ne_fact":
      return false;
    default:
      return isPlain(test) && impliesPlain(fact, test);
  }
}

function impliesPlain(fact: FactKnowledge, test: Parameters<typeof evaluateOn>[1]): boolean {
  if (fact.oneOf !== null) return fact.oneOf.length > 0 && fact.oneOf.every((value) => evaluateOn(value, test));
  const wanted = toInterval(test);
  if (wanted !== null) return fact.tests.some((known) => toInterval(known) !== null) && isWithin(fact.interval, wanted);
  switch (test.op) {
    case "ne":
      return isExcluded(fact, test.value);
    case "not_in":
      return test.value.every((value) => isExcluded(fact, value));
    case "prefix":
      return fact.tests.some(
        (known) => known.op === "prefix" && foldText(known.value).startsWith(foldText(test.value)),
      );
    case "suffix":
      return fact.tests.some((known) => known.op === "suffix" && foldText(known.value).endsWith(foldText(test.value)));
    case "contains":
      return fact.tests.some((known) => hasText(known) && foldText(known.value).includes(foldText(test.value)));
    default:
      return false;
  }
}

function hasText(
  test: FactTest,
): test is Extract<FactTest, { readonly value: string }> & { readonly op: "prefix" | "suffix" | "contains" } {
  return test.op === "prefix" || test.op === "suffix" || test.op === "contains";
}

/** A value that the fact certainly does not have, while it has one. */
function isExcluded({ tests, interval }: FactKnowledge, value: string | number | boolean): boolean {
  return tests.some((test) => {
    if (test.op === "ne") return isSame(test.value, value);
    if (test.op === "not_in") return test.value.some((member) => isSame(member, value));
    return typeof value === "number" && toInterval(test) !== null && !holds(interval, value);
  });
}
