import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { normalisePhone, normalisePostcode, normaliseRegion, normaliseWebsite, splitName } from "./contact.ts";
import { normaliseCountry } from "./country.ts";
import { checkEmail } from "./email.ts";
import { normaliseEmployees } from "./employees.ts";
import { readPageUrl } from "./page-url.ts";
import { cleanLine, cleanText, cutText, lineUpTo } from "./text.ts";

describe("employees", () => {
  test.each([
    ["200", 200, 200],
    ["1,000", 1_000, 1_000],
    ["1.000", 1_000, 1_000],
    ["1 000", 1_000, 1_000],
    ["1,000+", 1_000, null],
    ["1000 or more", 1_000, null],
    ["10-50", 10, 50],
    ["10–50", 10, 50],
    ["10 — 50 employees", 10, 50],
    ["501 to 1000", 501, 1_000],
    ["1,001-5,000", 1_001, 5_000],
    ["1k-5k", 1_000, 5_000],
    ["1-5k", 1_000, 5_000],
    ["500-1k", 500, 1_000],
    ["1.5K", 1_500, 1_500],
    ["10k+", 10_000, null],
    [">1000", 1_001, null],
    ["<10", 1, 9],
    ["up to 50", 1, 50],
    ["0", 0, 0],
  ])("%j is %j to %j", (typed, min, max) => {
    expect(normaliseEmployees(typed)).toEqual({ value: { min, max } });
  });

  test.each(["-1", "lots", "50-10", "1-2-3", "12e9", "99999999999", "+", "<0", "1..5", "4155550100"])(
    "%j is not understood",
    (typed) => {
      expect(normaliseEmployees(typed)).toEqual({ warning: "not understood as a number or range" });
    },
  );
});

describe("country", () => {
  test.each([
    ["US", "US"],
    ["us", "US"],
    ["U.S.A.", "US"],
    ["USA", "US"],
    ["United States of America", "US"],
    ["UK", "GB"],
    ["GB", "GB"],
    ["gbr", "GB"],
    ["Great Britain", "GB"],
    ["england", "GB"],
    ["Deutschland", "DE"],
    ["España", "ES"],
    ["espana", "ES"],
    ["Côte d'Ivoire", "CI"],
    ["The Netherlands", "NL"],
    ["Türkiye", "TR"],
    ["South Korea", "KR"],
    ["Czech Republic", "CZ"],
  ])("%j is %s", (typed, code) => {
    expect(normaliseCountry(typed)).toEqual({ value: code });
  });

  test.each(["XX", "EU", "Narnia", "12", "日本語"])("%j is not known", (typed) => {
    expect(normaliseCountry(typed)).toEqual({ warning: "not a country we know" });
  });
});

describe("e-mail", () => {
  test.each([
    ["Jane@Example.COM", "jane@example.com"],
    ["  jane.doe+news@sub.example.co.uk ", "jane.doe+news@sub.example.co.uk"],
    ["jane@Bücher.example", "jane@xn--bcher-kva.example"],
    ["o'neil@example.ie", "o'neil@example.ie"],
  ])("%j is %s", (typed, email) => {
    expect(checkEmail(typed)).toEqual({ ok: true, email });
  });

  test.each([
    "",
    "a",
    "a@b",
    "a@@b.co",
    "@b.co",
    "a@",
    "a@b.co\r\nBcc: x@y.co",
    "a\tb@c.co",
    "a b@c.co",
    "a@b..co",
    "a@1.2.3.4",
    "a@[::1]",
    "a@b.co/x",
    "a@b.co:25",
    "a@b.co?x",
    "<a@b.co>",
    `${"a".repeat(250)}@b.co`,
    "a@\u202Eb.co",
  ])("%j is refused", (typed) => {
    expect(checkEmail(typed)).toMatchObject({ ok: false, expected: "one address such as jane@example.com" });
  });
});

