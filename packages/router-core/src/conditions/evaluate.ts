import type { Condition, Facts, FactTest, FactValue } from "@pointsman/contracts/rule-set";

type Operator = FactTest["op"];
type Known = Exclude<FactValue, null>;

/**
 * The operators on known facts. Text is compared without regard to case and surrounding blanks. Values of different
 * types are unequal and unordered: `"50"` is not `50`. A fact that is a list matches where one of its items does.
 */
const OPERATORS: {
  readonly [Op in Exclude<Operator, "exists" | "missing" | "eq_fact" | "ne_fact">]: (
    fact: Known,
    value: unknown,
  ) => boolean;
} = {
  eq: (fact, value) => someItem(fact, (item) => isSame(item, value)),
  ne: (fact, value) => !someItem(fact, (item) => isSame(item, value)),
  in: (fact, value) => someItem(fact, (item) => listOf(value).some((member) => isSame(item, member))),
  not_in: (fact, value) => !someItem(fact, (item) => listOf(value).some((member) => isSame(item, member))),
  lt: (fact, value) => isOrdered(fact, value, (a, b) => a < b),
  lte: (fact, value) => isOrdered(fact, value, (a, b) => a <= b),
  gt: (fact, value) => isOrdered(fact, value, (a, b) => a > b),
  gte: (fact, value) => isOrdered(fact, value, (a, b) => a >= b),
  between: (fact, value) => {
    const [low, high] = listOf(value);
    return isOrdered(fact, low, (a, b) => a >= b) && isOrdered(fact, high, (a, b) => a <= b);
  },
  prefix: (fact, value) => hasText(fact, value, (text, part) => text.startsWith(part)),
  suffix: (fact, value) => hasText(fact, value, (text, part) => text.endsWith(part)),
  contains: (fact, value) => hasText(fact, value, (text, part) => text.includes(part)),
  before: (fact, value) => isEarlier(fact, value),
  after: (fact, value) => isEarlier(value, fact),
};

/** Whether the condition holds. A fact that is not known fails every test but `missing`; `all` of nothing holds, `any` of nothing does not. */
export function evaluateCondition(condition: Condition, facts: Facts): boolean {
  if ("all" in condition) return condition.all.every((part) => evaluateCondition(part, facts));
  if ("any" in condition) return condition.any.some((part) => evaluateCondition(part, facts));
  if ("not" in condition) return !evaluateCondition(condition.not, facts);
  return evaluateTest(condition, facts);
}

function evaluateTest(test: FactTest, facts: Facts): boolean {
  const fact = facts[test.fact] ?? null;
  switch (test.op) {
    case "missing":
      return fact === null;
    case "exists":
      return fact !== null;
    case "eq_fact":
    case "ne_fact": {
      const other = facts[test.value] ?? null;
      if (fact === null || other === null) return false;
      return someItem(fact, (item) => isSame(item, other)) === (test.op === "eq_fact");
    }
    default:
      return fact !== null && OPERATORS[test.op](fact, test.value);
  }
}

/** The form in which text is compared. */
export function foldText(text: string): string {
  return text.trim().normalize("NFC").toLowerCase();
}

function isSame(a: unknown, b: unknown): boolean {
  return typeof a === "string" && typeof b === "string" ? foldText(a) === foldText(b) : a === b;
}

function someItem(fact: Known, holds: (item: string | number | boolean) => boolean): boolean {
  return typeof fact === "object" ? fact.some(holds) : holds(fact);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isOrdered(fact: Known, value: unknown, holds: (a: number, b: number) => boolean): boolean {
  return typeof fact === "number" && typeof value === "number" && holds(fact, value);
}

function hasText(fact: Known, value: unknown, holds: (text: string, part: string) => boolean): boolean {
  return (
    typeof value === "string" &&
    someItem(fact, (item) => typeof item === "string" && holds(foldText(item), foldText(value)))
  );
}

function isEarlier(a: unknown, b: unknown): boolean {
  if (typeof a !== "string" || typeof b !== "string") return false;
  return Date.parse(a) < Date.parse(b);
}
