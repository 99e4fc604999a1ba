import { toCanonicalJson } from "@pointsman/contracts/canonical-json";
import type { FactTest } from "@pointsman/contracts/rule-set";

import { evaluateOn, type PlainTest } from "../../conditions/evaluate.ts";
import { factsOf } from "../conditions-of.ts";
import type { FindFact } from "../vocabulary.ts";
import { EVERYTHING, intersect, toInterval, type Interval } from "./interval.ts";
import type { Literal } from "./normal-form.ts";

type Scalar = string | number | boolean;

/** What is certain of one fact where all tests of a way hold. */
export interface FactKnowledge {
  readonly known: boolean;
  readonly missing: boolean;
  /** It is a list, of which every test may mean another item. */
  readonly isList: boolean;
  /** The tests on this fact and a value of the rule's. */
  readonly tests: readonly FactTest[];
  /** All that it can be, where the tests name that; never said of lists, of which an item is enough. */
  readonly oneOf: readonly Scalar[] | null;
  readonly interval: Interval;
}

/** What is certain where all tests of a way hold. */
export interface Knowledge {
  readonly literals: readonly Literal[];
  /** Whether a literal is one of these. */
  readonly has: (literal: Literal) => boolean;
  readonly facts: ReadonlyMap<string, FactKnowledge>;
}

export const NOTHING: FactKnowledge = {
  known: false,
  missing: false,
  isList: false,
  tests: [],
  oneOf: null,
  interval: EVERYTHING,
};

export function toKnowledge(literals: readonly Literal[], find: FindFact): Knowledge {
  const tests = new Map<string, FactTest[]>();
  for (const { test, negated } of literals) {
    if (negated) continue;
    for (const fact of factsOf(test)) {
      const others = tests.get(fact);
      if (others === undefined) tests.set(fact, [test]);
      else others.push(test);
    }
  }
  const facts = [...tests].map(([fact, of]) => [fact, toFactKnowledge(of, find(fact)?.type === "text_list")] as const);
  let keys: ReadonlySet<string> | undefined;
  const has = (literal: Literal) => {
    // Most knowledge is never asked, and writing 40,000 tests as text takes 0.2 s.
    keys ??= new Set(literals.map(toKey));
    return keys.has(toKey(literal));
  };
  return { literals, has, facts: new Map(facts) };
}

/** The literal as text: two that say the same have the same. */
function toKey({ test, negated }: Literal): string {
  let text = texts.get(test);
  if (text === undefined) {
    text = toCanonicalJson(test);
    texts.set(test, text);
  }
  return negated ? `not ${text}` : text;
}

/** Comparing rules asks for the text of a test as often as there are rules. */
const texts = new WeakMap<FactTest, string>();

/** Whether a test's answer hangs on its fact and its own value alone. */
export function isPlain(test: FactTest): test is PlainTest {
  switch (test.op) {
    case "exists":
    case "missing":
    case "eq_fact":
    case "ne_fact":
    case "newer_than_days":
    case "older_than_days":
      return false;
    default:
      return true;
  }
}

function toFactKnowledge(tests: readonly FactTest[], isList: boolean): FactKnowledge {
  const plain = tests.filter(isPlain);
  return {
    known: tests.some(({ op }) => op !== "missing"),
    missing: tests.some(({ op }) => op === "missing"),
    isList,
    tests,
    oneOf: isList ? null : listPossible(plain),
    interval: plain
      .map(toInterval)
      .filter((interval) => interval !== null)
      .reduce(intersect, EVERYTHING),
  };
}

function listPossible(tests: readonly PlainTest[]): readonly Scalar[] | null {
  const naming = tests.find(({ op }) => op === "eq" || op === "in");
  if (naming === undefined) return null;
  const values: readonly Scalar[] = naming.op === "eq" ? [naming.value] : naming.op === "in" ? naming.value : [];
  return values.filter((value) => tests.every((test) => evaluateOn(value, test)));
}
