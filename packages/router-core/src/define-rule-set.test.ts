import type { FactType, RuleSet } from "@pointsman/contracts/rule-set";
import { describe, expect, expectTypeOf, test } from "vitest";

import { defineRuleSet } from "./define-rule-set.ts";
import type { OPERATORS_OF_TYPE } from "./facts/operators.ts";
import type { FactsOf } from "./typed-facts.ts";
import type { ConditionOf, DerivedFactOf, StageOf, TestOf } from "./typed-rule-set.ts";

const REST = {
  name: "Typed",
  fallbackQueueId: "queue_fallback",
  maxHoldHours: 24,
  duplicateWindowMinutes: 5,
} as const;

const derivedFacts = [
  {
    fact: "tier",
    rows: [{ when: { fact: "lead.score", op: "gte", value: 80 }, value: "tier1" }],
    otherwise: "tier2",
  },
  { fact: "territory", rows: [{ when: { fact: "lead.country", op: "eq", value: "US" }, value: "terr_us" }] },
] as const satisfies readonly DerivedFactOf<FactsOf>[];

const customFacts = [
  { fact: "custom.budget", type: "number", field: "Budget" },
  { fact: "custom.modules", type: "text_list", field: "modules" },
] as const;

type Known = FactsOf<typeof derivedFacts, typeof customFacts>;
type Test = ConditionOf<Known>;

test("a rule set may ask for the facts of the registry, of its own fields, and those it derives", () => {
  const ruleSet = defineRuleSet({
    ...REST,
    customFacts: [{ fact: "custom.budget", type: "number", field: "Budget" }],
    derivedFacts: [
      {
        fact: "size",
        rows: [{ when: { fact: "custom.budget", op: "gte", value: 50_000 }, value: "large" }],
        otherwise: "small",
      },
      { fact: "tier", rows: [{ when: { fact: "size", op: "eq", value: "large" }, value: "tier1" }] },
    ],
    stages: [
      {
        id: "all",
        name: "All",
        kind: "pool",
        rules: [
          {
            id: "tier1",
            name: "Tier 1",
            when: {
              all: [
                { fact: "tier", op: "eq", value: "tier1" },
                { not: { fact: "account.status", op: "in", value: ["customer", "open"] } },
                { fact: "account.team.sponsor", op: "missing" },
              ],
            },
            target: { kind: "pool", poolId: "pool_all" },
            onUnavailable: { default: [], byTier: { tier1: ["backup"] } },
          },
        ],
      },
    ],
    onUnavailable: { default: ["backup"] },
  });
  expectTypeOf(ruleSet).toEqualTypeOf<RuleSet>();
  expect(ruleSet.stages).toHaveLength(1);
});

test("a qualification and weights may ask for what is derived", () => {
  const ruleSet = defineRuleSet({
    ...REST,
    derivedFacts,
    qualification: {
      any: [
        { fact: "lead.score", op: "gte", value: 50 },
        { fact: "tier", op: "eq", value: "tier1" },
      ],
    },
    workUnits: { default: 1, byTier: { tier1: 3 } },
    stages: [{ id: "all", name: "All", kind: "pool", rules: [] }],
    onUnavailable: { default: [] },
  });
  expect(ruleSet.workUnits).toEqual({ default: 1, byTier: { tier1: 3 } });
  defineRuleSet({
    ...REST,
    derivedFacts,
    // @ts-expect-error there is no such tier
    qualification: { fact: "tier", op: "eq", value: "tier9" },
    // @ts-expect-error there is no such tier
    workUnits: { default: 1, byTier: { tier9: 3 } },
    stages: [{ id: "all", name: "All", kind: "pool", rules: [] }],
    onUnavailable: { default: [] },
  });
});

test("an SLA may ask for what is derived", () => {
  const sla = {
    id: "soon",
    name: "Soon",
    touchWithinMinutes: 60,
    onBreach: { kind: "escalate", escalateTo: { kind: "team_role", role: "manager" } },
  } as const;
  const rest = {
    ...REST,
    derivedFacts,
    stages: [{ id: "all", name: "All", kind: "pool", rules: [] }],
    onUnavailable: { default: [] },
  } as const;
  const ruleSet = defineRuleSet({ ...rest, slas: [{ ...sla, when: { fact: "tier", op: "eq", value: "tier1" } }] });
  expect(ruleSet.slas).toHaveLength(1);
  // @ts-expect-error there is no such tier
  defineRuleSet({ ...rest, slas: [{ ...sla, when: { fact: "tier", op: "eq", value: "tier9" } }] });
});

