import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { postForm, postJson, startApp } from "./start-app.ts";

async function leadFrom(body: unknown, headers: Record<string, string> = {}, source?: string) {
  const { app, router } = startApp();
  const response = await postJson(app, body, headers, source);
  expect(response.status).toBe(201);
  return router.seen[0]!;
}

const EMAIL = { email: "a@b.co" };

test("a source may have names of its own for fields, which go before all others", async () => {
  const sent = { "E-Mail": "a@b.co", Firmenname_lang: "Apex", company: "Other", 社名: "RevOps" };
  const { lead } = await leadFrom(sent, {}, "mapped-form");
  expect(lead).toMatchObject({ email: "a@b.co", company: "Apex", vertical: "RevOps", extra: { company: "Other" } });
});

describe("fields as real forms name them", () => {
  test.each([
    [{ Email: "A@B.co" }, { email: "a@b.co" }],
    [{ work_email: "a@b.co" }, { email: "a@b.co" }],
    [{ "e-mail": "a@b.co" }, { email: "a@b.co" }],
    [
      { ...EMAIL, fname: "Ada", "Last Name": "Lovelace" },
      { firstName: "Ada", lastName: "Lovelace" },
    ],
    [
      { ...EMAIL, name: "Ada Lovelace" },
      { firstName: "Ada", lastName: "Lovelace" },
    ],
    [
      { ...EMAIL, name: "Ada Lovelace", first_name: "Augusta" },
      { firstName: "Augusta", lastName: "Lovelace" },
    ],
    [{ ...EMAIL, organization: "Apex" }, { company: "Apex" }],
    [{ ...EMAIL, company_size: 200 }, { employees: { min: 200, max: 200 } }],
    [{ ...EMAIL, number_of_employees: "1,000+" }, { employees: { min: 1_000, max: null } }],
    [
      { ...EMAIL, Country: "UK", state: "ca", zip: "94105" },
      { country: "GB", region: "CA", postcode: "94105" },
    ],
    [{ ...EMAIL, address: { country: "France" } }, { country: "FR" }],
    [
      { ...EMAIL, industry: "RevOps", interest: ["A", "B"] },
      { vertical: "RevOps", productInterest: "A, B" },
    ],
    [
      { ...EMAIL, title: "CTO", ref: "nw-42" },
      { jobTitle: "CTO", partnerCode: "nw-42" },
    ],
    [{ ...EMAIL, utm: { source: "ads" }, utm_medium: "cpc" }, { utm: { source: "ads", medium: "cpc" } }],
    [
      { ...EMAIL, utm_source: "mail", page_url: "https://x.example/?utm_source=ads&utm_term=crm&partner=nw" },
      { utm: { source: "mail", term: "crm" }, partnerCode: "nw" },
    ],
    // The form has a field for the code, left empty by who came by the partner's link.
    [{ ...EMAIL, partner_code: "", page_url: "https://x.example/?ref=nw" }, { partnerCode: "nw" }],
    [{ ...EMAIL, comments: "line 1\r\nline 2" }, { message: "line 1\nline 2" }],
    [{ ...EMAIL, favourite_colour: "blue" }, { extra: { favourite_colour: "blue" } }],
    [
      { ...EMAIL, company: "Apex", organisation: "Apex GmbH" },
      { company: "Apex", extra: { organisation: "Apex GmbH" } },
    ],
  ])("%j", async (body, expected) => expect((await leadFrom(body)).lead).toMatchObject(expected));
});

