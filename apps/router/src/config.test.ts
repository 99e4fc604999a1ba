import { describe, expect, test } from "vitest";

import { parseConfig } from "./config.ts";

const DATABASE_URL = "postgresql://pointsman@localhost/pointsman";

describe("the configuration of telling people", () => {
  test("is off by default", () => {
    const { SMTP_URL, ALLOW_PRIVATE_ADDRESSES } = parseConfig({ DATABASE_URL });
    expect([SMTP_URL, ALLOW_PRIVATE_ADDRESSES]).toEqual([undefined, false]);
  });

  test.each([
    [{ ALLOW_PRIVATE_ADDRESSES: "true" }, { ALLOW_PRIVATE_ADDRESSES: true }],
    [{ ALLOW_PRIVATE_ADDRESSES: "10.0.0.0/8, fd12::/48" }, { ALLOW_PRIVATE_ADDRESSES: ["10.0.0.0/8", "fd12::/48"] }],
    [{ SMTP_URL: "smtps://u:p@mail.example.com:465" }, { SMTP_URL: "smtps://u:p@mail.example.com:465" }],
    [{ MAIL_FROM: "leads@example.com" }, { MAIL_FROM: "leads@example.com" }],
    [{ MAIL_FROM: "Pointsman Leads <leads@example.com>" }, { MAIL_FROM: "Pointsman Leads <leads@example.com>" }],
  ])("%j is taken", (environment, expected) => {
    expect(parseConfig({ DATABASE_URL, ...environment })).toMatchObject(expected);
  });

  test.each([
    [{ ALLOW_PRIVATE_ADDRESSES: "yes" }, 'ALLOW_PRIVATE_ADDRESSES: expected "true", "false" or ranges'],
    [{ ALLOW_PRIVATE_ADDRESSES: "10.0.0.0/64" }, "ALLOW_PRIVATE_ADDRESSES: expected"],
    [{ SMTP_URL: "http://mail.example.com" }, "SMTP_URL: expected the URL of a mail server"],
    [{ MAIL_FROM: "nobody" }, "MAIL_FROM: expected an address"],
    [{ MAIL_FROM: "a@b.example\r\nBcc: c@d.example" }, "MAIL_FROM: expected an address"],
  ])("%j is refused with what would be right", (environment, message) => {
    expect(() => parseConfig({ DATABASE_URL, ...environment })).toThrow(message);
  });
});
