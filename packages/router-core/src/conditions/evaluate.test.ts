import type { Condition, Facts } from "@pointsman/contracts/rule-set";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { evaluateCondition } from "./evaluate.ts";

const FACTS: Facts = {
  "lead.country": "US",
  "lead.employees": 350,
  "lead.company": " Prism Analytics ",
  "lead.isFreeMail": false,
  "lead.receivedAt": "2026-11-22T09:30:00.000Z",
  "lead.postcode": null,
  "account.division": "emea",
  "territory.division": "us",
  tags: ["revops", "Fintech"],
  "no tags": [],
  city: "Sa\u0303o Paulo ",
  blank: " \t",
  nan: Number.NaN,
  local: "2026-11-22T09:30:00",
  seconds: "2026-11-22T09:30:00Z",
  infinite: Number.POSITIVE_INFINITY,
  "account.closedLostAt": "2026-10-23T09:30:00.000Z",
};

const CASES: readonly (readonly [Condition, boolean])[] = [
  [{ fact: "lead.country", op: "eq", value: "us" }, true],
  [{ fact: "lead.country", op: "ne", value: "DE" }, true],
  [{ fact: "lead.company", op: "eq", value: "prism analytics" }, true],
  [{ fact: "lead.employees", op: "eq", value: "350" }, false],
  [{ fact: "lead.isFreeMail", op: "eq", value: false }, true],
  [{ fact: "lead.country", op: "in", value: ["CA", "US"] }, true],
  [{ fact: "lead.country", op: "not_in", value: ["CA", "US"] }, false],
  [{ fact: "lead.employees", op: "gte", value: 350 }, true],
  [{ fact: "lead.employees", op: "gt", value: 350 }, false],
  [{ fact: "lead.employees", op: "lt", value: 351 }, true],
  [{ fact: "lead.employees", op: "lte", value: 349 }, false],
  [{ fact: "lead.country", op: "lt", value: 5 }, false],
  [{ fact: "lead.employees", op: "between", value: [200, 350] }, true],
  [{ fact: "lead.employees", op: "between", value: [351, 500] }, false],
  [{ fact: "lead.company", op: "prefix", value: "PRISM" }, true],
  [{ fact: "lead.company", op: "suffix", value: "lytics" }, true],
  [{ fact: "lead.company", op: "contains", value: "m an" }, true],
  [{ fact: "lead.employees", op: "contains", value: "3" }, false],
  [{ fact: "lead.receivedAt", op: "before", value: "2026-11-22T09:30:00Z" }, false],
  [{ fact: "lead.receivedAt", op: "after", value: "2026-11-22T09:29:59Z" }, true],
  [{ fact: "account.division", op: "ne_fact", value: "territory.division" }, true],
  [{ fact: "account.division", op: "eq_fact", value: "territory.division" }, false],
  [{ fact: "account.division", op: "ne_fact", value: "nowhere" }, false],
  [{ fact: "tags", op: "eq", value: "fintech" }, true],
  [{ fact: "tags", op: "in", value: ["revops"] }, true],
  [{ fact: "lead.country", op: "exists" }, true],
  [{ fact: "lead.postcode", op: "exists" }, false],
  [{ fact: "lead.postcode", op: "missing" }, true],
  [{ fact: "nowhere", op: "ne", value: "x" }, false],
  // Accents, Unicode form and blanks.
  [{ fact: "city", op: "eq", value: "SÃO PAULO" }, true],
  [{ fact: "city", op: "in", value: ["sao paulo"] }, true],
  [{ fact: "city", op: "suffix", value: " Paulo " }, true],
  [{ fact: "city", op: "glob", value: "São*" }, true],
  [{ fact: "city", op: "glob", value: "s?o" }, false],
  // What says nothing is not known.
  [{ fact: "blank", op: "exists" }, false],
  [{ fact: "blank", op: "ne", value: "x" }, false],
  [{ fact: "nan", op: "missing" }, true],
  [{ fact: "nan", op: "ne", value: 1 }, false],
  [{ fact: "infinite", op: "gt", value: 1 }, false],
  [{ fact: "infinite", op: "missing" }, true],
  // Types do not mix.
  [{ fact: "lead.employees", op: "ne", value: "350" }, true],
  [{ fact: "lead.employees", op: "in", value: ["350", true] }, false],
  [{ fact: "lead.country", op: "gte", value: 0 }, false],
  [{ fact: "lead.employees", op: "before", value: "2026-01-01T00:00:00Z" }, false],
  [{ fact: "lead.company", op: "before", value: "2026-01-01T00:00:00Z" }, false],
  // Half-open ranges meet without sharing a number.
  [{ fact: "lead.employees", op: "between", value: [200, 350], halfOpen: true }, false],
  [{ fact: "lead.employees", op: "between", value: [350, 500], halfOpen: true }, true],
  // Ages: 30 days exactly are still "newer".
  [{ fact: "account.closedLostAt", op: "newer_than_days", value: 30 }, true],
  [{ fact: "account.closedLostAt", op: "older_than_days", value: 30 }, false],
  [{ fact: "account.closedLostAt", op: "newer_than_days", value: 29.5 }, false],
  [{ fact: "account.closedLostAt", op: "older_than_days", value: 29.5 }, true],
  [{ fact: "nowhere", op: "older_than_days", value: 1 }, false],
  [{ fact: "lead.company", op: "newer_than_days", value: 36_500 }, false],
  // A time without its zone would be another on another host.
  [{ fact: "local", op: "after", value: "2026-01-01T00:00:00Z" }, false],
  [{ fact: "local", op: "newer_than_days", value: 36_500 }, false],
  [{ fact: "seconds", op: "after", value: "2026-01-01T00:00:00Z" }, true],
  // Lists.
  [{ fact: "tags", op: "any_of", value: ["x", "FINTECH"] }, true],
  [{ fact: "tags", op: "all_of", value: ["fintech", "revops"] }, true],
  [{ fact: "tags", op: "all_of", value: ["fintech", "x"] }, false],
  [{ fact: "tags", op: "none_of", value: ["x"] }, true],
  [{ fact: "tags", op: "none_of", value: ["x", "revops"] }, false],
  [{ fact: "no tags", op: "exists" }, true],
  [{ fact: "no tags", op: "none_of", value: ["x"] }, true],
  [{ fact: "nowhere", op: "none_of", value: ["x"] }, false],
  [{ fact: "tags", op: "prefix", value: "fin" }, true],
  [{ fact: "lead.country", op: "any_of", value: ["us"] }, true],
  [{ all: [] }, true],
  [{ any: [] }, false],
  [{ not: { fact: "lead.country", op: "eq", value: "us" } }, false],
];

