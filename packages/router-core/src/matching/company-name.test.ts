import * as fc from "fast-check";
import { expect, test } from "vitest";

import { normalizeCompanyName, readCompanyName } from "./company-name.ts";
import { measureSimilarity } from "./name-similarity.ts";

test.each([
  ["Apex Corp", "apex"],
  ["Apex Corporation Ltd", "apex"],
  ["APEX, INC.", "apex"],
  ["The Apex Company", "apex"],
  ["The Company", "the"],
  ["Müller & Söhne GmbH & Co. KG", "muller sohne"],
  ["Müller und Söhne", "muller sohne"],
  ["Nestlé S.A.", "nestle"],
  ["Nestlé SA", "nestle"],
  ["Nestle S. A.", "nestle"],
  ["Crédit et Conseil S.à r.l.", "credit conseil"],
  ["Dupont SAS", "dupont"],
  ["Philips N.V.", "philips"],
  ["Coolblue B.V.", "coolblue"],
  ["A/S Norden", "as norden"],
  ["Novo Nordisk A/S", "novo nordisk"],
  ["Equinor ASA", "equinor"],
  ["AB Volvo", "volvo"],
  ["Nokia Oyj", "nokia"],
  ["Ferrari S.p.A.", "ferrari"],
  ["Barilla S.r.l.", "barilla"],
  ["Mango, S.L.", "mango"],
  ["Cemex S.A.B. de C.V.", "cemex"],
  ["Grupo Bimbo S.A. de C.V.", "grupo bimbo"],
  ["Nubank Ltda.", "nubank"],
  ["Toyota K.K.", "toyota"],
  ["トヨタ自動車株式会社", "トヨタ自動車"],
  ["株式会社トヨタ", "トヨタ"],
  ["㈱日立", "日立"],
  ["华为技术有限公司", "华为技术"],
  ["삼성전자 주식회사", "삼성전자"],
  ["Atlassian Pty Ltd", "atlassian"],
  ["Infosys Pvt. Ltd.", "infosys"],
  ["Grab Pte. Ltd.", "grab"],
  ["Petronas Sdn. Bhd.", "petronas"],
  ["PT Telkom Tbk", "telkom"],
  ["BP p.l.c.", "bp"],
  ["Allegro Sp. z o.o.", "allegro"],
  ["Škoda s.r.o.", "skoda"],
  ["Rimac d.o.o.", "rimac"],
  ["Koç A.Ş.", "koc"],
  ["ООО «Ромашка»", "ромашка"],
  ["Ёлка", "елка"],
  ["Ａｃｍｅ　Ｉｎｃ．", "acme"],
  ["I.B.M. Corp.", "ibm"],
  ["L'Oréal", "loreal"],
  ["Ørsted A/S", "orsted"],
  ["भारत इलेक्ट्रॉनिक्स", "भारत इलेक्ट्रॉनिक्स"],
  ["शक्ति Ltd", "शक्ति"],
  ["Limited", "limited"],
  ["Inc. Inc.", "inc"],
  ["  ", ""],
  ["\uD800", ""],
  ["— & —", ""],
])("%s is compared as %j", (name, normalized) => {
  expect(normalizeCompanyName(name)).toBe(normalized);
});

test.each([
  "n/a",
  "N.A.",
  "none",
  "Self-employed",
  "self employed",
  "Freelancer",
  "test",
  "-",
  "",
  "My Company",
  "\uDC00",
])("%j names no company", (name) => {
  expect(readCompanyName(name)).toBeNull();
});

test("a name has its core, its spellings and its initials", () => {
  expect(readCompanyName("Müller Deutschland GmbH")).toEqual({
    words: ["muller", "deutschland"],
    core: ["muller"],
    spellings: ["mullerdeutschland", "muellerdeutschland"],
    initials: ["mdg"],
  });
  expect(readCompanyName("International Business Machines Corp.")?.initials).toEqual(["ibm", "ibmc"]);
  expect(readCompanyName("Commonwealth Bank of Australia")?.initials).toEqual(["cba"]);
  expect(readCompanyName("Deutschland Group")?.core).toEqual(["deutschland", "group"]);
});

const anyName = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          "The",
          "and",
          "&",
          "GmbH",
          "Co.",
          "KG",
          "S.A.",
          "S. A.",
          "de",
          "C.V.",
          "Ltd",
          "株式会社",
          "(株)",
          "PT",
        ),
        fc.constantFrom(
          "A/S",
          "Sp.",
          "z",
          "o.o.",
          "A.",
          "B",
          "Apex",
          "ﷺ",
          "İ",
          "ǅ",
          "ﬃ",
          "\uD83D",
          "a\u0301",
          "ガ",
          ".",
          "'",
        ),
      ),
      { maxLength: 12 },
    )
    .chain((parts) => fc.constantFrom(" ", "", ".").map((separator) => parts.join(separator))),
);

test("normalising twice changes nothing, and never throws", () => {
  fc.assert(
    fc.property(anyName, (name) => {
      const once = normalizeCompanyName(name);
      expect(normalizeCompanyName(once)).toBe(once);
    }),
    { numRuns: 2_000 },
  );
});

test("a name of ten thousand characters is read as far as it goes", () => {
  expect(normalizeCompanyName("Ω".repeat(10_000))).toHaveLength(256);
  expect(normalizeCompanyName(`${"ﷺ".repeat(10_000)} Ltd`).length).toBeLessThanOrEqual(256);
  expect(normalizeCompanyName("a.".repeat(5_000)).length).toBeLessThanOrEqual(256);
});

test("similarity is symmetric, between 0 and 1, and 1 for the same words in any order", () => {
  const words = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(words, words, (a, b) => {
      const similarity = measureSimilarity(a, b);
      expect(measureSimilarity(b, a)).toBe(similarity);
      expect(similarity).toBeGreaterThanOrEqual(0);
      expect(similarity).toBeLessThanOrEqual(1);
      expect(measureSimilarity(a, a.toReversed())).toBe(1);
    }),
  );
});
