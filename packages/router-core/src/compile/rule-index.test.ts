import type { Condition, Facts, FactValue } from "@pointsman/contracts/rule-set";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { evaluateCondition } from "../conditions/evaluate.ts";
import { LeadFacts } from "../stages/lead-facts.ts";
import { RuleIndex } from "./rule-index.ts";

/** Rules as organisations have them by the hundred, each kind with another way through the index. */
const COUNTRIES = ["us", "de", "fr", "se", "jp", "br"];
const VERTICALS = ["software", "retail", "Énergie", "health care", "public-sector"];
const BEGINNINGS = ["ac", "acm", "acme", "mail.", "mail.ac", "=", "é", "日"];

const ALIKE = "company-company-company-company";

const country = fc.constantFrom(...COUNTRIES);
const vertical = fc.constantFrom(...VERTICALS);
const domain = fc.nat(400).map((index) => `company-${index}.example`);
const size = fc.integer({ min: -20, max: 300 });
const range = fc.tuple(size, size).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);

const isCountry = country.map((value): Condition => ({ fact: "country", op: "eq", value }));
const isVertical = vertical.map((value): Condition => ({ fact: "vertical", op: "eq", value }));
const isDomain = domain.map((value): Condition => ({ fact: "domain", op: "eq", value }));
const isSize = range.map((value): Condition => ({ fact: "size", op: "between", value }));
const isScore = size.map((value): Condition => ({ fact: "custom.score", op: "gte", value }));
const begins = fc
  .constantFrom(...BEGINNINGS)
  .chain((value) =>
    fc.constantFrom<Condition>(
      { fact: "domain", op: "prefix", value },
      { fact: "domain", op: "suffix", value: `${value}.test` },
    ),
  );

const KINDS: { readonly [kind: string]: fc.Arbitrary<Condition> } = {
  "accounts by domain": fc.tuple(isDomain, isSize).map((all) => ({ all })),
  "accounts by list": fc
    .array(domain, { minLength: 1, maxLength: 90 })
    .map((value) => ({ fact: "domain", op: "in", value })),
  "country and vertical": fc.tuple(isCountry, isVertical, isScore).map((all) => ({ all })),
  "one country for all": fc.tuple(isVertical, isSize, isDomain).map((all) => ({
    all: [{ fact: "country", op: "eq", value: "us" }, ...all],
  })),
  "broad ranges": fc.tuple(isSize, isScore, isSize).map(([a, b, c]) => ({ all: [a, b, { not: c }] })),
  "beginnings and ends": fc.tuple(begins, isSize).map((all) => ({ all })),
  "lists and exceptions": fc
    .tuple(
      fc.uniqueArray(country, { minLength: 1, maxLength: 4 }),
      fc.uniqueArray(vertical, { minLength: 1, maxLength: 3 }),
      isSize,
    )
    .map(([countries, verticals, range]) => ({
      all: [
        { fact: "country", op: "in", value: countries },
        { fact: "vertical", op: "not_in", value: verticals },
        range,
      ],
    })),
  alternatives: fc.tuple(isDomain, isCountry, isVertical).map(([a, b, c]) => ({ any: [a, { all: [b, c] }] })),
  "tests that no index knows": fc.tuple(isCountry, domain).map(([is, value]) => ({
    all: [is, { fact: "domain", op: "contains", value: value.slice(-12) }],
  })),
  "texts that begin alike": fc
    .tuple(fc.nat(24), fc.constantFrom("", "x", " x", "é", "日", "≠x", "="), isSize)
    .map(([length, end, size]) => ({
      all: [{ fact: "domain", op: "eq", value: `${ALIKE.slice(0, length + 1)}${end}` }, size],
    })),
  "what is known": fc.tuple(isCountry, fc.constantFrom("exists" as const, "missing" as const)).map(([is, op]) => ({
    all: [is, { fact: "tags", op }],
  })),
};

const mixed = fc.oneof(...Object.values(KINDS));

/** A text as a form may bring it. */
function spelt(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(text, fc.nat(7)).map(([word, way]) => {
    const ways = [word, word, word.toUpperCase(), ` ${word}`, `${word}\u00a0`, word.normalize("NFD"), `${word}\u0301`];
    return ways[way] ?? `${word}  x`;
  });
}

const unknown = fc.constantFrom<FactValue>(null, "", "  ", Number.NaN, Number.POSITIVE_INFINITY, false, true);
const lead: fc.Arbitrary<Facts> = fc.record(
  {
    country: fc.oneof({ weight: 8, arbitrary: spelt(country) }, unknown),
    vertical: fc.oneof({ weight: 8, arbitrary: spelt(vertical) }, unknown),
    domain: fc.oneof(
      { weight: 6, arbitrary: spelt(domain) },
      { weight: 3, arbitrary: spelt(fc.constantFrom(...BEGINNINGS).map((start) => `${start}me.test`)) },
      {
        weight: 1,
        arbitrary: spelt(
          fc
            .tuple(fc.nat(24), fc.constantFrom("", "", "x", "日", "=\u0338x", "="))
            .map(([length, end]) => `${ALIKE.slice(0, length + 1)}${end}`),
        ),
      },
      { weight: 1, arbitrary: fc.constantFrom("=\u0338.test", "e\u0301cole.test", "a\u0338", "MAIL.ACME.TEST") },
      unknown,
    ),
    size: fc.oneof({ weight: 8, arbitrary: size }, { weight: 1, arbitrary: fc.double() }, unknown),
    "custom.score": fc.oneof({ weight: 8, arbitrary: size }, { weight: 1, arbitrary: spelt(country) }, unknown),
    tags: fc.oneof(fc.array(country), unknown),
  },
  { requiredKeys: [] },
);

