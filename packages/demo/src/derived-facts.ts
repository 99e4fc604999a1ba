import type { TerritoryId } from "@pointsman/contracts/id";
import type { FactsOf } from "@pointsman/router-core/typed-facts";
import type { ConditionOf, DerivedFactOf } from "@pointsman/router-core/typed-rule-set";

import { provinces, usTerritories, type Region } from "./regions.ts";

/** None of the tables asks for the fact of another. */
type Table = DerivedFactOf<FactsOf>;
type Condition = ConditionOf<FactsOf>;

const IS_BUSINESS_MAIL: Condition = { fact: "lead.isFreeMail", op: "eq", value: false };

/** Size of the company; `lead.employees` is the lower end where a form gives a range. */
const segment = {
  fact: "segment",
  rows: [
    { when: { fact: "lead.employees", op: "lt", value: 50 }, value: "smb" },
    { when: { fact: "lead.employees", op: "lt", value: 200 }, value: "commercial" },
    { when: { fact: "lead.employees", op: "lte", value: 500 }, value: "mid-market" },
    { when: { fact: "lead.employees", op: "gt", value: 500 }, value: "enterprise" },
    // Size unknown from here on. Who writes from his company's own domain has one worth an AE's look.
    { when: IS_BUSINESS_MAIL, value: "commercial" },
  ],
  otherwise: "smb",
} as const satisfies Table;

/** Where the company is: the country, and in the United States the state, else the ZIP code. */
const territory = {
  fact: "territory",
  rows: [
    ...usTerritories.map(({ territoryId, states }) => ({ when: isInRegions("US", states), value: territoryId })),
    ...usTerritories.map(({ territoryId, zipPrefixes }) => ({ when: hasZip(zipPrefixes), value: territoryId })),
    // Forms that ask for no state still want an answer within the minute: Central takes them.
    toRow("terr_central", ["US"]),
    toRow("terr_canada", ["CA"]),
    { when: isInRegions("CA", provinces), value: "terr_canada" },
    toRow("terr_uk-ireland", ["GB", "IE", "GG", "JE", "IM"]),
    toRow("terr_dach", ["DE", "AT", "CH", "LI"]),
    toRow("terr_nordics", ["SE", "NO", "DK", "FI", "IS"]),
    toRow("terr_apac", ["SG", "AU", "NZ", "JP", "KR", "HK", "TW", "MY", "TH", "VN", "PH", "ID", "IN"]),
  ],
} as const satisfies Table;

/** How hot a lead is; `tier1` is the hottest. */
const tier = {
  fact: "tier",
  rows: [
    {
      when: {
        any: [
          {
            all: [
              { fact: "lead.employees", op: "gte", value: 200 },
              {
                any: [
                  { fact: "lead.productInterest", op: "contains", value: "demo" },
                  { fact: "lead.productInterest", op: "contains", value: "pricing" },
                ],
              },
            ],
          },
          { fact: "lead.score", op: "gte", value: 80 },
        ],
      },
      value: "tier1",
    },
    {
      when: {
        any: [
          { fact: "account.id", op: "exists" },
          { all: [IS_BUSINESS_MAIL, { fact: "lead.employees", op: "gte", value: 50 }] },
        ],
      },
      value: "tier2",
    },
  ],
  otherwise: "tier3",
} as const satisfies Table;

/** The specialism behind the industry as typed. The first row wins: "healthcare software" is healthcare, hospitality is not. */
const vertical = {
  fact: "vertical",
  rows: [
    { when: isAbout("revops", "rev ops", "revenue op", "sales op"), value: "revops" },
    {
      when: isAbout("health", "medic", "hospitals", "clinic", "pharma", "life science", "biotech"),
      value: "healthcare",
    },
    { when: isAbout("fintech", "financ", "bank", "insur", "payment"), value: "fintech" },
    { when: isAbout("public sector", "public-sector", "government", "municipal", "defence"), value: "public-sector" },
    { when: isAbout("logistic", "transport", "freight", "supply chain"), value: "logistics" },
    { when: isAbout("retail", "e-commerce", "ecommerce", "consumer goods"), value: "retail" },
    { when: isAbout("manufactur", "industrial", "automotive", "machine"), value: "manufacturing" },
    { when: isAbout("software", "saas", "technology"), value: "software" },
  ],
} as const satisfies Table;

/** Decision tables of the demo rule set, in order: `tier` and the stages build on what comes before. */
export const derivedFacts = [segment, territory, tier, vertical] as const;

function toRow(
  value: TerritoryId,
  countries: readonly string[],
): Table["rows"][number] & { readonly value: TerritoryId } {
  return { when: { fact: "lead.country", op: "in", value: countries }, value };
}

/**
 * The country is known and the region is one of these, by code or name; or the country is missing and the region's
 * name says enough. A code alone does not: CA is California and Canada, DE Delaware and Germany.
 */
function isInRegions(country: string, regions: readonly Region[]): Condition {
  const names = regions.map(({ name }) => name);
  const codes = regions.map(({ code }) => code);
  return {
    any: [
      {
        all: [
          { fact: "lead.country", op: "eq", value: country },
          { fact: "lead.region", op: "in", value: [...codes, ...names] },
        ],
      },
      {
        all: [
          { fact: "lead.country", op: "missing" },
          { fact: "lead.region", op: "in", value: names },
        ],
      },
    ],
  };
}

function hasZip(prefixes: readonly string[]): Condition {
  return {
    all: [
      { fact: "lead.country", op: "eq", value: "US" },
      { any: prefixes.map((value) => ({ fact: "lead.postcode", op: "prefix", value })) },
    ],
  };
}

function isAbout(...parts: readonly string[]): Condition {
  return { any: parts.map((value) => ({ fact: "lead.vertical", op: "contains", value })) };
}
