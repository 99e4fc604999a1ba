import type { Condition, Facts, FactTest } from "@pointsman/contracts/rule-set";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { evaluateCondition } from "../../conditions/evaluate.ts";
import { findFact } from "../../facts/registry.ts";
import { findShadows } from "./find-shadows.ts";
import { findConflict, implies } from "./implies.ts";
import { toKnowledge } from "./knowledge.ts";
import { listWays, toNormalForm } from "./normal-form.ts";

/** Few values, so that tests meet. */
const TEXTS = ["us", "US ", "u", "usa", "é", "E", "ab", "b", "a"];
const NUMBERS = [-1, 0, 1, 5, 5.5, 10];
const TIMES = ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z", "2026-02-01T00:00:00.000Z"];

const find = (name: string) => (name === "tags" ? ({ type: "text_list", meaning: "a list" } as const) : findFact(name));

const text = fc.constantFrom(...TEXTS);
const number = fc.constantFrom(...NUMBERS);

function textTests(fact: string): readonly fc.Arbitrary<FactTest>[] {
  return [
    fc.record({ fact: fc.constant(fact), op: fc.constantFrom("eq" as const, "ne" as const), value: text }),
    fc.record({
      fact: fc.constant(fact),
      op: fc.constantFrom("in" as const, "not_in" as const),
      value: fc.array(text, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      fact: fc.constant(fact),
      op: fc.constantFrom("prefix" as const, "suffix" as const, "contains" as const),
      value: text,
    }),
    fc.record({
      fact: fc.constant(fact),
      op: fc.constant("glob" as const),
      value: fc.constantFrom("u*", "*s", "?", "us?", "*"),
    }),
    existence(fact),
  ];
}

function existence(fact: string): fc.Arbitrary<FactTest> {
  return fc.record({ fact: fc.constant(fact), op: fc.constantFrom("exists" as const, "missing" as const) });
}

/** Tests on one fact each, so that those of a condition meet. */
const REGION = textTests("lead.region");
const TAGS: readonly fc.Arbitrary<FactTest>[] = [
  ...textTests("tags"),
  fc.record({
    fact: fc.constant("tags"),
    op: fc.constantFrom("any_of" as const, "all_of" as const, "none_of" as const),
    value: fc.array(text, { minLength: 1, maxLength: 2 }),
  }),
];
const EMPLOYEES: readonly fc.Arbitrary<FactTest>[] = [
  fc.record({
    fact: fc.constant("lead.employees"),
    op: fc.constantFrom("lt" as const, "lte" as const, "gt" as const, "gte" as const, "eq" as const, "ne" as const),
    value: number,
  }),
  fc.record({
    fact: fc.constant("lead.employees"),
    op: fc.constant("between" as const),
    value: fc.tuple(number, number),
    halfOpen: fc.boolean(),
  }),
  existence("lead.employees"),
];
const LOST_AT: readonly fc.Arbitrary<FactTest>[] = [
  fc.record({
    fact: fc.constant("account.closedLostAt"),
    op: fc.constantFrom("before" as const, "after" as const),
    value: fc.constantFrom(...TIMES),
  }),
  fc.record({
    fact: fc.constant("account.closedLostAt"),
    op: fc.constantFrom("newer_than_days" as const, "older_than_days" as const),
    value: fc.constantFrom(1, 5, 40),
  }),
  existence("account.closedLostAt"),
];
const OTHERS: readonly fc.Arbitrary<FactTest>[] = [
  fc.record({
    fact: fc.constant("lead.isFreeMail"),
    op: fc.constantFrom("eq" as const, "ne" as const),
    value: fc.boolean(),
  }),
  fc.record({
    fact: fc.constant("lead.region"),
    op: fc.constantFrom("eq_fact" as const, "ne_fact" as const),
    value: fc.constant("lead.company"),
  }),
];
const GROUPS = [REGION, TAGS, EMPLOYEES, LOST_AT, [...REGION, ...TAGS, ...EMPLOYEES, ...LOST_AT, ...OTHERS]];

function conditionOver(tests: readonly fc.Arbitrary<FactTest>[]): fc.Arbitrary<Condition> {
  const leaf = fc.oneof(...tests);
  return fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      fc.record({ all: fc.array(leaf, { minLength: 2, maxLength: 3 }) }),
      fc.record({ all: fc.array(tie("condition"), { maxLength: 3 }) }),
      fc.record({ any: fc.array(tie("condition"), { maxLength: 3 }) }),
      fc.record({ not: tie("condition") }),
    ),
  })).condition;
}

/** That many conditions, mostly on one fact. */
function conditions(minLength: number, maxLength: number): fc.Arbitrary<readonly Condition[]> {
  return fc.oneof(...GROUPS.map((tests) => fc.array(conditionOver(tests), { minLength, maxLength })));
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4 });

const lead: fc.Arbitrary<Facts> = fc.record({
  "lead.receivedAt": fc.constant("2026-02-02T00:00:00.000Z"),
  "lead.region": maybe(text),
  "lead.company": maybe(text),
  "lead.employees": maybe(fc.oneof(number, fc.constantFrom(Number.NaN, 7))),
  "lead.isFreeMail": maybe(fc.boolean()),
  "account.closedLostAt": maybe(fc.constantFrom(...TIMES)),
  tags: maybe(fc.array(text, { maxLength: 3 })),
});

/** Making them is most of a run's time. */
const leads = fc.array(lead, { minLength: 20, maxLength: 20 });

describe("what is said of conditions is so", () => {
  test("a rule reported as shadowed never fires on any lead", () => {
    let reported = 0;
    fc.assert(
      fc.property(conditions(2, 6), leads, (rules, leads) => {
        const shadows = findShadows(rules, find);
        reported += shadows.length;
        const fired = new Set(leads.map((facts) => rules.findIndex((rule) => evaluateCondition(rule, facts))));
        expect(shadows.filter(({ index }) => fired.has(index))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
    // The property says nothing where nothing is reported.
    expect(reported).toBeGreaterThan(500);
  });

  test("a condition found contradictory never holds, and its opposite always does", () => {
    let reported = 0;
    fc.assert(
      fc.property(conditions(1, 1), leads, ([condition = { all: [] }], leads) => {
        const ways = listWays(toNormalForm(condition));
        if (ways.some((way) => findConflict(toKnowledge(way, find)) === null)) return;
        reported++;
        expect(leads.filter((facts) => evaluateCondition(condition, facts))).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
    expect(reported).toBeGreaterThan(200);
  });

  test("one that implies another never holds without it", () => {
    let reported = 0;
    fc.assert(
      fc.property(conditions(2, 2), leads, ([a = { all: [] }, b = { all: [] }], leads) => {
        const form = toNormalForm(b);
        if (!listWays(toNormalForm(a)).every((way) => implies(toKnowledge(way, find), form, find))) return;
        reported++;
        expect(leads.filter((facts) => evaluateCondition(a, facts) && !evaluateCondition(b, facts))).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
    expect(reported).toBeGreaterThan(200);
  });
});

test("more alternatives than are told apart make it silent, not wrong", () => {
  const country = (value: string): Condition => ({ fact: "lead.country", op: "eq", value });
  const many: Condition = { any: Array.from({ length: 100 }, (_, i) => country(`x${i}`)) };
  expect(findShadows([many, many], find)).toEqual([]);
  const narrowed: Condition = { all: [many, country("US"), country("DE")] };
  expect(listWays(toNormalForm(narrowed)).map((way) => findConflict(toKnowledge(way, find)))).toEqual([
    expect.stringContaining("lead.country"),
  ]);
});
