import type { Condition, Facts, FactTest, FactValue, RoutingRule, RuleSet } from "@pointsman/contracts/rule-set";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { RULES, WEST } from "../decide.fixture.ts";
import { planRouting, type RoutingPlan } from "../plan.ts";
import { compileRuleSet, toPlanner } from "./compile-rule-set.ts";

const FACT_NAMES = ["country", "size", "domain", "tags", "score", "tier", "territory", "lead.receivedAt"];
const WORDS =
  "us|US| us |de|café|cafe\u0301|CAFÉ|İ|ß|ǰ|J\u030C|j\u030C|ς|Σ|K|acme.example|acme.test|mail.acme.test|a|| |\0|日本|😀|terr_west"
    .split("|")
    .concat("x".repeat(70));
const NUMBERS = [0, -0, 1, 1.5, 2, 10, 11, -5, 1e308, -1e308, 5e-324, Number.MAX_SAFE_INTEGER];
const STRANGE = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

const word = fc.constantFrom(...WORDS);
const number = fc.constantFrom(...NUMBERS);
const scalar = fc.oneof({ weight: 4, arbitrary: word }, { weight: 3, arbitrary: number }, fc.boolean());
const fact = fc.constantFrom(...FACT_NAMES);
const time = fc.constantFrom("2026-11-22T09:30:00.000Z", "2026-01-01T00:00:00.000Z");

const leaf: fc.Arbitrary<FactTest> = fc.oneof(
  fc.record({ fact, op: fc.constantFrom("eq" as const, "ne" as const), value: scalar }),
  fc.record({ fact, op: fc.constantFrom("in" as const, "not_in" as const), value: fc.array(scalar, { minLength: 1 }) }),
  fc.record({ fact, op: fc.constantFrom("lt" as const, "lte" as const, "gt" as const, "gte" as const), value: number }),
  fc.record({ fact, op: fc.constant("between" as const), value: fc.tuple(number, number) }),
  fc.record({
    fact,
    op: fc.constant("between" as const),
    value: fc.tuple(number, number),
    halfOpen: fc.constant(true),
  }),
  fc.record({ fact, op: fc.constant("glob" as const), value: fc.constantFrom("*", "a*", "*.example", "?s", "caf?") }),
  fc.record({
    fact,
    op: fc.constantFrom("any_of" as const, "all_of" as const, "none_of" as const),
    value: fc.array(word, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    fact,
    op: fc.constantFrom("newer_than_days" as const, "older_than_days" as const),
    value: fc.nat(400),
  }),
  fc.record({ fact, op: fc.constantFrom("prefix" as const, "suffix" as const, "contains" as const), value: word }),
  fc.record({ fact, op: fc.constantFrom("before" as const, "after" as const), value: time }),
  fc.record({ fact, op: fc.constantFrom("eq_fact" as const, "ne_fact" as const), value: fact }),
  fc.record({ fact, op: fc.constantFrom("exists" as const, "missing" as const) }),
);

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 3, arbitrary: leaf },
    { weight: 3, arbitrary: fc.record({ all: fc.array(tie("condition"), { maxLength: 5 }) }) },
    { weight: 1, arbitrary: fc.record({ any: fc.array(tie("condition"), { maxLength: 4 }) }) },
    { weight: 1, arbitrary: fc.record({ not: tie("condition") }) },
  ),
}));

