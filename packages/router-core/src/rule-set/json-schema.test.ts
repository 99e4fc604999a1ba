import { expect, test } from "vitest";

import published from "../../rule-set.schema.json" with { type: "json" };
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
