import type { Condition } from "@pointsman/contracts/rule-set";

import { foldText } from "../conditions/fold-text.ts";
import { ClassSetBuilder, type ClassSet } from "./class-set.ts";
import { UNKNOWN_SHAPE, type Column, type ColumnSource, type ColumnWithSets } from "./column.ts";
import { NumberClasses } from "./number-classes.ts";
import { testsOf } from "./split-condition.ts";
import { TextClasses, unnamedText } from "./text-classes.ts";
import { scalarsOf, toTester } from "./to-tester.ts";

const MISSING = 0;
const NO = 1;
const YES = 2;
const LIST = 3;
const OTHER_TEXT = 4;
const FIRST_TEXT = 5;
const A_LIST = ["a"];

/**
 * The column of tests on a fact's value: a class for each text that a rule names, one for each number that a rule
 * names and one for each gap between two, and one each for true, false, not known, any other text and any list.
 */
class ValueColumn implements Column {
  readonly fact: string;
  readonly classCount: number;
  readonly firstNamed = FIRST_TEXT;
  readonly #texts: TextClasses;
  readonly #numbers: NumberClasses;
  readonly #firstNumber: number;
  /** No rule asks more of a list than whether there is one. */
  readonly #takesLists: boolean;

  constructor(fact: string, { texts, numbers, takesLists }: ClassKinds) {
    this.fact = fact;
    this.#texts = texts;
    this.#numbers = numbers;
    this.#firstNumber = FIRST_TEXT + texts.count;
    this.#takesLists = takesLists;
    this.classCount = this.#firstNumber + numbers.count;
  }

  classOf(value: unknown): number {
    if (typeof value === "string") {
      const named = this.#texts.classOf(value);
      if (named !== -1) return FIRST_TEXT + named;
      return value.trim() === "" ? MISSING : OTHER_TEXT;
    }
    if (typeof value === "number") {
      return Number.isFinite(value) ? this.#firstNumber + this.#numbers.classOf(value) : MISSING;
    }
    if (value === undefined || value === null) return MISSING;
    if (typeof value === "boolean") return value ? YES : NO;
    return this.#takesLists ? LIST : UNKNOWN_SHAPE;
  }
}

interface ClassKinds {
  readonly texts: TextClasses;
  readonly numbers: NumberClasses;
  readonly takesLists: boolean;
}

export function buildValueColumn({ fact, entries }: ColumnSource): ColumnWithSets {
  const prepared = entries.map(prepare);
  const kinds = {
    texts: new TextClasses(prepared),
    numbers: new NumberClasses(prepared),
    takesLists: prepared.every(({ asksExistence }) => asksExistence),
  };
  const other = unnamedText(prepared);
  return {
    column: new ValueColumn(fact, kinds),
    sets: prepared.map((entry) => toSet(entry, kinds, other)),
  };
}

type PreparedEntry = ReturnType<typeof prepare>;

function prepare(conditions: readonly Condition[]) {
  const all = { all: conditions };
  const tests = testsOf(all);
  const scalars = tests.flatMap(scalarsOf);
  const texts = scalars.filter((value) => typeof value === "string");
  const numbers = scalars.filter((value): value is number => typeof value === "number" && !Number.isNaN(value));
  return {
    holds: toTester(all),
    texts: new Map(texts.filter((text) => text.trim() !== "").map((text) => [foldText(text), text])),
    numbers: [...new Set(numbers)].toSorted((a, b) => a - b),
    /** All that it can be, where it says just that. */
    oneOf: tests.length === 1 && conditions.length === 1 && isNaming(conditions[0]) ? scalars : null,
    asksExistence: tests.every(({ op }) => op === "exists" || op === "missing"),
  };
}

function isNaming(condition: Condition | undefined): boolean {
  return condition !== undefined && "op" in condition && (condition.op === "eq" || condition.op === "in");
}

function toSet(entry: PreparedEntry, kinds: ClassKinds, other: string): ClassSet {
  return entry.oneOf === null ? toSetByTrial(entry, kinds, other) : toSetOf(entry.oneOf, kinds);
}

/** The classes of single values, without trying the others: most tests of large rule sets are such. */
function toSetOf(values: readonly unknown[], { texts, numbers }: ClassKinds): ClassSet {
  const classes = values.map((value) => {
    if (typeof value === "boolean") return value ? YES : NO;
    if (typeof value === "string") return FIRST_TEXT + texts.namedClassOf(value);
    return typeof value === "number" && !Number.isNaN(value) ? FIRST_TEXT + texts.count + numbers.classOf(value) : -1;
  });
  const set = new ClassSetBuilder();
  for (const one of new Set(classes.sort((a, b) => a - b))) if (one >= NO && one !== OTHER_TEXT) set.add(one, one);
  return set.finish();
}

/** Tries one value of each class on which what the entry asks may turn. */
function toSetByTrial(entry: PreparedEntry, { texts, numbers, takesLists }: ClassKinds, other: string): ClassSet {
  const { holds } = entry;
  const set = new ClassSetBuilder();
  if (holds(null)) set.add(MISSING, MISSING);
  if (holds(false)) set.add(NO, NO);
  if (holds(true)) set.add(YES, YES);
  if (takesLists && holds(A_LIST)) set.add(LIST, LIST);
  const holdsForOthers = holds(other);
  if (holdsForOthers) set.add(OTHER_TEXT, OTHER_TEXT);
  texts.addTo(set, entry, FIRST_TEXT, holdsForOthers);
  numbers.addTo(set, entry, FIRST_TEXT + texts.count);
  return set.finish();
}
