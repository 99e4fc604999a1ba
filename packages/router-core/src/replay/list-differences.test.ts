import type { JsonValue } from "@pointsman/contracts/primitive";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { formatDifference, listDifferences } from "./list-differences.ts";

test.each<[string, JsonValue, JsonValue, readonly string[]]>([
  ["a value", { outcome: { repId: "rep_a" } }, { outcome: { repId: "rep_b" } }, ["outcome.repId: rep_a → rep_b"]],
  [
    "the first of several first",
    { b: 1, a: [{ x: 1 }, { x: 2 }] },
    { b: 2, a: [{ x: 1 }, { x: 3 }] },
    ["b: 1 → 2", "a[1].x: 2 → 3"],
  ],
  [
    "what is not there",
    { steps: [1, 2], gone: null },
    { steps: [1], came: {} },
    ["steps[1]: 2 → nothing", "gone: null → nothing", "came: nothing → {}"],
  ],
  ["a key that is no name", { "account.id": 1 }, { "account.id": true }, ['["account.id"]: 1 → true']],
  ["the order of keys alone", { o: { a: 1, b: 2 } }, { o: { b: 2, a: 1 } }, ["keys(o): a, b → b, a"]],
  ["a list against an object", [], {}, ["(all): [] → {}"]],
  ["a key that every object inherits", {}, { constructor: 1 }, ["constructor: nothing → 1"]],
  ["a long text, cut", "x".repeat(300), 1, [`(all): ${"x".repeat(200)}… (300 characters) → 1`]],
])("names %s", (_, recorded, replayed, expected) => {
  expect(listDifferences(recorded, replayed).map(formatDifference)).toEqual(expected);
});

test("there is a difference exactly where the JSON text differs", () => {
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(listDifferences(a, a)).toEqual([]);
      expect(listDifferences(a, b).length === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});

test("a change anywhere in a value is found at its path", () => {
  const value = fc.dictionary(fc.string(), fc.array(fc.integer(), { minLength: 1 }), { minKeys: 1 });
  fc.assert(
    fc.property(value, fc.nat(), (before, pick) => {
      const keys = Object.keys(before);
      const key = keys[pick % keys.length] ?? "";
      const after = { ...before, [key]: [...(before[key] ?? []).slice(0, -1), null] };
      const [only, ...rest] = listDifferences(before, after);
      expect(rest).toEqual([]);
      expect(only).toMatchObject({ recorded: before[key]?.at(-1), replayed: null });
    }),
  );
});
