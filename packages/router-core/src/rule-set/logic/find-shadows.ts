import type { Condition } from "@pointsman/contracts/rule-set";

import { foldText } from "../../conditions/fold-text.ts";
import type { FindFact } from "../vocabulary.ts";
import { findConflict, implies } from "./implies.ts";
import { toKnowledge, type Knowledge } from "./knowledge.ts";
import { listWays, toNormalForm, type Literal, type NormalForm } from "./normal-form.ts";

/** Tests looked at in one list before we stop comparing: about a second's work. */
const MAX_STEPS = 500_000;

export interface Shadow {
  readonly index: number;
  /** The earlier condition that holds whenever this one does. */
  readonly by: number;
}

/**
 * Conditions of a list that can never be the first to hold, because an earlier one then holds too. Sound, not complete:
 * what is reported is so; not everything that is so is found. An earlier condition that names a value (`eq`, `in`) is
 * looked up by it, so that thousands of rules on a country or a territory are not compared each with each.
 */
export function findShadows(conditions: readonly Condition[], find: FindFact): readonly Shadow[] {
  const earlier = new EarlierConditions();
  const shadows: Shadow[] = [];
  let stepsLeft = MAX_STEPS;
  for (const [index, condition] of conditions.entries()) {
    const form = toNormalForm(condition);
    const entry = { index, form, size: countTests(form) };
    const ways = listWays(form)
      .map((way) => toKnowledge(way, find))
      .filter((way) => findConflict(way) === null);
    const candidates = ways[0] === undefined ? [] : earlier.candidatesFor(ways[0]).flat();
    for (const candidate of candidates) {
      stepsLeft -= candidate.size * ways.length;
      if (stepsLeft < 0) return shadows;
      if (!ways.every((way) => implies(way, candidate.form, find))) continue;
      shadows.push({ index, by: candidate.index });
      break;
    }
    earlier.add(entry);
  }
  return shadows;
}

interface Entry {
  readonly index: number;
  readonly form: NormalForm;
  readonly size: number;
}

/** Earlier conditions, those that name a value of a fact by it. */
class EarlierConditions {
  private readonly byValue = new Map<string, Entry[]>();
  private readonly others: Entry[] = [];

  add(entry: Entry): void {
    const keys = valueKeys(namingLiteral(entry.form));
    if (keys.length === 0) this.others.push(entry);
    for (const key of keys) {
      const sameValue = this.byValue.get(key);
      if (sameValue === undefined) this.byValue.set(key, [entry]);
      else sameValue.push(entry);
    }
  }

  /** All that may hold whenever this way does. */
  candidatesFor({ facts }: Knowledge): readonly (readonly Entry[])[] {
    const named = [...facts].flatMap(([fact, { oneOf }]) =>
      oneOf === null ? [] : [this.byValue.get(toValueKey(fact, oneOf[0])) ?? []],
    );
    return [...named, this.others];
  }
}

function countTests(form: NormalForm): number {
  return form.kind === "literal" ? 1 : form.parts.reduce((sum, part) => sum + countTests(part), 1);
}

function namingLiteral(form: NormalForm): Literal | undefined {
  const parts = form.kind === "all" ? form.parts : [form];
  return parts
    .flatMap((part) => (part.kind === "literal" ? [part.literal] : []))
    .find(({ test, negated }) => !negated && (test.op === "eq" || test.op === "in"));
}

function valueKeys(literal: Literal | undefined): readonly string[] {
  if (literal === undefined) return [];
  const { test } = literal;
  if (test.op === "eq") return [toValueKey(test.fact, test.value)];
  return test.op === "in" ? test.value.map((value) => toValueKey(test.fact, value)) : [];
}

function toValueKey(fact: string, value: unknown): string {
  return `${fact} ${JSON.stringify(typeof value === "string" ? foldText(value) : value)}`;
}
