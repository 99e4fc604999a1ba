import { describe, expect, test } from "vitest";

import { toFieldIssues } from "./error.ts";
import { Condition, RuleSet } from "./rule-set.ts";

describe("a condition", () => {
  test.each([
    { fact: "lead.country", op: "eq", value: "US" },
    { fact: "lead.employees", op: "between", value: [200, 500] },
    { fact: "lead.employees", op: "between", value: [200, 500], halfOpen: true },
    { fact: "lead.jobTitle", op: "glob", value: "v? of *" },
    { fact: "account.closedLostAt", op: "older_than_days", value: 90 },
    { fact: "custom.modules", op: "any_of", value: ["crm"] },
    { all: [{ any: [] }, { not: { fact: "lead.score", op: "missing" } }] },
  ])("%j is one", (condition) => {
    expect(Condition.parse(condition)).toEqual(condition);
  });

  test.each([
    { fact: "lead.country", op: "matches", value: "(a+)+$" },
    { fact: "lead.employees", op: "gt", value: "50" },
    { fact: "lead.jobTitle", op: "contains", value: " " },
    { fact: "lead.jobTitle", op: "glob", value: "*".repeat(201) },
    { fact: "lead.country", op: "in", value: [] },
    { all: [], any: [] },
    { fact: "lead.country", op: "exists", value: true },
    {},
  ])("%j is none", (condition) => {
    expect(Condition.safeParse(condition).success).toBe(false);
  });
});

test.each([
  [{ fact: "x", op: "lt", value: "5" }, "value", "expected a number, not a text"],
  [{ all: [{ not: { fact: "x", op: "lt", value: "5" } }] }, "all.0.not.value", "expected a number, not a text"],
  [{ any: [{ fact: "x", op: "matches", value: "5" }] }, "any.0.op", "'glob'"],
  [{ all: [], any: [] }, "any", "no such field"],
  [{ not: { fact: "x", op: "exists", value: 1 } }, "not.value", "no such field"],
])("what is wrong with %j is told of where it is", (condition, field, problem) => {
  const { error } = Condition.safeParse(condition);
  expect(error === undefined ? [] : toFieldIssues(error)).toEqual([
    { field, problem: expect.stringContaining(problem) },
  ]);
});

test("conditions may be nested 500 levels deep; more is refused, however much more", () => {
  const nested = (levels: number): Condition =>
    Array.from({ length: levels }).reduce<Condition>((inner) => ({ not: inner }), { fact: "x", op: "exists" });
  expect(Condition.safeParse(nested(500)).success).toBe(true);
  for (const levels of [501, 100_000]) {
    expect(Condition.safeParse(nested(levels)).error?.issues[0]?.message).toContain("side by side");
  }
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
