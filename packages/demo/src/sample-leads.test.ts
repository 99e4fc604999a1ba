import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { accounts } from "./accounts.ts";
import { generateSampleLeads, toSampleLeadsFile } from "./generate-sample-leads.ts";
import { partners } from "./partners.ts";
import { SAMPLE_FORMS, type SampleForm } from "./sample-forms.ts";
import { loadSampleLeads, SAMPLE_LEADS_FILE, type SampleLead } from "./sample-leads.ts";
import { uncoveredSpellings } from "./sample-places.ts";

const leads = loadSampleLeads();
const FREE_MAIL = /@(gmail\.com|yahoo\.com|outlook\.com|gmx\.de|gmx\.net|web\.de)$/;

/** A field under whatever name the lead's form gives it; `""` where it is missing. */
function read({ fields }: SampleLead, field: keyof SampleForm["names"]): string {
  const names = new Set(Object.values(SAMPLE_FORMS).map((form) => form.names[field]));
  const value = Object.entries(fields).find(([name]) => names.has(name as never))?.[1];
  return String(value ?? "");
}

function nameOf({ fields }: SampleLead): string {
  const names = ["firstName", "lastName", "first_name", "last_name", "name", "Full Name"];
  return names.map((name) => fields[name] ?? "").join(" ");
}

const emailOf = (lead: SampleLead) => read(lead, "email").trim().toLowerCase();

function count(holds: (lead: SampleLead) => boolean): number {
  return leads.filter(holds).length;
}

/** How far the share of such leads is from `pct` of 100, in percentage points. */
function distanceFrom(pct: number, found: number): number {
  return Math.abs((found / leads.length) * 100 - pct);
}

test("the file is what the generator gives: `node packages/demo/src/generate-sample-leads.ts` renews it", () => {
  expect(readFileSync(SAMPLE_LEADS_FILE, "utf8")).toBe(toSampleLeadsFile(generateSampleLeads()));
});

test("there are 500, and the first is Jordan M. of Prism Analytics", () => {
  expect(leads).toHaveLength(500);
  expect(leads[0]?.fields).toMatchObject({
    firstName: "Jordan",
    lastName: "M.",
    email: "jordan.m@prismanalytics.example",
    employees: 350,
    country: "US",
    state: "California",
    vertical: "RevOps",
  });
});

test("every lead has an address, at a domain that nobody owns or a mail provider's", () => {
  const odd = leads
    .map(emailOf)
    .filter((email) => !/^[^@\s]+@[a-z0-9-]+\.example$/.test(email) && !FREE_MAIL.test(email));
  expect(odd).toEqual([]);
});

describe("the mix", () => {
  test("forms of every content type, only JSON with numbers", () => {
    const ofType = (contentType: SampleLead["contentType"]) => count((lead) => lead.contentType === contentType);
    expect(distanceFrom(50, ofType("json"))).toBeLessThanOrEqual(10);
    expect(distanceFrom(35, ofType("form"))).toBeLessThanOrEqual(10);
    expect(distanceFrom(15, ofType("multipart"))).toBeLessThanOrEqual(5);
    const numeric = leads.filter(({ fields }) => Object.values(fields).some((value) => typeof value === "number"));
    expect(new Set(numeric.map(({ contentType }) => contentType))).toEqual(new Set(["json"]));
  });

  test("15 % from free mail", () => {
    const isFreeMail = (lead: SampleLead) => FREE_MAIL.test(emailOf(lead));
    expect(distanceFrom(15, count(isFreeMail))).toBeLessThanOrEqual(2);
  });

  test("15 % from accounts on file, of every status", () => {
    const statusByDomain = new Map(accounts.flatMap(({ domains, status }) => domains.map((name) => [name, status])));
    const statuses = leads.map((lead) => statusByDomain.get(emailOf(lead).replace(/^.*@/, "")));
    const known = statuses.filter((status) => status !== undefined);
    expect(distanceFrom(15, known.length)).toBeLessThanOrEqual(2);
    expect(new Set(known)).toEqual(new Set(["prospect", "open", "customer", "closed_lost"]));
    expect(count((lead) => emailOf(lead).endsWith("@apexcorp.example"))).toBeGreaterThanOrEqual(2);
  });

  test("20 % without company, size or country", () => {
    const isIncomplete = (lead: SampleLead) =>
      (["company", "employees", "country"] as const).some((field) => read(lead, field) === "");
    expect(distanceFrom(20, count(isIncomplete))).toBeLessThanOrEqual(3);
  });

  test("25 with a partner's link, of every partner, in any case", () => {
    const codes = leads
      .map((lead) => URL.parse(read(lead, "pageUrl"))?.searchParams.get("partner"))
      .filter((code) => typeof code === "string");
    expect(codes.length).toBeGreaterThanOrEqual(25);
    expect(codes.length).toBeLessThanOrEqual(27);
    expect(new Set(codes.map((code) => code.toLowerCase()))).toEqual(
      new Set(partners.map(({ code }) => code.toLowerCase())),
    );
  });

  test("40 % with campaign parameters, in the link or in fields of their own", () => {
    const inFields = count(({ fields }) => "utm_source" in fields);
    const inLink = count((lead) => read(lead, "pageUrl").includes("utm_source="));
    expect(distanceFrom(40, inFields + inLink)).toBeLessThanOrEqual(3);
    expect(Math.min(inFields, inLink)).toBeGreaterThan(50);
  });

  test("10 sent twice, the second soon after the first", () => {
    const texts = leads.map((lead) => JSON.stringify(lead));
    const distances = texts.map((text, index) => index - texts.indexOf(text)).filter((distance) => distance > 0);
    expect(distances).toHaveLength(10);
    expect(Math.max(...distances)).toBeLessThanOrEqual(4);
    expect(new Set(leads.map(emailOf)).size).toBe(490);
  });

  test("about a dozen from countries that nobody covers", () => {
    const found = count((lead) => uncoveredSpellings.includes(read(lead, "country")));
    expect(found).toBeGreaterThanOrEqual(9);
    expect(found).toBeLessThanOrEqual(15);
  });

  test("countries and sizes as people write them", () => {
    const countries = new Set(leads.map((lead) => read(lead, "country")));
    for (const spelling of ["US", "us", "USA", "United States", "uk", "United Kingdom", "de"]) {
      expect(countries).toContain(spelling);
    }
    const sizes = new Set(leads.map((lead) => read(lead, "employees")));
    for (const size of ["1,000+", "10-50", "201–500"]) expect(sizes).toContain(size);
  });

  test("names with accents, emoji, right-to-left letters and none that are Latin", () => {
    const names = leads.map(nameOf);
    expect(names.filter((name) => /[À-ſ]/.test(name)).length).toBeGreaterThan(10);
    for (const odd of [/\p{Extended_Pictographic}/u, /\p{Script=Arabic}|\p{Script=Hebrew}/u, /\p{Script=Han}/u]) {
      expect(names.filter((name) => odd.test(name))).not.toEqual([]);
    }
  });

  test("messages of thousands of characters, none longer than a lead may have", () => {
    const lengths = leads.map((lead) => read(lead, "message").length);
    expect(lengths.filter((length) => length > 1_500).length).toBeGreaterThanOrEqual(10);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(5_000);
  });
});
