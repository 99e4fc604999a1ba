import type { Condition, FactTest } from "@pointsman/contracts/rule-set";

/** What an index can tell apart about a fact: its value, the beginning of its text, the end of its text. */
export type ColumnKind = "value" | "start" | "end";

/** Identifies a column of an index. */
export interface ColumnKey {
  readonly fact: string;
  readonly kind: ColumnKind;
}

/** Conditions that must all hold. */
export type Conjunction = readonly Condition[];

/**
 * More alternatives than this are not spread out but evaluated as they stand. With 8, an index holds at most eight
 * entries a rule, and a rule that allows four countries or one partner still is found without evaluating it.
 */
const MAX_ALTERNATIVES = 8;

/** Operators that an index knows, by what they look at. All others are evaluated on the rules that are left. */
const KIND_OF_OPERATOR: { readonly [op: string]: ColumnKind | undefined } = {
  eq: "value",
  ne: "value",
  in: "value",
  not_in: "value",
  lt: "value",
  lte: "value",
  gt: "value",
  gte: "value",
  between: "value",
  exists: "value",
  missing: "value",
  prefix: "start",
  suffix: "end",
} satisfies { readonly [Op in FactTest["op"]]?: ColumnKind };

/** The only column that decides the condition; null where it looks at several, or has an operator no index knows. */
export function columnOf(condition: Condition): ColumnKey | null {
  if ("not" in condition) return columnOf(condition.not);
  const parts = partsOf(condition);
  if (parts !== null) {
    const [first = null, ...others] = parts.map(columnOf);
    return others.every((column) => column?.fact === first?.fact && column?.kind === first?.kind) ? first : null;
  }
  if (!("fact" in condition)) return null;
  const kind = Object.hasOwn(KIND_OF_OPERATOR, condition.op) ? KIND_OF_OPERATOR[condition.op] : undefined;
  return kind === undefined ? null : { fact: condition.fact, kind };
}

/** The tests that a condition is made of. */
export function testsOf(condition: Condition): readonly FactTest[] {
  if ("not" in condition) return testsOf(condition.not);
  return partsOf(condition)?.flatMap(testsOf) ?? ("fact" in condition ? [condition] : []);
}

/**
 * The condition as alternatives: it holds where every condition of at least one of them does. `all` and `any` are
 * multiplied out up to eight alternatives; what would give more stays as one condition.
 */
export function toAlternatives(condition: Condition): readonly Conjunction[] {
  if (columnOf(condition) !== null) return [[condition]];
  if ("not" in condition) return negated(condition.not) ?? [[condition]];
  if ("all" in condition) {
    let alternatives: readonly Conjunction[] = [[]];
    for (const part of condition.all) alternatives = multiply(alternatives, toAlternatives(part), part);
    return alternatives;
  }
  if ("any" in condition) {
    const alternatives = condition.any.flatMap(toAlternatives);
    return alternatives.length > MAX_ALTERNATIVES ? [[condition]] : alternatives;
  }
  return [[condition]];
}

/** `not` carried inwards by De Morgan's laws; null for a test. */
function negated(inner: Condition): readonly Conjunction[] | null {
  if ("not" in inner) return toAlternatives(inner.not);
  if ("all" in inner) return toAlternatives({ any: inner.all.map((part) => ({ not: part })) });
  if ("any" in inner) return toAlternatives({ all: inner.any.map((part) => ({ not: part })) });
  return null;
}

function multiply(
  left: readonly Conjunction[],
  right: readonly Conjunction[],
  whole: Condition,
): readonly Conjunction[] {
  const factor = left.length * right.length > MAX_ALTERNATIVES ? [[whole]] : right;
  return left.flatMap((a) => factor.map((b) => [...a, ...b]));
}

function partsOf(condition: Condition): readonly Condition[] | null {
  if ("all" in condition) return condition.all;
  return "any" in condition ? condition.any : null;
}
