import { expect, test } from "vitest";

import { parseConfig } from "./config.ts";

const GOOD = {
  ROUTER_URL: "https://router.example/",
  ROUTER_API_KEY: "secret-key",
  LEAD_ID_SECRET: "0123456789abcdef",
  SOURCES: { form: { label: "Form", thankYou: "Thanks" } },
};

test("defaults are filled in, and SOURCES may be JSON text", () => {
  const config = parseConfig({ ...GOOD, SOURCES: JSON.stringify(GOOD.SOURCES) });
  expect(config).toMatchObject({
    ROUTER_URL: "https://router.example",
    ROUTER_DEADLINE_MS: 1_500,
    RETRY_BASE_SECONDS: 2,
    RETRY_CAP_SECONDS: 15,
  });
  expect(config.SOURCES.get("form")).toMatchObject({ trusted: false, revealRep: false });
});

test.each([
  ["ROUTER_API_KEY", undefined, /ROUTER_API_KEY/],
  ["LEAD_ID_SECRET", "short", /LEAD_ID_SECRET/],
  ["ROUTER_URL", "ftp://router", /ROUTER_URL/],
  ["ROUTER_DEADLINE_MS", "0", /ROUTER_DEADLINE_MS/],
  ["SOURCES", "{", /SOURCES/],
  ["SOURCES", { Form: { label: "x", thankYou: "x" } }, /SOURCES.Form: .*lower-case/],
  ["SOURCES", { form: { label: "x", thankYou: "x", trusted: true } }, /SOURCES.form.keySha256: .*at least one/],
  [
    "SOURCES",
    { form: { label: "x", thankYou: "x", allowedOrigins: ["https://x.example/path"] } },
    /allowedOrigins.0: .*origin/,
  ],
])("%s = %j is named", (name, value, message) => {
  expect(() => parseConfig({ ...GOOD, [name]: value })).toThrow(message);
  expect(() => parseConfig({ ...GOOD, [name]: value })).not.toThrow(/secret-key|short/);
});
