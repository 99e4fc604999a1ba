import type { CustomFact } from "@pointsman/contracts/rule-set";
import { describe, expect, test } from "vitest";

import { readCustomFacts } from "./read-custom-facts.ts";

function read(type: CustomFact["type"], text: string) {
  return readCustomFacts([{ fact: "custom.x", type, field: "Field" }], { "field ": text })["custom.x"] ?? null;
}

describe("a field of the form as a fact", () => {
  test.each([
    ["text", "  Blue ", "Blue"],
    ["text", "  ", null],
    ["number", "1200", 1200],
    ["number", "1,200,000.50", 1_200_000.5],
    ["number", "1 200", 1200],
    ["number", "-3", -3],
    ["number", "1.200", 1.2],
    ["number", "1.200,50", null],
    ["number", "12,00", null],
    ["number", "1e5", null],
    ["number", "Infinity", null],
    ["number", "about 50", null],
    ["boolean", "Yes", true],
    ["boolean", "off", false],
    ["boolean", "maybe", null],
    ["time", "2026-11-22", "2026-11-22T00:00:00.000Z"],
    ["time", "2026-11-22T10:00:00+02:00", "2026-11-22T08:00:00.000Z"],
    ["time", "2026-13-45", null],
    ["time", "22.11.2026", null],
    ["text_list", "crm, Billing ;crm\n", ["crm", "Billing"]],
    ["text_list", " ,; ", null],
  ] as const)("%s %j is read as %j", (type, text, expected) => {
    expect(read(type, text)).toEqual(expected);
  });

  test("is found by its name whatever its case, and only where it is declared", () => {
    const declared: readonly CustomFact[] = [{ fact: "custom.budget", type: "number", field: "Budget" }];
    expect(readCustomFacts(declared, { BUDGET: "5", other: "x" })).toEqual({ "custom.budget": 5 });
    expect(readCustomFacts(declared, undefined)).toEqual({});
    expect(readCustomFacts(declared, { ["__proto__"]: "5" })).toEqual({});
  });
});
