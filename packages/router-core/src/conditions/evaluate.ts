import type { Condition, Facts, FactTest, FactValue } from "@pointsman/contracts/rule-set";

import { foldText } from "./fold-text.ts";
import { compileGlob, matchesGlob, type Glob } from "./glob.ts";

/** A fact's value that is known: `toKnown` says what is. */
export type KnownValue = Exclude<FactValue, null>;
type Item = string | number | boolean;
type Operator = FactTest["op"];

/** Operators whose answer hangs on one fact and the value in the rule alone. */
export type PlainOperator = Exclude<
  Operator,
  "exists" | "missing" | "eq_fact" | "ne_fact" | "newer_than_days" | "older_than_days"
>;
export type PlainTest = TestWith<PlainOperator>;

/** The tests that an operator may stand in. */
type TestWith<Op extends Operator, Test extends FactTest = FactTest> = Test extends FactTest
  ? [Test["op"] & Op] extends [never]
    ? never
    : Test
  : never;

const DAY_MS = 86_400_000;

/**
 * The operators on known facts. Text is compared in the form of `foldText`. Values of different types are unequal and
 * unordered: `"50"` is not `50`. A fact that is a list matches where one of its items does.
 */
const OPERATORS: {
  readonly [Op in PlainOperator]: (fact: KnownValue, test: TestWith<Op>) => boolean;
} = {
  eq: (fact, { value }) => hasItem(fact, value),
  ne: (fact, { value }) => !hasItem(fact, value),
  in: (fact, { value }) => value.some((member) => hasItem(fact, member)),
  not_in: (fact, { value }) => !value.some((member) => hasItem(fact, member)),
  lt: (fact, { value }) => typeof fact === "number" && fact < value,
  lte: (fact, { value }) => typeof fact === "number" && fact <= value,
  gt: (fact, { value }) => typeof fact === "number" && fact > value,
  gte: (fact, { value }) => typeof fact === "number" && fact >= value,
  between: (fact, { value: [low, high], halfOpen }) =>
    typeof fact === "number" && fact >= low && (halfOpen === true ? fact < high : fact <= high),
  prefix: (fact, { value }) => someText(fact, (text) => text.startsWith(foldText(value))),
  suffix: (fact, { value }) => someText(fact, (text) => text.endsWith(foldText(value))),
  contains: (fact, { value }) => someText(fact, (text) => text.includes(foldText(value))),
  glob: (fact, test) => someText(fact, (text) => matchesGlob(globOf(test), text)),
  before: (fact, { value }) => toMs(fact) < Date.parse(value),
  after: (fact, { value }) => toMs(fact) > Date.parse(value),
  any_of: (fact, { value }) => value.some((member) => hasItem(fact, member)),
  all_of: (fact, { value }) => value.every((member) => hasItem(fact, member)),
  none_of: (fact, { value }) => !value.some((member) => hasItem(fact, member)),
};

/** Whether the condition holds. A fact that is not known fails every test but `missing`; `all` of nothing holds, `any` of nothing does not. */
export function evaluateCondition(condition: Condition, facts: Facts): boolean {
  if ("all" in condition) return condition.all.every((part) => evaluateCondition(part, facts));
  if ("any" in condition) return condition.any.some((part) => evaluateCondition(part, facts));
  if ("not" in condition) return !evaluateCondition(condition.not, facts);
  return evaluateTest(condition, facts);
}

/** Whether one test holds. */
export function evaluateTest(test: FactTest, facts: Facts): boolean {
  const fact = toKnown(facts[test.fact]);
  switch (test.op) {
    case "missing":
      return fact === null;
    case "exists":
      return fact !== null;
    case "eq_fact":
    case "ne_fact": {
      const other = toKnown(facts[test.value]);
      if (fact === null || other === null) return false;
      return itemsOf(other).some((item) => hasItem(fact, item)) === (test.op === "eq_fact");
    }
    case "newer_than_days":
    case "older_than_days": {
      const ageMs = toMs(toKnown(facts["lead.receivedAt"])) - toMs(fact);
      return test.op === "newer_than_days" ? ageMs <= test.value * DAY_MS : ageMs > test.value * DAY_MS;
    }
    default:
      return fact !== null && evaluateOn(fact, test);
  }
}

/** Whether a test that asks for one fact alone holds of this value of it. */
export function evaluateOn(fact: KnownValue, test: PlainTest): boolean {
  // The entry takes what its key says: the compiler does not carry that through a table.
  const operator = OPERATORS[test.op] as (fact: KnownValue, test: PlainTest) => boolean;
  return operator(fact, test);
}

/** The value, or null where it says nothing: absent, null, blank text, NaN, an infinite number. */
export function toKnown(value: FactValue | undefined): KnownValue | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "string") return value.trim() === "" ? null : value;
  return value;
}

/** Whether two values are the same to a rule: of one type and equal, text in the form of `foldText`. */
export function isSame(a: Item, b: Item): boolean {
  return typeof a === "string" && typeof b === "string" ? foldText(a) === foldText(b) : a === b;
}

function itemsOf(fact: KnownValue): readonly Item[] {
  return typeof fact === "object" ? fact : [fact];
}

function hasItem(fact: KnownValue, value: Item): boolean {
  return itemsOf(fact).some((item) => isSame(item, value));
}

function someText(fact: KnownValue, holds: (text: string) => boolean): boolean {
  return itemsOf(fact).some((item) => typeof item === "string" && holds(foldText(item)));
}

/** A `Timestamp`, or one without its milliseconds. What has no Z would be read by the clock of the host. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/;

/** Milliseconds since 1970 of a time in UTC; NaN, of which nothing holds, for anything else. */
function toMs(fact: KnownValue | null): number {
  return typeof fact === "string" && TIME.test(fact) ? Date.parse(fact) : Number.NaN;
}

/** Rule sets are immutable, so a pattern is made ready once. */
const globs = new WeakMap<FactTest, Glob>();

function globOf(test: TestWith<"glob">): Glob {
  const known = globs.get(test);
  if (known !== undefined) return known;
  const glob = compileGlob(foldText(test.value));
  globs.set(test, glob);
  return glob;
}
