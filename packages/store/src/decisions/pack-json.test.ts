import type { JsonValue } from "@pointsman/contracts/primitive";
import { expect, test } from "vitest";

import { JsonPacker, packJson, unpackJson } from "./pack-json.ts";

const CASES: readonly (readonly [string, JsonValue])[] = [
  ["nothing", null],
  [
    "a list of like objects",
    [
      { a: 1, b: [1, 2] },
      { a: 2, b: null },
    ],
  ],
  [
    "like objects with keys in another order",
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
  ],
  ["a record of like objects", { x: { a: 1, deep: [{ q: 1 }, { q: 2 }] }, y: { a: "2", deep: [] } }],
  ["unlike objects", { list: [{ a: 1 }, { a: 1, b: 2 }, 3], one: [{ a: 1 }], none: [], empty: [{}, {}] }],
  ["a table of tables", [{ r: { x: { a: 1 }, y: { a: 2 } } }, { r: { x: { a: 3 }, y: { a: 4 } } }]],
  ["what looks like a table already", { "~": ["a"], rows: [[1]] }],
  ["what looks like one further down", [{ a: { "~": ["a"], ids: ["x"], rows: [[1]] } }, { a: 1 }]],
  ["what looks like one behind something deep", { ids: ["x"], rows: [[1]], deep: { q: [1] }, "~": ["a"] }],
  ["names like those of a table", { rows: [[1]], ids: ["x"] }],
];

test.each(CASES)("%s comes back byte for byte", (_, value) => {
  const packed: unknown = JSON.parse(JSON.stringify(packJson(value)));
  expect(JSON.stringify(unpackJson(packed as JsonValue))).toBe(JSON.stringify(value));
});

test("values that share parts come back byte for byte, one with a mark in its parts too", () => {
  const [ann, ben, eve] = [
    { a: 1, deep: [{ q: 1 }, { q: 2 }] },
    { a: 2, deep: [] },
    { a: 3, deep: { "~": 1 } },
  ];
  const packer = new JsonPacker();
  const values: readonly JsonValue[] = [
    { ann, ben },
    { ann, eve },
    { ben, eve },
    { ben, ann },
    { ann, other: { a: 1 } },
    [ann, ben],
  ];
  for (const value of values) {
    const packed: unknown = JSON.parse(JSON.stringify(packer.pack(value)));
    expect(JSON.stringify(unpackJson(packed as JsonValue))).toBe(JSON.stringify(value));
  }
});

test("what JSON leaves out is left out", () => {
  const value = [{ a: 1, b: undefined }, { a: 2 }] as unknown as JsonValue;
  expect(unpackJson(packJson(value))).toEqual([{ a: 1 }, { a: 2 }]);
});

test("column names stand once", () => {
  const candidates = Array.from({ length: 20 }, (_, index) => ({
    repId: `rep_${index}`,
    verdict: "passed_over",
    openLeads: 1,
  }));
  expect(JSON.stringify(packJson(candidates)).length).toBeLessThan(JSON.stringify(candidates).length / 1.8);
});

test("what was never packed comes back as it is", () => {
  const value = { steps: [{ a: 1 }, { a: 2 }] };
  expect(unpackJson(value)).toEqual(value);
});
