import * as fc from "fast-check";
import { expect, test } from "vitest";

import { foldText } from "./fold-text.ts";

test.each([
  ["  Prism Analytics ", "prism analytics"],
  ["SÃO PAULO", "sao paulo"],
  ["Sa\u0303o Paulo", "sao paulo"],
  ["Straße", "strasse"],
  ["STRASSE", "strasse"],
  ["Øresund", "oresund"],
  ["Łódź", "lodz"],
  ["İSTANBUL", "istanbul"],
  ["Diyarbakır", "diyarbakir"],
  ["Αθήνα", "αθηνα"],
  ["ΟΔΥΣΣΕΥΣ", "οδυσσευσ"],
  ["ＡＰＥＸ", "apex"],
  ["\u00a0US\u2003", "us"],
  // A mark that makes another letter stays.
  ["Йод", "йод"],
  ["が", "が"],
  ["ガ", "ガ"],
])("%j is compared as %j", (text, folded) => {
  expect(foldText(text)).toBe(folded);
});

test("neither case nor Unicode form nor blanks around it make a difference, and folding twice is folding once", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
      const folded = foldText(text);
      expect(foldText(text.normalize("NFD"))).toBe(folded);
      expect(foldText(text.normalize("NFC"))).toBe(folded);
      expect(foldText(` ${text}\n`)).toBe(folded);
      expect(foldText(folded)).toBe(folded);
    }),
    { numRuns: 2_000 },
  );
});

test("a text of marks alone is folded in linear time", () => {
  const folded = foldText(`a${"\u0301".repeat(100_000)}`);
  expect(folded).toBe("a");
});
