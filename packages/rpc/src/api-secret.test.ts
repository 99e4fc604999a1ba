import * as fc from "fast-check";
import { expect, test } from "vitest";

import { isSound, toApiSecret, toHint } from "./api-secret.ts";

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const digit = fc.stringMatching(/^[0-9A-Za-z]$/);

test("a secret is what it always was: prefix, 256 bits, checksum", () => {
  expect(toApiSecret(new Uint8Array(32))).toBe(
    `pm_live_${"0".repeat(43)}_${toApiSecret(new Uint8Array(32)).slice(-6)}`,
  );
  expect(toApiSecret(new Uint8Array(32).fill(255))).toMatch(/^pm_live_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
});

test("other bytes make another secret, and each is sound", () => {
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(isSound(toApiSecret(a))).toBe(true);
      expect(toApiSecret(a) === toApiSecret(b)).toBe(Buffer.compare(a, b) === 0);
    }),
  );
});

test("one letter that is another, missing or twice is noticed", () => {
  fc.assert(
    fc.property(bytes, fc.nat({ max: 57 }), digit, (random, at, letter) => {
      const secret = toApiSecret(random);
      const changed = `${secret.slice(0, at)}${letter}${secret.slice(at + 1)}`;
      expect(isSound(changed)).toBe(changed === secret);
      expect(isSound(`${secret.slice(0, at)}${secret.slice(at + 1)}`)).toBe(false);
      expect(isSound(`${secret.slice(0, at)}${letter}${secret.slice(at)}`)).toBe(false);
    }),
  );
});

test("a key of before is sound, and nothing that is neither", () => {
  expect(isSound(`pm_${"aB3-_".repeat(8)}xyz`)).toBe(true);
  for (const text of ["", "pm_", "pm_live_", "pm_secret", `sk_${"a".repeat(43)}`, `pm_${"a".repeat(44)}`])
    expect(isSound(text)).toBe(false);
});

test("a hint shows 24 bits of 256", () => {
  expect(toHint(toApiSecret(new Uint8Array(32).fill(7)))).toMatch(/^pm_live_[0-9A-Za-z]{4}$/);
});