describe("a condition", () => {
  test.each(CASES.map(([condition, expected]) => ({ condition, expected })))(
    "$condition is $expected",
    ({ condition, expected }) => {
      expect(evaluateCondition(condition, FACTS)).toBe(expected);
    },
  );

  test("a fact that is not known fails every test but `missing`, negated ones too", () => {
    const tests: readonly Condition[] = [
      { fact: "nowhere", op: "eq", value: 1 },
      { fact: "nowhere", op: "ne", value: 1 },
      { fact: "nowhere", op: "not_in", value: [1] },
      { fact: "nowhere", op: "lt", value: 1 },
      { fact: "nowhere", op: "before", value: "2026-01-01T00:00:00Z" },
      { fact: "nowhere", op: "newer_than_days", value: 1 },
      { fact: "nowhere", op: "glob", value: "*" },
    ];
    expect(tests.filter((condition) => evaluateCondition(condition, FACTS))).toEqual([]);
  });

  test("older is exactly: known, and not newer", () => {
    const time = fc.option(fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }));
    fc.assert(
      fc.property(time, fc.integer({ min: 1, max: 20_000 }), (at, value) => {
        const facts: Facts = { ...FACTS, at: at?.toISOString() ?? null };
        const isNewer = evaluateCondition({ fact: "at", op: "newer_than_days", value }, facts);
        const isOlder = evaluateCondition({ fact: "at", op: "older_than_days", value }, facts);
        expect(isOlder).toBe(at !== null && !isNewer);
      }),
    );
  });

  test("`not` of `all` is `any` of `not`", () => {
    const leaf = fc.constantFrom(...CASES.map(([condition]) => condition));
    fc.assert(
      fc.property(fc.array(leaf, { maxLength: 6 }), (parts) => {
        const negatedAll = evaluateCondition({ not: { all: parts } }, FACTS);
        const anyNegated = evaluateCondition({ any: parts.map((part) => ({ not: part })) }, FACTS);
        expect(negatedAll).toBe(anyNegated);
      }),
    );
  });

  test("4,000 nested conditions and 200 side by side are no limit", () => {
    const leaf: Condition = { fact: "lead.country", op: "eq", value: "us" };
    const wide: Condition = { all: Array.from({ length: 200 }, () => leaf) };
    const deep = Array.from({ length: 2_000 }).reduce<Condition>((inner) => ({ not: { not: inner } }), wide);
    expect(evaluateCondition(deep, FACTS)).toBe(true);
  });
});