describe("contact fields", () => {
  test.each([
    ["+1 (415) 555-0100", true],
    ["415.555.0100 ext 12", true],
    ["call me", false],
    ["1".repeat(40), false],
    ["123", false],
  ])("phone %j is kept, plausible: %s", (typed, isPlausible) => {
    const { value, warning } = normalisePhone(typed);
    expect(value).toBe(typed);
    expect(warning === undefined).toBe(isPlausible);
  });

  test.each([
    ["ca", "CA"],
    ["US-ny", "NY"],
    ["nsw", "NSW"],
    ["California", "California"],
  ])("region %j is %s", (typed, value) => {
    expect(normaliseRegion(typed)).toEqual({ value });
  });

  test("a postcode is in capitals", () => expect(normalisePostcode(" sw1a  1aa")).toEqual({ value: "SW1A 1AA" }));

  test.each([
    ["example.com", "example.com"],
    ["https://example.com/a?b=c", "https://example.com/a?b=c"],
    ["example.com:8080", "example.com:8080"],
    ["javascript:alert(1)", undefined],
    ["data:text/html,x", undefined],
    ["http://", undefined],
  ])("website %j is %j", (typed, value) => expect(normaliseWebsite(typed).value).toBe(value));

  test.each([
    ["Ada Lovelace", { firstName: "Ada", lastName: "Lovelace" }],
    ["Ada King Lovelace", { firstName: "Ada", lastName: "King Lovelace" }],
    ["Lovelace, Ada", { firstName: "Ada", lastName: "Lovelace" }],
    ["Ada", { firstName: "Ada" }],
    ["  ", {}],
  ])("name %j", (typed, names) => expect(splitName(typed)).toEqual(names));
});

describe("the page's address", () => {
  test("gives campaign and partner", () => {
    expect(readPageUrl("https://x.example/p?utm_source=ads&UTM_Campaign=q4&ref=nw-42&utm_bad=1")).toEqual({
      partnerCode: "nw-42",
      utm: { source: "ads", campaign: "q4" },
    });
  });

  test("may be a path alone, or no address at all", () => {
    expect(readPageUrl("/pricing?partner=p1&ref=r1").partnerCode).toBe("p1");
    expect(readPageUrl("http://[")).toEqual({ utm: {} });
  });
});

describe("text", () => {
  test("loses what cannot be seen", () => {
    expect(cleanLine(" a\u0000b\u202Ec\t d\r\n\u2066e\uD800 ")).toBe("abc d e\uFFFD");
    expect(cleanText("a\r\nb\rc\u0007\td")).toBe("a\nb\nc d");
  });

  test("keeps what people write", () => {
    for (const kept of ["=HYPERLINK(…)", "Zoë 👩‍💻", "'; drop table lead; --", "مرحبا"])
      expect(cleanLine(kept)).toBe(kept);
  });

  test("is never cut within a character", () => {
    expect(cutText("ab👍", 3)).toBe("ab");
    expect(lineUpTo(3)("abcd")).toEqual({ value: "abc", warning: "cut to 3 characters" });
  });

  const anyText = fc.string({
    unit: fc.oneof(
      fc.constantFrom("e", "\u0301", "\u0000", "\u202E", "\uD83D", "\n", " ", "\uFEFF"),
      fc.string({ unit: "binary", maxLength: 1 }),
    ),
  });

  test("normalising is idempotent", () => {
    const normalisers = [cleanLine, cleanText, (text: string) => cutText(cleanLine(text), 5)];
    fc.assert(
      fc.property(anyText, (text) => {
        for (const normalise of normalisers) expect(normalise(normalise(text))).toBe(normalise(text));
        for (const normalise of [normalisePhone, normaliseRegion, normalisePostcode]) {
          const once = normalise(text).value ?? "";
          expect(normalise(once).value ?? "").toBe(once);
        }
      }),
      { numRuns: 1_000, examples: [["\u1FD2"]] },
    );
  });

  test("an accepted address is accepted again, unchanged", () => {
    fc.assert(
      fc.property(fc.emailAddress(), (typed) => {
        const first = checkEmail(typed);
        expect(first.ok ? checkEmail(first.email) : first).toEqual(first);
      }),
    );
  });
});
