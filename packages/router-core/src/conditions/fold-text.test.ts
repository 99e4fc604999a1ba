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

test("folding twice is folding once: every character of the first two planes, every early letter with accents", () => {
  const characters = Array.from({ length: 0x20000 }, (_, code) => String.fromCodePoint(code));
  const accented = characters
    .slice(0, 0x3000)
    .flatMap((letter) =>
      ["\u0301", "\u0307", "\u030c", "\u0323", "\u0338", "\u0345", "\u3099"].map((mark) => `${letter}${mark}`),
    );
  const unstable = [...characters, ...accented].filter((text) => foldText(foldText(text)) !== foldText(text));
  expect(unstable).toEqual([]);
}, 60_000);

test("folding twice is folding once: any sequence of characters, accents and blanks", () => {
  const marks = fc.constantFrom(
    "\u0301",
    "\u0323",
    "\u0345",
    "\u030c",
    "\u0307",
    "\u3099",
    "\u1ab5",
    "\u0338",
    "\u20d7",
  );
  const letters = fc.constantFrom(
    "j",
    "J",
    "\u01f0",
    "\u0130",
    "\u0131",
    "\u03a3",
    "\u03c2",
    "\u1e9e",
    "\u017f",
    "\u1fbc",
    "\u00a8",
    " ",
  );
  const text = fc.array(fc.oneof(marks, letters, fc.string({ unit: "binary", minLength: 1, maxLength: 1 })), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(text, (parts) => {
      const folded = foldText(parts.join(""));
      expect(foldText(folded)).toBe(folded);
    }),
    { numRuns: 5_000 },
  );
}, 60_000);

test("a text of marks alone is folded in linear time", () => {
  const folded = foldText(`a${"\u0301".repeat(100_000)}`);
  expect(folded).toBe("a");
});