describe("what is not understood costs a warning, not the lead", () => {
  test.each([
    [{ country: "XX" }, "country: not a country we know", { extra: { country: "XX" } }],
    [
      { Company_Size: "lots" },
      "Company_Size: not understood as a number or range",
      { extra: { Company_Size: "lots" } },
    ],
    [{ phone: "call me" }, "phone: kept as typed, it does not look like a phone number", { phone: "call me" }],
    [{ last_name: "x".repeat(10_000) }, "last_name: cut to 200 characters", { lastName: "x".repeat(200) }],
    [{ url: "javascript:alert(1)" }, "url: not a web address", {}],
    [{ score: 99 }, "score: ignored, only a trusted source may set it", {}],
    [{ leadId: "lead_x" }, "leadId: ignored, only Pointsman sets it", {}],
    [{ repId: "rep_x" }, "repId: ignored, only Pointsman sets it", {}],
    [{ received_at: "2020-01-01" }, "received_at: ignored, only Pointsman sets it", {}],
    [{ note: "x".repeat(1_500) }, "note: cut to 1000 characters", {}],
  ])("%j", async (fields, warning, expected) => {
    const { lead, warnings } = await leadFrom({ ...EMAIL, ...fields });
    expect(warnings).toEqual([warning]);
    expect(lead).toMatchObject(expected);
    expect(lead.score).toBeUndefined();
  });

  test("too many unknown fields are cut, and it is said so", async () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`f${n}`, "x"]));
    const { lead, warnings } = await leadFrom({ ...EMAIL, ...many });
    expect(Object.keys(lead.extra ?? {})).toHaveLength(40);
    expect(warnings).toEqual(["110 more fields were left out: at most 40 and 10000 characters"]);
  });

  test("__proto__ pollutes nothing", async () => {
    const body = '{"email":"a@b.co","__proto__":{"polluted":"1","email":"x@y.co"},"constructor":"x"}';
    const { lead, warnings } = await leadFrom(body);
    expect(lead.email).toBe("a@b.co");
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    expect(Object.keys(lead)).toEqual(["email"]);
    expect(warnings).toHaveLength(3);
  });

  test("a broken escape stays as typed", async () => {
    const { app, router } = startApp();
    expect((await postForm(app, "email=a@b.co&message=100%+sure+%zz+%ff")).status).toBe(201);
    expect(router.seen[0]?.lead.message).toBe("100% sure %zz \uFFFD");
    expect(router.seen[0]?.warnings).toHaveLength(2);
  });

  test("a byte order mark, nulls and lone surrogates do not cost a lead", async () => {
    const { lead } = await leadFrom('\uFEFF{"email":"a@b.co","company":"Ap\\u0000ex \\ud800"}');
    expect(lead.company).toBe("Apex \uFFFD");
  });

  test("files are left out with a warning", async () => {
    const { app, router } = startApp();
    const body = new FormData();
    body.set("email", "a@b.co");
    body.set("cv", new File(["x"], "cv.pdf"));
    body.set("empty", new File([], ""));
    expect((await app.request("/v1/leads/demo-form", { method: "POST", body })).status).toBe(201);
    expect(router.seen[0]?.warnings).toEqual(["cv: files are not taken"]);
  });

  test("a source may be marked as one whose leads are qualified; no form can say so itself", async () => {
    expect(await leadFrom(EMAIL, {}, "call-me")).toMatchObject({ qualified: true });
    const claimed = await leadFrom({ ...EMAIL, qualified: true });
    expect(claimed.qualified).toBeUndefined();
    expect(claimed.lead.extra).toMatchObject({ qualified: "true" });
  });

  test("a trusted source may set the score", async () => {
    const key = { authorization: "Bearer website-key" };
    expect((await leadFrom({ ...EMAIL, score: "85" }, key, "website-api")).lead.score).toBe(85);
    const wrong = await leadFrom({ ...EMAIL, score: 101 }, key, "website-api");
    expect(wrong.warnings).toEqual(["score: ignored, expected a number from 0 to 100"]);
  });
});

describe("whatever is sent, the answer is never a 500", () => {
  const name = fc.oneof(
    fc.constantFrom(
      "email",
      "name",
      "country",
      "employees",
      "phone",
      "page_url",
      "utm_source",
      "__proto__",
      "_idempotency_key",
    ),
    fc.string({ unit: "binary", maxLength: 12 }),
  );
  const types = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "text/html",
    "",
  ];

  test("bytes", async () => {
    const { app } = startApp();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...types), async (body, type) => {
        const response = await app.request("/v1/leads/demo-form", {
          method: "POST",
          body,
          headers: { "content-type": type },
        });
        expect(response.status).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });

  test("JSON with an address is a lead or a refusal of the address or key, and fits a queue message", async () => {
    const { app, router } = startApp();
    const body = fc.dictionary(name, fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue({ maxDepth: 2 })), {
      maxKeys: 12,
    });
    await fc.assert(
      fc.asyncProperty(body, async (fields) => {
        const response = await postJson(app, { ...fields, "work email": "a@b.co" });
        expect([201, 400, 422]).toContain(response.status);
        const handedOver = JSON.stringify(router.seen.at(-1) ?? "");
        expect(handedOver.length).toBeLessThan(40_000);
        // Postgres stores neither a null nor half a surrogate pair.
        expect(handedOver).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      }),
      { numRuns: 300 },
    );
  });
});
