import * as fc from "fast-check";
import { expect, test } from "vitest";

import { neutralise, restore } from "./formula.ts";

const RISKY = ["=1+1", "+1", "-1", "@cmd", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "'=1", "''=1"];

test.each(RISKY)("%j does not start a formula any more", (cell) => {
  expect(neutralise(cell)).toBe(`'${cell}`);
  expect(restore(neutralise(cell))).toBe(cell);
});

test.each(["", "'", "'quoted'", "a=b", " =1", "1-2", "''"])("%j is left alone, both ways", (cell) => {
  expect(neutralise(cell)).toBe(cell);
  expect(restore(cell)).toBe(cell);
});

test("whatever stands in a cell comes back, and no file holds a cell that starts a formula", () => {
  const start = fc.constantFrom("", "'", "''", "=", "+", "-", "@", "\t", "\r", "\n", "'=", "＝");
  fc.assert(
    fc.property(start, fc.string({ unit: "binary" }), (prefix, text) => {
      const cell = prefix + text;
      expect(restore(neutralise(cell))).toBe(cell);
      expect(neutralise(cell)).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
    }),
  );
});
