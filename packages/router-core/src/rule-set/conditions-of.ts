import type { Condition, FactTest, RuleSet } from "@pointsman/contracts/rule-set";

import type { FindFact, Vocabulary } from "./vocabulary.ts";

/** A condition of a rule set, where it stands and which facts it may ask for. */
export interface PlacedCondition {
  readonly when: Condition;
  readonly path: string;
  readonly find: FindFact;
}

/** Conditions of which the first that holds wins: the rows of a table, the rules of a stage. */
export interface ConditionList {
  /** What one of them is called: `row`, `rule`; `line` is the one condition of the qualification. */
  readonly noun: string;
  readonly conditions: readonly (PlacedCondition & { readonly name: string; readonly ownerPath: string })[];
}

export function listConditions(
  { derivedFacts, qualification, slas = [], stages }: RuleSet,
  vocabulary: Vocabulary,
): readonly ConditionList[] {
  const tables = derivedFacts.map(({ rows }, i): ConditionList => {
    const find = vocabulary.before(i);
    return {
      noun: "row",
      conditions: rows.map(({ when, value }, j) => {
        const ownerPath = `derivedFacts.${i}.rows.${j}`;
        return { when, path: `${ownerPath}.when`, ownerPath, find, name: `${j} (${value})` };
      }),
    };
  });
  const rules = stages.map((stage, i): ConditionList => ({
    noun: "rule",
    conditions: stage.rules.map(({ when, id }, j) => {
      const ownerPath = `stages.${i}.rules.${j}`;
      return { when, path: `${ownerPath}.when`, ownerPath, find: vocabulary.find, name: id };
    }),
  }));
  const asked = { path: "qualification", ownerPath: "qualification", find: vocabulary.find, name: "qualification" };
  const lines = qualification === undefined ? [] : [{ noun: "line", conditions: [{ ...asked, when: qualification }] }];
  const promises: ConditionList = {
    noun: "SLA",
    conditions: slas.map(({ when, id }, i) => {
      const ownerPath = `slas.${i}`;
      return { when, path: `${ownerPath}.when`, ownerPath, find: vocabulary.find, name: id };
    }),
  };
  return [...tables, ...lines, promises, ...rules];
}

/** Every test of a condition, with its path. */
export function listTests(
  condition: Condition,
  path: string,
): readonly { readonly test: FactTest; readonly path: string }[] {
  if ("all" in condition) return condition.all.flatMap((part, i) => listTests(part, `${path}.all.${i}`));
  if ("any" in condition) return condition.any.flatMap((part, i) => listTests(part, `${path}.any.${i}`));
  if ("not" in condition) return listTests(condition.not, `${path}.not`);
  return [{ test: condition, path }];
}

/** The facts that a test asks for. */
export function factsOf(test: FactTest): readonly string[] {
  return test.op === "eq_fact" || test.op === "ne_fact" ? [test.fact, test.value] : [test.fact];
}