function expectAgreement(conditions: readonly Condition[], leads: readonly Facts[]): void {
  const index = new RuleIndex(conditions);
  for (const one of leads) {
    const first = conditions.findIndex((condition) => evaluateCondition(condition, one));
    expect({ lead: one, first: index.findFirst(new LeadFacts(one)) }).toEqual({ lead: one, first });
  }
}

describe("an index finds the condition that the interpreter finds", () => {
  const leads = fc.array(lead, { minLength: 40, maxLength: 40 });

  test.each(Object.entries(KINDS))(
    "%s, in lists that are short and long",
    (_, kind) => {
      const conditions = fc.array(kind, { minLength: 1, maxLength: 600, size: "max" });
      fc.assert(fc.property(conditions, leads, expectAgreement), { numRuns: 12 });
    },
    60_000,
  );

  test("all of these mixed", () => {
    const conditions = fc.array(mixed, { minLength: 200, maxLength: 900, size: "max" });
    fc.assert(fc.property(conditions, leads, expectAgreement), { numRuns: 30 });
  }, 60_000);

  test("the first of hundreds that say the same", () => {
    const same = fc.tuple(mixed, fc.integer({ min: 2, max: 400 }));
    const conditions = fc
      .array(same, { minLength: 1, maxLength: 6 })
      .map((groups) => groups.flatMap(([condition, times]) => Array.from({ length: times }, () => condition)));
    fc.assert(fc.property(conditions, leads, expectAgreement), { numRuns: 20 });
  }, 60_000);

  test("numbers of more classes than a record has places for", () => {
    const conditions = Array.from({ length: 36_000 }, (_, index): Condition => {
      const isFromHere: Condition = { fact: "size", op: "gte", value: 36_000 - index };
      return { all: [{ fact: "domain", op: "eq", value: `company-${index % 9_000}.example` }, isFromHere] };
    });
    const leads = [0, 1, 8_999.5, 9_000, 35_000, 35_999, 36_000, 40_000].map((size) => ({
      domain: `company-${(36_000 - Math.ceil(size)) % 9_000}.example`,
      size,
    }));
    expect(() => expectAgreement(conditions, leads)).not.toThrow();
  }, 60_000);

  test("whatever was searched for before", () => {
    const conditions = fc.sample(mixed, { numRuns: 400, seed: 7 });
    const sample = fc.sample(lead, { numRuns: 200, seed: 7 });
    expect(() => expectAgreement(conditions, [...sample, ...sample.toReversed()])).not.toThrow();
  });
});

test.each([
  ["café", "CAFE\u0301", true],
  ["usab", "usab      ", true],
  ["usabcd", "usabc\u0301\u0301\u0301\u0301d", true],
  ["abcdefgh", "abcdefgh\u0301\u0301", true],
  ["abcdefghij", "ABCDEFGHIJ\t", true],
  ["=x", "=\u0338x", false],
  ["12345678", "123456789", false],
  ["12345678", "12345678 ", true],
  ["acme", "ac", false],
  ["company-日本", "company-日本", true],
  ["my-company-日本", "my-company-日本", true],
  ["my-company-日本", "my-company-x本", false],
  ["company-日本", "Company-日本 ", true],
  ["company-≠", "company-=\u0338", true],
  ["abcdefghij", "ABCDEFGHIJ", true],
  ["abcdefghij", "abcdefghik", false],
])("eq %j of %j: %s", (value, text, holds) => {
  const condition: Condition = { fact: "a", op: "eq", value };
  expectAgreement([condition], [{ a: text }]);
  expect(new RuleIndex([condition]).findFirst(new LeadFacts({ a: text }))).toBe(holds ? 0 : -1);
});

test("a text is not taken for another of which the letters make the same two integers", () => {
  const conditions = ["czixwxyz", "company-1", "company-2", "company-3"].map((value): Condition => ({
    fact: "a",
    op: "eq",
    value,
  }));
  const found = ["czixwxyz", "#@z^awxyz"].map((a) => new RuleIndex(conditions).findFirst(new LeadFacts({ a })));
  expect(found).toEqual([0, -1]);
});

test("a beginning is found among dozens that part at the same letter", () => {
  const letters = Array.from({ length: 60 }, (_, index) => String.fromCodePoint(0x30 + index).toLowerCase());
  const named = [...new Set(letters)].flatMap((letter) => [`ab${letter}`, `ab${letter}${letter}c`]);
  const conditions = named.map((value): Condition => ({ fact: "a", op: "prefix", value }));
  const texts = named.flatMap((text) => [
    text,
    `${text}x`,
    text.slice(0, -1),
    `${text.slice(0, -1)}\u0301`,
    `x${text}`,
  ]);
  const index = new RuleIndex(conditions);
  expect(texts.map((a) => index.findFirst(new LeadFacts({ a })))).toEqual(
    texts.map((a) => conditions.findIndex((condition) => evaluateCondition(condition, { a }))),
  );
});
