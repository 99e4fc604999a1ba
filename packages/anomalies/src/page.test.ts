import { readFile } from "node:fs/promises";

import { describe, expect, test } from "vitest";

import { causes, changes, split } from "../examples/plain-table.ts";

const readText = async (path: string) => readFile(new URL(path, import.meta.url), "utf8");

describe("docs/anomalies.md", () => {
  test("shows the example as it is", async () => {
    const [, shown] = /```ts\n(.*?)```/s.exec(await readText("../../../docs/anomalies.md")) ?? [];
    expect(shown).toBe(await readText("../examples/plain-table.ts"));
  });

  test("says what the example gives", () => {
    expect(changes.map(({ row }) => row.attributes)).toEqual([{ territory: "west", tier: "B" }]);
    expect(changes[0]?.rate).toBe(0.18);
    expect(changes[0]?.expected).toBeCloseTo(0.06, 3);
    expect(changes[0]?.lift).toBeCloseTo(3, 1);
    expect(changes[0]?.p).toBeCloseTo(0.00006, 5);
    expect(changes[0]?.q).toBeCloseTo(0.0007, 4);
    expect(causes).toMatchObject([{ where: { territory: "west", tier: "B" }, k: 18, n: 100 }]);
    expect(causes[0]?.score).toBeCloseTo(4.8, 1);
    expect(split.change).toBeCloseTo(0.01, 12);
    expect(split.rate).toBeCloseTo(0.01, 12);
    expect(split.mix).toBeCloseTo(0, 12);
  });
});
