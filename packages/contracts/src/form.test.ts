import { expect, test } from "vitest";

import { Form, Source } from "./form.ts";

const FORM = { id: "demo-form", label: "Demo", thankYou: "Thanks" };

test.each([
  ["https://www.example.com", true],
  ["http://localhost:8787", true],
  ["http://[::1]:8787", true],
  ["https://www.example.com/", false],
  ["https://www.example.com/path", false],
  ["https://WWW.example.com", false],
  ["https://www.example.com:443", false],
  ["http://www.example.com:80", false],
  ["https://user@example.com", false],
  ["https://example.com?x", false],
  ["javascript:alert(1)", false],
  ["ftp://example.com", false],
])("%s as an origin: %s", (origin, isOne) => {
  expect(Source.safeParse({ label: "x", thankYou: "y", allowedOrigins: [origin] }).success).toBe(isOne);
});

test("a trusted form needs a key, and a mapping names a field that there is", () => {
  expect(Form.safeParse({ ...FORM, trusted: true }).error?.issues).toMatchObject([{ path: ["keySha256"] }]);
  expect(Form.safeParse({ ...FORM, fields: { Firma: "compny" } }).success).toBe(false);
  expect(Form.parse({ ...FORM, fields: { Firma: "company" } })).toMatchObject({ ownerRepId: null, revealRep: false });
});
