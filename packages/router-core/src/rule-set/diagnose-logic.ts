import type { Condition } from "@pointsman/contracts/rule-set";

import type { ConditionList, PlacedCondition } from "./conditions-of.ts";
import { toDiagnostic, type Diagnostic } from "./diagnostic.ts";
import { findShadows } from "./logic/find-shadows.ts";
import { findConflict } from "./logic/implies.ts";
import { toKnowledge } from "./logic/knowledge.ts";
import { listWays, toNormalForm } from "./logic/normal-form.ts";
import type { FindFact } from "./vocabulary.ts";

/** Conditions that never hold, always hold, or hold only where an earlier one does. Asks for tests without errors. */
export function diagnoseLogic({ noun, conditions }: ConditionList): readonly Diagnostic[] {
  return [...conditions.flatMap(diagnoseOne), ...diagnoseShadows(noun, conditions)];
}

/** Conditions, or alternatives in them, that never hold. Asks for tests without errors. */
export function diagnoseContradictions({ when, path, find }: PlacedCondition): readonly Diagnostic[] {
  return findContradictions(when, path, find);
}

function diagnoseOne({ when, path, find }: PlacedCondition): readonly Diagnostic[] {
  const contradictions = findContradictions(when, path, find);
  if (contradictions.length > 0) return contradictions;
  if (isPlainlyTrue(when) || whyNever({ not: when }, find) === null) return [];
  const hint = "where it is meant for every lead, write { all: [] }";
  return [toDiagnostic("tautology", path, "the condition always holds", hint)];
}

/** The condition, or the alternatives in it, that can never hold. */
function findContradictions(condition: Condition, path: string, find: FindFact): readonly Diagnostic[] {
  const why = whyNever(condition, find);
  if (why !== null) {
    return [
      toDiagnostic("contradiction", path, `this can never hold: ${why}`, "change one of its tests, or remove it"),
    ];
  }
  if ("all" in condition) {
    return condition.all.flatMap((part, i) =>
      "any" in part ? findContradictions(part, `${path}.all.${i}`, find) : [],
    );
  }
  if ("any" in condition) {
    return condition.any.flatMap((part, i) => findContradictions(part, `${path}.any.${i}`, find));
  }
  return [];
}

/** Why the condition can never hold; null: it can, as far as we can tell. */
function whyNever(condition: Condition, find: FindFact): string | null {
  const ways = listWays(toNormalForm(condition));
  let why = "there is no alternative in it";
  for (const way of ways) {
    const conflict = findConflict(toKnowledge(way, find));
    if (conflict === null) return null;
    why = conflict;
  }
  return why;
}

/** `{ all: [] }` is how "every lead" is written. */
function isPlainlyTrue(condition: Condition): boolean {
  return "all" in condition && condition.all.every(isPlainlyTrue);
}

function diagnoseShadows(noun: string, conditions: ConditionList["conditions"]): readonly Diagnostic[] {
  const [first] = conditions;
  if (first === undefined) return [];
  const shadows = findShadows(
    conditions.map(({ when }) => when),
    first.find,
  );
  return shadows.flatMap(({ index, by }) => {
    const [shadowed, earlier] = [conditions[index], conditions[by]];
    if (shadowed === undefined || earlier === undefined) return [];
    const problem = `never used: whenever it holds, the earlier ${noun} ${earlier.name} holds too`;
    return [
      toDiagnostic("shadowed_rule", shadowed.ownerPath, problem, `put it before ${earlier.ownerPath}, or remove it`),
    ];
  });
}
