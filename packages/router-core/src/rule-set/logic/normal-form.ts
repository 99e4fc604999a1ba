import type { Condition, FactTest } from "@pointsman/contracts/rule-set";

/** A test or its opposite. The opposite of a test on a fact that is not known holds. */
export interface Literal {
  readonly test: FactTest;
  readonly negated: boolean;
}

/** A condition with every `not` at a test. */
export type NormalForm =
  | { readonly kind: "literal"; readonly literal: Literal }
  | { readonly kind: "all"; readonly parts: readonly NormalForm[] }
  | { readonly kind: "any"; readonly parts: readonly NormalForm[] };

/** More ways for a condition to hold than this are not told apart: what is said of it is then said of more than it. */
const MAX_WAYS = 64;

/** Moves `not` down to the tests. */
export function toNormalForm(condition: Condition, negated = false): NormalForm {
  if ("not" in condition) return toNormalForm(condition.not, !negated);
  if ("all" in condition || "any" in condition) {
    const isAll = "all" in condition;
    const parts = isAll ? condition.all : condition.any;
    return { kind: isAll === negated ? "any" : "all", parts: parts.map((part) => toNormalForm(part, negated)) };
  }
  return { kind: "literal", literal: toLiteral(condition, negated) };
}

/**
 * The ways for a condition to hold, each as tests that must all hold. Beyond `MAX_WAYS` alternatives are left out of a
 * way, so that a way may allow more than the condition does and never less: whatever follows from every way follows
 * from the condition, and where no way is possible the condition is not.
 */
export function listWays(form: NormalForm): readonly (readonly Literal[])[] {
  if (form.kind === "literal") return [[form.literal]];
  if (form.kind === "any") {
    const ways = form.parts.flatMap(listWays);
    return ways.length > MAX_WAYS ? [[]] : ways;
  }
  const certain = form.parts.flatMap((part) => (part.kind === "literal" ? [part.literal] : []));
  let ways: readonly (readonly Literal[])[] = [certain];
  for (const part of form.parts) {
    if (part.kind === "literal") continue;
    const more = listWays(part);
    if (ways.length * more.length > MAX_WAYS) continue;
    ways = ways.flatMap((way) => more.map((addition) => [...way, ...addition]));
  }
  return ways;
}

function toLiteral(test: FactTest, negated: boolean): Literal {
  if (negated && (test.op === "exists" || test.op === "missing")) {
    return { test: { fact: test.fact, op: test.op === "exists" ? "missing" : "exists" }, negated: false };
  }
  return { test, negated };
}
