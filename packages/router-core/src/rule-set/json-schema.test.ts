import { RuleSet } from "@pointsman/contracts/rule-set";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";

import published from "../../rule-set.schema.json" with { type: "json" };
import { RULES } from "../decide.fixture.ts";
import { toRuleSetJsonSchema } from "./json-schema.ts";

test("the published JSON Schema is that of the code", () => {
  const current: unknown = JSON.parse(JSON.stringify(toRuleSetJsonSchema()));
  expect(published, "out of date: run `pnpm --filter @pointsman/router-core schema`").toEqual(current);
});

test("it says what ids look like, and where a condition holds others", () => {
  const text = JSON.stringify(published);
  expect(text).toContain("^pool_");
  expect(published.$defs.Condition.anyOf).toHaveLength(4);
  expect(text).not.toContain("readOnly");
});

describe("a validator that knows the schema alone", () => {
  const isValid = new Ajv2020({ strict: false, formats: { "date-time": true } }).compile(published);

  test("takes what parses", () => {
    expect(isValid(RULES) ? null : isValid.errors).toBeNull();
    expect(RuleSet.safeParse(RULES).success).toBe(true);
  });

  test.each([
    ["no fallback", { ...RULES, fallbackQueueId: undefined }],
    ["an id of another kind", { ...RULES, fallbackQueueId: "pool_x" }],
    ["a key there is not", { ...RULES, fallback: "queue_x" }],
    ["a hold of two months", { ...RULES, maxHoldHours: 1_440 }],
    ["no stages", { ...RULES, stages: [] }],
    [
      "an operator there is not",
      {
        ...RULES,
        derivedFacts: [{ fact: "x", rows: [{ when: { fact: "lead.score", op: "is", value: 1 }, value: "y" }] }],
      },
    ],
  ])("refuses %s", (_, value) => {
    const json: unknown = JSON.parse(JSON.stringify(value));
    expect(isValid(json)).toBe(false);
    expect(RuleSet.safeParse(json).success).toBe(false);
  });
});
