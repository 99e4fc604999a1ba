import type { FactTest, FactType } from "@pointsman/contracts/rule-set";

import { evaluateOn } from "../conditions/evaluate.ts";
import { foldText } from "../conditions/fold-text.ts";
import { OPERATORS_OF_TYPE } from "../facts/operators.ts";
import type { FactDefinition } from "../facts/registry.ts";
import { factsOf } from "./conditions-of.ts";
import { toDiagnostic, type Diagnostic } from "./diagnostic.ts";
import { intersect, isEmpty, toInterval } from "./logic/interval.ts";
import { nearestName } from "./nearest-name.ts";
import type { FindFact, Vocabulary } from "./vocabulary.ts";

/** How values of a type look in JSON; of times and lists no operator takes one. */
const JSON_TYPE: { readonly [Type in FactType]?: "string" | "number" | "boolean" } = {
  text: "string",
  number: "number",
  boolean: "boolean",
};

/** What is wrong with one test: its facts, its operator, its value. The first of them, as the rest follows from it. */
export function diagnoseTest(
  test: FactTest,
  path: string,
  find: FindFact,
  vocabulary: Vocabulary,
): readonly Diagnostic[] {
  const unknown = factsOf(test).filter((fact) => find(fact) === undefined);
  if (unknown.length > 0) return unknown.map((fact) => unknownFact(fact, path, vocabulary));
  const definition = find(test.fact);
  if (definition === undefined) return [];
  return wrongOperator(test, path, { definition, find }) ?? wrongValue(test, path, definition);
}

/** There is no such fact at this point, and which is meant. */
export function unknownFact(fact: string, path: string, vocabulary: Vocabulary): Diagnostic {
  if (vocabulary.find(fact) !== undefined) {
    return toDiagnostic(
      "unknown_fact",
      path,
      `the fact "${fact}" is not known here yet`,
      `put the table that derives ${fact.startsWith("territory.") ? "territory" : fact} before this one`,
    );
  }
  if (fact === "territory.name" || fact === "territory.division") {
    const hint = "derive the fact territory: it is what the name and the division are looked up by";
    return toDiagnostic("unknown_fact", path, `there is no fact "${fact}" without a fact "territory"`, hint);
  }
  const nearest = nearestName(fact, vocabulary.names);
  const hint = fact.startsWith("custom.")
    ? `declare it: customFacts: [{ fact: "${fact}", type: "text", field: "…" }]`
    : "a fact of the registry, one of customFacts, or one that an earlier table derives";
  return toDiagnostic(
    "unknown_fact",
    path,
    `there is no fact "${fact}"`,
    nearest === null ? hint : `did you mean ${nearest}?`,
  );
}

function wrongOperator(
  test: FactTest,
  path: string,
  { definition, find }: { readonly definition: FactDefinition; readonly find: FindFact },
): readonly Diagnostic[] | null {
  const operators: readonly FactTest["op"][] = OPERATORS_OF_TYPE[definition.type];
  const is = `${test.fact} is a ${describeType(definition.type)}`;
  if (!operators.includes(test.op)) {
    const hint = `one of ${operators.join(", ")}`;
    return [toDiagnostic("unknown_operator_for_type", path, `${is}: ${test.op} does not go with it`, hint)];
  }
  const other = test.op === "eq_fact" || test.op === "ne_fact" ? find(test.value) : undefined;
  if (other !== undefined && other.type !== definition.type) {
    const problem = `${is}, ${factsOf(test).at(-1)} a ${describeType(other.type)}: they are never the same`;
    return [toDiagnostic("unknown_operator_for_type", path, problem, "two facts of the same type")];
  }
  return null;
}

function wrongValue(test: FactTest, path: string, definition: FactDefinition): readonly Diagnostic[] {
  if (test.op === "eq_fact" || test.op === "ne_fact") return [];
  if (isOutOfRange(test, definition) || hasNoSuchText(test, definition)) {
    const wanted = "value" in test ? JSON.stringify(test.value) : "";
    return [
      toDiagnostic(
        "value_out_of_domain",
        path,
        `${test.fact} is never ${test.op} ${wanted}`,
        expectedValue(definition),
      ),
    ];
  }
  const blank = valuesOf(test).find((value) => typeof value === "string" && value.trim() === "");
  if (blank !== undefined) {
    const problem = `${test.fact} is never ${JSON.stringify(blank)}: a blank text is not known`;
    return [toDiagnostic("value_out_of_domain", path, problem, "ask for missing, or for exists")];
  }
  const expected = expectedValue(definition);
  return valuesOf(test)
    .filter((value) => !isInDomain(value, test, definition))
    .map((value) =>
      toDiagnostic("value_out_of_domain", path, `${test.fact} is never ${JSON.stringify(value)}`, expected),
    );
}

function valuesOf(test: FactTest): readonly (string | number | boolean)[] {
  switch (test.op) {
    case "eq":
    case "ne":
    case "lt":
    case "lte":
    case "gt":
    case "gte":
      return [test.value];
    case "in":
    case "not_in":
    case "between":
      return test.value;
    default:
      return [];
  }
}

function isInDomain(value: string | number | boolean, { op }: FactTest, definition: FactDefinition): boolean {
  const { type, values, pattern, range } = definition;
  if (typeof value !== JSON_TYPE[type]) return false;
  if (typeof value === "string") {
    if (values !== undefined) return values.some((known) => foldText(known) === foldText(value));
    return pattern === undefined || pattern.regExp.test(value.trim());
  }
  // The end of a range may lie beyond: "between 0 and a million" is a way to say "at least 0".
  if (typeof value !== "number" || range === undefined || op === "between") return true;
  return value >= range[0] && value <= range[1];
}

/** No number that the fact can be passes the test. */
function isOutOfRange(test: FactTest, { type, range }: FactDefinition): boolean {
  const wanted = toInterval(test);
  if (type !== "number" || range === undefined || wanted === null || isEmpty(wanted)) return false;
  const [low, high] = range;
  return isEmpty(intersect(wanted, { low, lowOpen: false, high, highOpen: false }));
}

/** No text that the fact can be has this part in it. */
function hasNoSuchText(test: FactTest, { values, pattern }: FactDefinition): boolean {
  if (test.op !== "prefix" && test.op !== "suffix" && test.op !== "contains" && test.op !== "glob") return false;
  if (values !== undefined) return !values.some((value) => evaluateOn(value, test));
  return test.op !== "glob" && pattern !== undefined && !pattern.part.test(test.value.trim());
}

function expectedValue({ type, values, pattern, range }: FactDefinition): string {
  if (values !== undefined) return values.length === 0 ? "nothing: no row gives it a value" : `one of ${list(values)}`;
  if (pattern !== undefined) return pattern.expected;
  if (range !== undefined) return `a number from ${range[0]} to ${range[1]}`;
  return `a ${describeType(type)}`;
}

function list(values: readonly string[]): string {
  const distinct = [...new Set(values)];
  return distinct.length > 12 ? `${distinct.slice(0, 12).join(", ")} …` : distinct.join(", ");
}

function describeType(type: FactType): string {
  return type === "text_list" ? "list of texts" : type;
}
