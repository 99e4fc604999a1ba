import { AppError } from "@pointsman/contracts/error";
import type { RuleSet } from "@pointsman/contracts/rule-set";

import type { Directory } from "../snapshot.ts";
import { listConditions, listTests, type ConditionList, type PlacedCondition } from "./conditions-of.ts";
import { diagnoseTest } from "./diagnose-condition.ts";
import { diagnoseLogic } from "./diagnose-logic.ts";
import { diagnoseIds, diagnoseRules, diagnoseStages, diagnoseUse } from "./diagnose-structure.ts";
import { diagnoseTargets } from "./diagnose-targets.ts";
import { toFieldIssue, type Diagnostic } from "./diagnostic.ts";
import { listVocabulary, type Vocabulary } from "./vocabulary.ts";

/** All that is wrong with a rule set that parses, errors first: in itself, and against the organisation. */
export function diagnoseRuleSet(ruleSet: RuleSet, directory: Directory): readonly Diagnostic[] {
  return errorsFirst([...diagnoseContent(ruleSet), ...diagnoseTargets(ruleSet, directory)]);
}

/**
 * What is wrong with a rule set in itself, whatever the organisation: for whoever compiles one. A rep who leaves does
 * not make a rule set that is in force invalid.
 */
export function diagnoseContent(ruleSet: RuleSet): readonly Diagnostic[] {
  const vocabulary = listVocabulary(ruleSet);
  const lists = listConditions(ruleSet, vocabulary);
  return errorsFirst([
    ...diagnoseIds(ruleSet),
    ...lists.flatMap((list) => diagnoseList(list, vocabulary)),
    ...diagnoseRules(ruleSet, vocabulary),
    ...diagnoseUse(ruleSet, lists),
    ...diagnoseStages(ruleSet),
  ]);
}

/**
 * Lets a rule set pass that has no errors.
 *
 * @throws AppError `INVALID_INPUT` with an issue for each error: where it is and how to mend it
 */
export function assertNoErrors(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (first === undefined) return;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  const message = `The rule set has errors: ${first.path}: ${first.problem}; ${first.hint}${more}`;
  throw new AppError("INVALID_INPUT", message, errors.map(toFieldIssue));
}

function diagnoseList(list: ConditionList, vocabulary: Vocabulary): readonly Diagnostic[] {
  const diagnosed = list.conditions.map((condition) => ({
    condition,
    found: diagnoseTests(condition, vocabulary),
  }));
  const found = diagnosed.flatMap((one) => one.found);
  // What follows from a test means nothing where the test itself is wrong.
  const sound = diagnosed.filter((one) => one.found.length === 0).map(({ condition }) => condition);
  return [...found, ...diagnoseLogic({ ...list, conditions: sound })];
}

function diagnoseTests({ when, path, find }: PlacedCondition, vocabulary: Vocabulary): readonly Diagnostic[] {
  return listTests(when, path).flatMap(({ test, path }) => diagnoseTest(test, path, find, vocabulary));
}

function errorsFirst(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"));
}