const factValue: fc.Arbitrary<FactValue> = fc.oneof(
  { weight: 6, arbitrary: word },
  { weight: 4, arbitrary: number },
  { weight: 1, arbitrary: fc.constantFrom(...STRANGE) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme" }) },
  { weight: 2, arbitrary: fc.array(word, { maxLength: 3 }) },
  { weight: 1, arbitrary: time },
  fc.boolean(),
  fc.constant(null),
);
const facts: fc.Arbitrary<Facts> = fc.dictionary(fact, factValue, { maxKeys: FACT_NAMES.length });

const ruleSet: fc.Arbitrary<RuleSet> = fc
  .record({
    tier: fc.array(condition, { maxLength: 6 }),
    territory: fc.array(condition, { maxLength: 4 }),
    claim: fc.array(condition, { maxLength: 12 }),
    pool: fc.array(condition, { maxLength: 40 }),
    refine: fc.array(condition, { maxLength: 6 }),
  })
  .map(({ tier, territory, claim, pool, refine }) => ({
    ...RULES,
    derivedFacts: [
      { fact: "territory", rows: territory.map((when) => ({ when, value: "terr_west" })) },
      { fact: "tier", rows: tier.map((when, index) => ({ when, value: `tier${index}` })), otherwise: "none" },
    ],
    stages: [
      { id: "claim", name: "Claim", kind: "claim", rules: claim.map(toRule) },
      { id: "pool", name: "Pool", kind: "pool", rules: pool.map(toRule) },
      {
        id: "refine",
        name: "Refine",
        kind: "refine",
        rules: refine.map((when, index) => ({
          id: `refine-${index}`,
          name: "Refine",
          when,
          prefer: { skillFromFact: "country" },
        })),
      },
    ],
  }));

function toRule(when: Condition, index: number): RoutingRule {
  return {
    id: `rule-${index}`,
    name: `Rule ${index}`,
    when,
    target: index % 2 === 0 ? { kind: "rep", repId: `rep_${index}` } : { kind: "territory_pool" },
    note: "{tier} from {country}",
    onUnavailable: { default: ["hold"], byTier: { tier1: ["backup"] } },
  };
}

function findTerritory(id: string) {
  return id === WEST.id ? WEST : undefined;
}

function nest(levels: number): Condition {
  return Array.from({ length: levels }).reduce<Condition>((not) => ({ not }), { fact: "lead.country", op: "exists" });
}

/** Both ways must agree on nonsense too. */
function planner(ruleSet: RuleSet): (facts: Facts) => RoutingPlan {
  const plan = toPlanner(ruleSet);
  return (given) => plan(given, findTerritory);
}

function firstOf(conditions: readonly Condition[], given: Facts): number {
  const rules = conditions.map(toRule);
  const one: RuleSet = { ...RULES, derivedFacts: [], stages: [{ id: "only", name: "Only", kind: "claim", rules }] };
  const compiled = planner(one)(given);
  expect(compiled).toEqual(planRouting(one, given, findTerritory));
  const [stage] = compiled.stages;
  return stage?.rule === null || stage === undefined ? -1 : stage.rulesTried - 1;
}

describe("an indexed rule set", () => {
  test("plans as the interpreter does, whatever the rules and the facts", () => {
    fc.assert(
      fc.property(ruleSet, fc.array(facts, { minLength: 1, maxLength: 12 }), (rules, leads) => {
        const plan = planner(rules);
        for (const lead of leads) {
          expect(plan(lead)).toEqual(planRouting(rules, lead, findTerritory));
        }
      }),
      { numRuns: 400 },
    );
  }, 60_000);

  test("plans as the interpreter does with hundreds of rules, in several blocks", () => {
    const many = fc.array(condition, { minLength: 300, maxLength: 700 });
    fc.assert(
      fc.property(many, fc.array(facts, { minLength: 20, maxLength: 20 }), (conditions, leads) => {
        const rules: RuleSet = {
          ...RULES,
          derivedFacts: [],
          // Without the broad ones, so that the first match is not always among the first ten.
          stages: [
            {
              id: "pool",
              name: "Pool",
              kind: "pool",
              rules: conditions.map((c) => toRule({ all: [c, ...conditions.slice(0, 2)] }, 0)),
            },
          ],
        };
        const plan = planner(rules);
        for (const lead of leads) {
          expect(plan(lead)).toEqual(planRouting(rules, lead, findTerritory));
        }
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  test("leaves operators that the index does not know to the interpreter", () => {
    const rules: readonly Condition[] = [
      { fact: "a", op: "contains", value: "zz" },
      {
        all: [
          { fact: "a", op: "eq", value: "Buzz" },
          { fact: "a", op: "contains", value: "ZZ" },
        ],
      },
    ];
    expect(firstOf(rules, { a: "buzz" })).toBe(0);
    expect(firstOf(rules, { a: "none" })).toBe(-1);
  });

  test("evaluates facts that are lists as they stand", () => {
    const rules: readonly Condition[] = [
      {
        all: [
          { fact: "tags", op: "eq", value: "a" },
          { fact: "tags", op: "eq", value: "b" },
        ],
      },
      { fact: "tags", op: "ne", value: "c" },
    ];
    expect(firstOf(rules, { tags: ["b", "a"] })).toBe(0);
    expect(firstOf(rules, { tags: [] })).toBe(1);
    expect(firstOf(rules, { tags: ["c", "a"] })).toBe(-1);
  });

  test("folds text as the interpreter does, that too which folds to something that folds on", () => {
    const spellings = ["J\u030C", "j\u030C", "ǰ"];
    const rules = spellings.map((value): Condition => ({ fact: "a", op: "eq", value }));
    // `firstOf` compares with the interpreter: what the answer is, is for the interpreter to say.
    for (const rule of rules) for (const spelling of spellings) firstOf([rule], { a: spelling });
    expect(firstOf(rules, { a: "J\u030C" })).toBe(0);
  });

  test("finds the first of the alternatives of `any`, in the order of the rules", () => {
    const us: Condition = { fact: "country", op: "eq", value: "US" };
    const big: Condition = { fact: "size", op: "gte", value: 500 };
    const rules: readonly Condition[] = [{ all: [us, big] }, { any: [us, big] }, us];
    expect(firstOf(rules, { country: "us" })).toBe(1);
    expect(firstOf(rules, { country: "de", size: 500 })).toBe(1);
    expect(firstOf(rules, { country: "us", size: 501 })).toBe(0);
    expect(firstOf([{ not: { any: [us, big] } }], { country: "de", size: 1 })).toBe(0);
  });
});

describe("what tables find", () => {
  const isUs: Condition = { fact: "lead.country", op: "eq", value: "US" };
  const territory: RuleSet["derivedFacts"][number] = { fact: "territory", rows: [{ when: isUs, value: "terr_us" }] };

  test("is of the territories that are asked, where others were asked before", () => {
    const inform: RoutingRule = { ...toRule(isUs, 0), note: "{territory.name}" };
    const plan = toPlanner({
      ...RULES,
      derivedFacts: [territory],
      stages: [{ id: "only", name: "Only", kind: "claim", rules: [inform] }],
    });
    const names = ["West", "Far West"].map((name) => {
      const [stage] = plan({ "lead.country": "us" }, () => ({ ...WEST, name })).stages;
      return stage?.kind === "claim" && stage.note;
    });
    expect(names).toEqual(["West", "Far West"]);
  });

  test("is found beyond what is kept too", () => {
    const toTable = (fact: string, of: string) => ({
      fact,
      rows: Array.from({ length: 120 }, (_, value) => ({
        when: { fact: of, op: "eq" as const, value },
        value: `${fact}-${value}`,
      })),
      otherwise: "none",
    });
    const plan = planner({
      ...RULES,
      derivedFacts: [territory, toTable("tier", "lead.score"), toTable("segment", "lead.employees")],
      stages: [],
    });
    for (let lead = 0; lead < 13_000; lead++) {
      const [score, size] = [lead % 121, Math.floor(lead / 121)];
      const tier = score < 120 ? `tier-${score}` : "none";
      const { derived } = plan({ "lead.country": "DE", "lead.score": score, "lead.employees": size });
      expect(derived).toEqual({ territory: null, tier, segment: `segment-${size}` });
    }
  });
});

describe("a rule set", () => {
  test("that is sound plans as the interpreter does", () => {
    const lead: Facts = { "lead.employees": 300, "lead.country": "US" };
    expect(compileRuleSet(RULES).plan(lead, findTerritory)).toEqual(planRouting(RULES, lead, findTerritory));
  });

  test.each<[string, Condition, string]>([
    ["an unknown fact", { fact: "lead.contry", op: "exists" }, "did you mean lead.country?"],
    ["a value that never is", { fact: "lead.score", op: "gt", value: 120 }, "a number from"],
    [
      "a contradiction",
      {
        all: [
          { fact: "lead.score", op: "lt", value: 10 },
          { fact: "lead.score", op: "gt", value: 20 },
        ],
      },
      "change one of its tests",
    ],
    ["conditions 100,000 levels deep", nest(100_000), "side by side"],
  ])("with %s never compiles, and says where and how to mend it", (_, when, hint) => {
    const rules = [
      { when: { all: [] }, id: "a" },
      { when, id: "b" },
    ].map(({ when, id }) => ({
      id,
      name: id,
      when,
      target: { kind: "account_owner" as const },
    }));
    const faulty: RuleSet = { ...RULES, stages: [{ id: "s", name: "S", kind: "claim", rules }] };
    expect(() => compileRuleSet(faulty)).toThrow(
      expect.objectContaining({
        code: "INVALID_INPUT",
        issues: [expect.objectContaining({ field: "stages.0.rules.1.when", expected: expect.stringContaining(hint) })],
      }),
    );
  });
});

describe("S17: large rule sets", () => {
  test("10,000 rules, the match anywhere or nowhere", () => {
    const conditions = Array.from({ length: 10_000 }, (_, index): Condition => ({
      all: [
        { fact: "domain", op: "eq", value: `company-${index}.example` },
        { fact: "size", op: "between", value: [index, index + 10] },
      ],
    }));
    const rules = {
      ...RULES,
      derivedFacts: [],
      stages: [{ id: "s", name: "S", kind: "claim", rules: conditions.map(toRule) }],
    } as const;
    const plan = planner(rules);
    const triedFor = (given: Facts) => plan(given).stages[0]?.rulesTried;
    for (const index of [0, 1, 4_711, 9_999]) {
      expect(triedFor({ domain: `Company-${index}.example`, size: index + 5 })).toBe(index + 1);
    }
    expect(triedFor({ domain: "company-5.example", size: 16 })).toBe(10_000);
    expect(triedFor({})).toBe(10_000);
  });

  test("one rule with 200 conditions on 200 facts, and one with a list of 10,000 values", () => {
    const wide: Condition = {
      all: Array.from({ length: 200 }, (_, index) => ({ fact: `f${index}`, op: "eq" as const, value: index })),
    };
    const long: Condition = {
      fact: "domain",
      op: "in",
      value: Array.from({ length: 10_000 }, (_, index) => `d${index}`),
    };
    const all: Facts = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`f${index}`, index]));
    expect(firstOf([wide, long], all)).toBe(0);
    expect(firstOf([wide, long], { ...all, f199: 0 })).toBe(-1);
    expect(firstOf([wide, long], { ...all, f0: 1, domain: "D9999" })).toBe(1);
  });

  test("2,000 nested conditions", () => {
    const deep = Array.from({ length: 1_000 }).reduce<Condition>((inner) => ({ not: { not: inner } }), {
      fact: "country",
      op: "eq",
      value: "us",
    });
    expect(firstOf([deep], { country: "US" })).toBe(0);
  });
});