describe("the compiler refuses", () => {
  test("a fact that does not exist, an operator or a value that does not go with it", () => {
    expectTypeOf<{ fact: "lead.country"; op: "eq"; value: "US" }>().toExtend<Test>();
    expectTypeOf<{ fact: "custom.budget"; op: "between"; value: readonly [1, 2] }>().toExtend<Test>();
    expectTypeOf<{ fact: "custom.modules"; op: "any_of"; value: readonly ["a"] }>().toExtend<Test>();
    expectTypeOf<{ fact: "territory.division"; op: "eq"; value: "us" }>().toExtend<Test>();
    expectTypeOf<{ fact: "lead.contry"; op: "exists" }>().not.toExtend<Test>();
    expectTypeOf<{ fact: "lead.country"; op: "lt"; value: 5 }>().not.toExtend<Test>();
    expectTypeOf<{ fact: "lead.employees"; op: "eq"; value: "50" }>().not.toExtend<Test>();
    expectTypeOf<{ fact: "lead.isFreeMail"; op: "in"; value: readonly [true] }>().not.toExtend<Test>();
    expectTypeOf<{ fact: "account.status"; op: "eq"; value: "lost" }>().not.toExtend<Test>();
    expectTypeOf<{ fact: "tier"; op: "eq"; value: "tier9" }>().not.toExtend<Test>();
    expectTypeOf<{ fact: "custom.modules"; op: "eq"; value: "a" }>().not.toExtend<Test>();
    expectTypeOf<{ fact: "lead.employees"; op: "eq_fact"; value: "lead.country" }>().not.toExtend<Test>();
    expectTypeOf<{ fact: "territory.name"; op: "exists" }>().not.toExtend<ConditionOf<FactsOf>>();
  });

  test("a wrong fact or value where the rule set is written", () => {
    const rest = { ...REST, onUnavailable: { default: [] } } as const;
    const wrongFact = () =>
      defineRuleSet({
        ...rest,
        // @ts-expect-error there is no fact lead.contry
        derivedFacts: [{ fact: "x", rows: [{ when: { fact: "lead.contry", op: "exists" }, value: "y" }] }],
        stages: [],
      });
    const tooEarly = () =>
      defineRuleSet({
        ...rest,
        derivedFacts: [
          // @ts-expect-error tier is derived only by the next table
          { fact: "segment", rows: [{ when: { fact: "tier", op: "exists" }, value: "big" }] },
          { fact: "tier", rows: [], otherwise: "tier1" },
        ],
        stages: [],
      });
    const neverDerived = () =>
      defineRuleSet({
        ...rest,
        derivedFacts: [{ fact: "tier", rows: [], otherwise: "tier1" }],
        stages: [
          {
            id: "s",
            name: "S",
            kind: "claim",
            rules: [
              {
                id: "r",
                name: "R",
                // @ts-expect-error no row gives tier9
                when: { fact: "tier", op: "eq", value: "tier9" },
                target: { kind: "account_owner" },
              },
            ],
          },
        ],
      });
    expect([wrongFact, tooEarly, neverDerived]).toHaveLength(3);
  });

  test("a stage whose rules belong to another kind, a co-owner who is no person, a tier that is not derived", () => {
    const rule = { id: "r", name: "R", when: { all: [] } } as const;
    const refine: StageOf<Known> = {
      id: "s",
      name: "S",
      kind: "refine",
      // @ts-expect-error a refine stage prefers, it has no target
      rules: [{ ...rule, target: { kind: "account_owner" } }],
    };
    const coOwner: StageOf<Known> = {
      id: "s",
      name: "S",
      kind: "claim",
      // @ts-expect-error a pool is no co-owner
      rules: [{ ...rule, target: { kind: "account_owner" }, coOwners: [{ kind: "pool", poolId: "pool_x" }] }],
    };
    const tier: StageOf<Known> = {
      id: "s",
      name: "S",
      kind: "claim",
      rules: [
        {
          ...rule,
          target: { kind: "account_owner" },
          // @ts-expect-error no row gives tier9
          onUnavailable: { default: [], byTier: { tier9: [] } },
        },
      ],
    };
    expect([refine, coOwner, tier]).toHaveLength(3);
  });
});

test("the operators of each type are those of the table that the diagnostics read", () => {
  type Shapes = { readonly [Type in FactType as `a ${Type}`]: { readonly type: Type; readonly value: string } };
  type OperatorsOf<Type extends FactType> = Extract<TestOf<Shapes>, { readonly fact: `a ${Type}` }>["op"];
  type InTable<Type extends FactType> = (typeof OPERATORS_OF_TYPE)[Type][number];
  expectTypeOf<OperatorsOf<"text">>().toEqualTypeOf<InTable<"text">>();
  expectTypeOf<OperatorsOf<"number">>().toEqualTypeOf<InTable<"number">>();
  expectTypeOf<OperatorsOf<"boolean">>().toEqualTypeOf<InTable<"boolean">>();
  expectTypeOf<OperatorsOf<"time">>().toEqualTypeOf<InTable<"time">>();
  expectTypeOf<OperatorsOf<"text_list">>().toEqualTypeOf<InTable<"text_list">>();
});
