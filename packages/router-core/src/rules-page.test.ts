import { Condition, Facts } from "@pointsman/contracts/rule-set";
import { describe, expect, test } from "vitest";

import page from "../../../docs/rules.md?raw";
import { evaluateCondition } from "./conditions/evaluate.ts";
import { FACT_FAMILIES, FACTS } from "./facts/registry.ts";
import { DIAGNOSTIC_CODES } from "./rule-set/diagnostic.ts";

/** An example of the page: conditions, and what they say of the facts. */
interface Example {
  readonly facts: Facts;
  readonly holds: readonly Condition[];
  readonly fails: readonly Condition[];
}

const examples = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => toExample(JSON.parse(json ?? "")));

function toExample(json: { readonly facts: unknown; readonly holds: unknown[]; readonly fails: unknown[] }): Example {
  const parse = (condition: unknown) => Condition.parse(condition);
  return { facts: Facts.parse(json.facts), holds: json.holds.map(parse), fails: json.fails.map(parse) };
}

describe("docs/rules.md", () => {
  test("has examples", () => {
    expect(examples.length).toBeGreaterThanOrEqual(7);
  });

  test.each(examples.flatMap(({ facts, holds }) => holds.map((condition) => ({ condition, facts }))))(
    "$condition holds",
    ({ condition, facts }) => {
      expect(evaluateCondition(condition, facts)).toBe(true);
    },
  );

  test.each(examples.flatMap(({ facts, fails }) => fails.map((condition) => ({ condition, facts }))))(
    "$condition fails",
    ({ condition, facts }) => {
      expect(evaluateCondition(condition, facts)).toBe(false);
    },
  );

  test("names every fact with its type", () => {
    const rows = [...page.matchAll(/^\| `([^`]+)` +\| (\w+) /gm)].map(([, name, type]) => [name, type]);
    expect(rows).toEqual(
      expect.arrayContaining([
        ...Object.entries(FACTS).map(([name, { type }]) => [name, type]),
        ...Object.entries(FACT_FAMILIES).map(([start, { type }]) => [`${start}<role>`, type]),
      ]),
    );
  });

  test("names every diagnostic with its severity", () => {
    const rows = [...page.matchAll(/^\| `(\w+)` +\| (error|warning) +\|/gm)].map(([, code, severity]) => [
      code,
      severity,
    ]);
    expect(Object.fromEntries(rows)).toEqual(DIAGNOSTIC_CODES);
  });
});
