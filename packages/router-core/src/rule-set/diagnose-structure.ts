import { isTooDeep, MAX_CONDITION_DEPTH } from "@pointsman/contracts/condition-depth";
import type { OnUnavailable, RuleSet, Stage } from "@pointsman/contracts/rule-set";

import { listPlaceholders } from "../explain/fill-note.ts";
import { factsOf, listTests, type ConditionList } from "./conditions-of.ts";
import { unknownFact } from "./diagnose-condition.ts";
import { toDiagnostic, type Diagnostic } from "./diagnostic.ts";
import { listRoutingRules } from "./rule-targets.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Derived facts that every report carries, and that routing reads by name: `territory` and `segment` find the pool. */
const REPORTED_FACTS: ReadonlySet<string> = new Set(["tier", "segment", "territory", "vertical"]);

/** Conditions that are nested deeper than anything may follow them. */
export function diagnoseDepth(lists: readonly ConditionList[]): readonly Diagnostic[] {
  return lists
    .flatMap(({ conditions }) => conditions.filter(({ when }) => isTooDeep(when)))
    .map(({ path }) => {
      const problem = `nested more than ${MAX_CONDITION_DEPTH} levels deep`;
      return toDiagnostic("nested_too_deep", path, problem, "put conditions side by side in one all or any");
    });
}

/** Ids given twice. */
export function diagnoseIds({ customFacts = [], derivedFacts, stages }: RuleSet): readonly Diagnostic[] {
  const rules = stages.flatMap((stage, i) =>
    stage.rules.map(({ id }, j) => ({ id, path: `stages.${i}.rules.${j}.id` })),
  );
  return [
    ...findRepeated(customFacts.map(({ fact }, i) => ({ id: fact, path: `customFacts.${i}.fact` }))),
    ...findRepeated(derivedFacts.map(({ fact }, i) => ({ id: fact, path: `derivedFacts.${i}.fact` }))),
    ...findRepeated(stages.map(({ id }, i) => ({ id, path: `stages.${i}.id` }))),
    ...findRepeated(rules),
  ];
}

function findRepeated(items: readonly { readonly id: string; readonly path: string }[]): readonly Diagnostic[] {
  const first = new Map<string, string>();
  return items.flatMap(({ id, path }) => {
    const before = first.get(id);
    if (before !== undefined) {
      return [toDiagnostic("duplicate_id", path, `"${id}" stands in ${before} already`, "a name of its own")];
    }
    first.set(id, path);
    return [];
  });
}

/** What a rule says besides its condition and its targets: notes, skills, tiers. */
export function diagnoseRules(ruleSet: RuleSet, vocabulary: Vocabulary): readonly Diagnostic[] {
  const routing = listRoutingRules(ruleSet).flatMap(({ rule, path }) => [
    ...diagnoseNote(rule.note, `${path}.note`, vocabulary),
    ...diagnoseTiers(rule.onUnavailable, `${path}.onUnavailable`, vocabulary),
  ]);
  const skills = listSkillFacts(ruleSet).flatMap(({ fact, path }) => {
    const definition = vocabulary.find(fact);
    if (definition === undefined) return [unknownFact(fact, path, vocabulary)];
    if (definition.type === "text") return [];
    const problem = `${fact} is a ${definition.type}, and a skill is text`;
    return [toDiagnostic("unknown_operator_for_type", path, problem, "a text fact")];
  });
  return [...diagnoseTiers(ruleSet.onUnavailable, "onUnavailable", vocabulary), ...routing, ...skills];
}

function diagnoseNote(note: string | undefined, path: string, vocabulary: Vocabulary): readonly Diagnostic[] {
  return listPlaceholders(note ?? "")
    .filter(({ fact }) => fact === null || vocabulary.find(fact) === undefined)
    .map(({ text, fact }) =>
      toDiagnostic(
        "unknown_note_fact",
        path,
        `${text} is no fact`,
        fact === null ? "{fact} or {fact:upper}, such as {account.name}" : unknownFact(fact, path, vocabulary).hint,
      ),
    );
}

function diagnoseTiers(
  onUnavailable: OnUnavailable | undefined,
  path: string,
  vocabulary: Vocabulary,
): readonly Diagnostic[] {
  const values = vocabulary.find("tier")?.values ?? [];
  return Object.keys(onUnavailable?.byTier ?? {})
    .filter((tier) => !values.includes(tier))
    .map((tier) =>
      toDiagnostic(
        "value_out_of_domain",
        `${path}.byTier.${tier}`,
        `no lead ever has the tier "${tier}"`,
        values.length === 0
          ? "derive a fact tier that has this value"
          : `one of ${[...new Set(values)].join(", ")}, as the table tier gives them`,
      ),
    );
}

function listSkillFacts({ stages }: RuleSet): readonly { readonly fact: string; readonly path: string }[] {
  return stages.flatMap((stage, i) =>
    stage.kind === "refine"
      ? stage.rules.flatMap(({ prefer }, j) =>
          "skillFromFact" in prefer
            ? [{ fact: prefer.skillFromFact, path: `stages.${i}.rules.${j}.prefer.skillFromFact` }]
            : [],
        )
      : [],
  );
}

/** Derived facts that nothing asks for. */
export function diagnoseUse(ruleSet: RuleSet, lists: readonly ConditionList[]): readonly Diagnostic[] {
  const used = new Set([
    ...lists.flatMap(({ conditions }) =>
      conditions.flatMap(({ when }) => listTests(when, "").flatMap(({ test }) => factsOf(test))),
    ),
    ...listRoutingRules(ruleSet).flatMap(({ rule }) => listPlaceholders(rule.note ?? "").map(({ fact }) => fact)),
    ...listSkillFacts(ruleSet).map(({ fact }) => fact),
  ]);
  return ruleSet.derivedFacts.flatMap(({ fact }, i) =>
    used.has(fact) || REPORTED_FACTS.has(fact)
      ? []
      : [
          toDiagnostic(
            "unused_derived_fact",
            `derivedFacts.${i}`,
            `nothing asks for the fact "${fact}"`,
            "remove the table, or ask for the fact in a condition",
          ),
        ],
  );
}

/** Stages that no lead gets to, or in which there is nothing for one. */
export function diagnoseStages({ stages }: RuleSet): readonly Diagnostic[] {
  const end = stages.findIndex(parksEverybody);
  return stages.flatMap((_, i) => {
    const why = whyUnreachable(stages, i, end);
    return why === null ? [] : [toDiagnostic("unreachable_stage", `stages.${i}`, ...why)];
  });
}

function whyUnreachable(
  stages: readonly Stage[],
  index: number,
  end: number,
): readonly [problem: string, hint: string] | null {
  const stage = stages[index];
  if (stage === undefined) return null;
  if (stage.rules.length === 0) return [`the stage "${stage.name}" has no rules`, "add a rule, or remove the stage"];
  if (end !== -1 && index > end) {
    return [`the stage "${stages[end]?.name}" before it parks every lead`, "put it before that stage"];
  }
  if (stage.kind !== "refine") return null;
  const refined = stages.slice(0, index).findLast(({ kind }) => kind !== "refine");
  if (refined?.kind === "pool") return null;
  return [`there is no pool stage before "${stage.name}" for it to refine`, "put it directly behind a pool stage"];
}

/** No rule of the stage leaves a lead over: all of them park, and one of them holds for every lead. */
function parksEverybody(stage: Stage): boolean {
  if (stage.kind === "refine") return false;
  const holdsForAll = stage.rules.some(({ when }) => "all" in when && when.all.length === 0);
  return holdsForAll && stage.rules.every(({ target }) => target.kind === "queue");
}
