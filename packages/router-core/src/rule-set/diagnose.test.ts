import type { RuleSet } from "@pointsman/contracts/rule-set";
import { expect, test } from "vitest";

import { RULES } from "../decide.fixture.ts";
import type { Directory } from "../snapshot.ts";
import { toCanonicalJson } from "./canonical-json.ts";
import { diagnoseRuleSet } from "./diagnose.ts";

const DIRECTORY: Directory = {
  reps: new Map(),
  pools: new Map(),
  findTerritory: () => undefined,
  queues: new Map([["queue_fallback", { id: "queue_fallback", name: "Fallback", ownerRepId: "rep_boss" }]]),
};

const [account, territory, vertical] = RULES.stages;

test("a sound rule set has nothing to say of it", () => {
  expect(diagnoseRuleSet(RULES, DIRECTORY)).toEqual([]);
});

const FAULTS: readonly {
  readonly name: string;
  readonly ruleSet: RuleSet;
  readonly field: string;
  readonly problem: string;
}[] = [
  {
    name: "a fact that does not exist",
    ruleSet: {
      ...RULES,
      derivedFacts: [
        ...RULES.derivedFacts,
        { fact: "tier", rows: [{ when: { not: { fact: "lead.contry", op: "exists" } }, value: "x" }] },
      ],
    },
    field: "derivedFacts.3.rows.0.when",
    problem: 'there is no fact "lead.contry"',
  },
  {
    name: "a fallback queue that does not exist",
    ruleSet: { ...RULES, fallbackQueueId: "queue_gone" },
    field: "fallbackQueueId",
    problem: 'there is no queue "queue_gone"',
  },
  {
    name: "a stage id used twice",
    ruleSet: { ...RULES, stages: [account!, territory!, { ...vertical!, id: "account" }] },
    field: "stages.2.id",
    problem: '"account" is used twice',
  },
  {
    name: "a pool that does not exist",
    ruleSet: {
      ...RULES,
      stages: [
        {
          id: "p",
          name: "P",
          kind: "pool",
          rules: [{ id: "r", name: "R", when: { all: [] }, target: { kind: "pool", poolId: "pool_gone" } }],
        },
      ],
    },
    field: "stages.0.rules.0.target",
    problem: 'there is no pool "pool_gone"',
  },
];

test.each(FAULTS)("$name is found, with its path", ({ ruleSet, field, problem }) => {
  const issues = diagnoseRuleSet(ruleSet, DIRECTORY);
  expect(issues.map((issue) => [issue.field, issue.problem])).toEqual([[field, problem]]);
});

test("a mistyped fact is answered with the nearest one", () => {
  const ruleSet: RuleSet = {
    ...RULES,
    derivedFacts: [{ fact: "tier", rows: [{ when: { fact: "lead.contry", op: "exists" }, value: "x" }] }],
  };
  expect(diagnoseRuleSet(ruleSet, DIRECTORY)[0]?.expected).toContain("lead.co");
});

test("canonical JSON does not depend on the order in which keys were written", () => {
  expect(toCanonicalJson({ b: [1, { d: null, c: "x" }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
});
