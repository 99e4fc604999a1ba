import { describe, expect, test } from "vitest";

import { Condition, RuleSet } from "./rule-set.ts";

describe("a condition", () => {
  test.each([
    { fact: "lead.country", op: "eq", value: "US" },
    { fact: "lead.employees", op: "between", value: [200, 500] },
    { all: [{ any: [] }, { not: { fact: "lead.score", op: "missing" } }] },
  ])("%j is one", (condition) => {
    expect(Condition.parse(condition)).toEqual(condition);
  });

  test.each([
    { fact: "lead.country", op: "matches", value: "(a+)+$" },
    { fact: "lead.employees", op: "gt", value: "50" },
    { fact: "lead.country", op: "in", value: [] },
    { all: [], any: [] },
    { fact: "lead.country", op: "exists", value: true },
    {},
  ])("%j is none", (condition) => {
    expect(Condition.safeParse(condition).success).toBe(false);
  });
});

test("a rule set with a misspelt field is refused, not quietly read without it", () => {
  const ruleSet = {
    name: "x",
    derivedFacts: [],
    stages: [{ id: "s", name: "S", kind: "claim", rules: [], onUnavailble: {} }],
    fallbackQueueId: "queue_x",
    onUnavailable: { default: [] },
    maxHoldHours: 1,
    duplicateWindowMinutes: 0,
  };
  expect(RuleSet.safeParse(ruleSet).error?.issues[0]?.message).toContain("onUnavailble");
});
