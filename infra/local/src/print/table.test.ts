import pc from "picocolors";
import { expect, test } from "vitest";

import { toTable } from "./table.ts";

test("a table that nobody sees on a terminal has no colours", () => {
  const table = toTable(["tier", "leads"], [["Tier 1", "7"]]);
  expect(table.split("\n")).toHaveLength(5);
  expect(table.includes("\u001B[")).toBe(pc.isColorSupported);
});
