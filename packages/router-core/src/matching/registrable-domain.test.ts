import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { toEmailDomain } from "../facts/email-domain.ts";
import { isDisposableMailDomain, isFreeMailDomain } from "./mail-domains.ts";
import { toAsciiLabel } from "./punycode.ts";
import { toRegistrableDomain } from "./registrable-domain.ts";

test.each([
  ["acme.example", "acme.example"],
  ["mail.eu.acme.co.uk", "acme.co.uk"],
  ["https://www.Acme.com/contact?x=1#y", "acme.com"],
  ["acme.com.", "acme.com"],
  ["ACME.COM:8443", "acme.com"],
  ["acme.uk.com", "acme.uk.com"],
  ["mail.acme.uk.com", "acme.uk.com"],
  ["uk.com", "uk.com"],
  ["acme.github.io", "acme.github.io"],
  ["shop.bücher.example", "xn--bcher-kva.example"],
  ["BÜCHER.example", "xn--bcher-kva.example"],
  ["bu\u0308cher.example", "xn--bcher-kva.example"],
  ["xn--bcher-kva.example", "xn--bcher-kva.example"],
  ["例え。テスト", "xn--r8jz45g.xn--zckzah"],
  ["ａｃｍｅ．com", "acme.com"],
  ["пример.рф", "xn--e1afmkfd.xn--p1ai"],
  ["localhost", null],
  ["co.uk", null],
  ["192.168.0.1", null],
  ["[::1]", null],
  ["", null],
  ["not a host", null],
])("the registrable domain of %j", (host, domain) => {
  expect(toRegistrableDomain(host)).toBe(domain);
});

test("a host that is longer than DNS allows has none", () => {
  expect(toRegistrableDomain(`${"a".repeat(10_000)}.com`)).toBeNull();
  expect(toRegistrableDomain(`${"a".repeat(64)}.com`)).toBeNull();
});

// RFC 3492, section 7.1 (A, B, J, K), in lower case and without the case flags.
test.each([
  ["ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"],
  ["他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"],
  ["porquénopuedensimplementehablarenespañol", "porqunopuedensimplementehablarenespaol-fmd56a"],
  ["3年b組金八先生", "3b-ww4c5e180e575a65lsy2b"],
])("punycode of %j", (label, encoded) => {
  expect(toAsciiLabel(label)).toBe(`xn--${encoded}`);
});

test("a label is encoded as DNS allows it, or not at all", () => {
  expect(toAsciiLabel("a".repeat(64))).toBeNull();
  expect(toAsciiLabel("ü".repeat(63))).not.toBe("");
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 80 }), (label) => {
      expect(toAsciiLabel(label) ?? "").toMatch(/^[\0-\x7F]{0,63}$/);
    }),
  );
});

test("no text at all makes it throw, and its answer is its own domain", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.webUrl(), fc.domain()), (text) => {
      const domain = toRegistrableDomain(text);
      expect(domain === null ? null : toRegistrableDomain(domain)).toBe(domain);
    }),
  );
});

describe("mail providers", () => {
  test.each(["gmail.com", "yahoo.co.uk", "hotmail.com.br", "qq.com", "docomo.ne.jp", "web.de", "mailinator.com"])(
    "%s says nothing about the company",
    (domain) => {
      expect(isFreeMailDomain(domain)).toBe(true);
    },
  );

  test.each(["alibaba.com", "facebook.com", "google.com", "microsoft.com", "live.nation.example", "orange.com"])(
    "%s is a company's own",
    (domain) => {
      expect(isFreeMailDomain(domain)).toBe(false);
    },
  );

  test("those to throw away are told apart", () => {
    expect(isDisposableMailDomain("yopmail.com")).toBe(true);
    expect(isDisposableMailDomain("gmail.com")).toBe(false);
    expect(toEmailDomain("x@eu.mailinator.com")).toEqual({
      domain: "mailinator.com",
      isFreeMail: true,
      isDisposable: true,
    });
  });
});
