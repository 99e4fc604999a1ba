import { toCanonicalJson } from "@pointsman/contracts/canonical-json";
import { expect, test } from "vitest";

import { RULES } from "../decide.fixture.ts";
import { hashRuleSet } from "./hash-rule-set.ts";

test("canonical JSON does not depend on the order in which keys were written", () => {
  expect(toCanonicalJson({ b: [1, { d: null, c: "x" }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
});

test("what is undefined is left out, as JSON does", () => {
  expect(toCanonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}');
});

test("the same rules have the same hash, other rules another", () => {
  const reordered = Object.fromEntries(Object.entries(RULES).toReversed());
  expect(hashRuleSet({ ...RULES, ...reordered })).toBe(hashRuleSet(RULES));
  expect(hashRuleSet({ ...RULES, name: "Über" })).not.toBe(hashRuleSet(RULES));
});

test("the hash is SHA-256 of the canonical form in UTF-8", () => {
  const ruleSet = {
    name: "é",
    derivedFacts: [],
    stages: [],
    fallbackQueueId: "queue_x",
    onUnavailable: { default: [] },
    maxHoldHours: 1,
    duplicateWindowMinutes: 0,
  } as const;
  // printf '{"derivedFacts":[],"duplicateWindowMinutes":0,"fallbackQueueId":"queue_x","maxHoldHours":1,"name":"é","onUnavailable":{"default":[]},"stages":[]}' | sha256sum
  expect(hashRuleSet(ruleSet)).toBe("c29a398d70236ddcddd84959ecbed0475f28d9535df27dfb6fd98cdcd066d481");
});
