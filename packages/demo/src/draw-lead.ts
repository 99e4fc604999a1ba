import type { LeadDetails } from "@pointsman/contracts/lead";

import { accounts, unknownCompanies } from "./accounts.ts";
import { partners } from "./partners.ts";
import type { Random } from "./random.ts";
import { provinces, usTerritories } from "./regions.ts";

const STATES = usTerritories.flatMap(({ states }) => states);
const ZIP_PREFIXES = usTerritories.flatMap(({ zipPrefixes }) => zipPrefixes);
const ACCOUNT_DOMAINS = accounts.flatMap(({ domains }) => domains);

const COUNTRY_WEIGHTS = { US: 50, CA: 8, GB: 10, IE: 2, DE: 10, AT: 3, CH: 3, SE: 4, FI: 2, SG: 4, JP: 3, BR: 1 };
const VERTICALS = [
  "RevOps",
  "healthcare software",
  "Banking",
  "Öffentlicher Dienst: Government",
  "物流 logistics",
  " ",
];
const INTERESTS = ["demo", "Request a DEMO", "pricing", "newsletter", "ＤＥＭＯ"];
const DOMAINS = [
  "gmail.com",
  "mail.acme.co.uk",
  "bücher.example",
  "localhost",
  ...unknownCompanies.map((c) => c.domain),
];

/** A lead as intake would hand it over, from chance: every field may be missing, and some hold what people type. */
export function drawLead(random: Random, name: string): LeadDetails {
  const country = random.pickWeighted(COUNTRY_WEIGHTS);
  const domain = random.chance(40) ? random.pick(ACCOUNT_DOMAINS) : random.pick(DOMAINS);
  return {
    email: `${name}@${domain}`,
    ...sometimes(random, 85, () => ({ employees: drawEmployees(random) })),
    ...sometimes(random, 92, () => ({ country })),
    ...(country === "US" && drawUsPlace(random)),
    ...(country === "CA" && sometimes(random, 50, () => ({ region: random.pick(provinces).code }))),
    ...sometimes(random, 50, () => ({ vertical: random.pick(VERTICALS) })),
    ...sometimes(random, 60, () => ({ productInterest: random.pick(INTERESTS) })),
    ...sometimes(random, 30, () => ({ score: random.int(0, 200) / 2 })),
    ...sometimes(random, 10, () => ({ partnerCode: random.pick(partners).code })),
    ...sometimes(random, 30, () => ({ company: `${name} Größe & Söhne 株式会社` })),
    ...sometimes(random, 30, () => ({ utm: { source: random.pick(["google", "Bing", "🦆"]) } })),
  };
}

function drawUsPlace(random: Random): Partial<LeadDetails> | null {
  if (random.chance(20)) return { postcode: `${random.pick(ZIP_PREFIXES)}${random.int(1000, 9999)}` };
  const { code, name } = random.pick(STATES);
  return sometimes(random, 90, () => ({ region: random.chance(50) ? code : name }));
}

function drawEmployees(random: Random): NonNullable<LeadDetails["employees"]> {
  const min = random.pick([random.int(1, 60), random.int(40, 600), random.int(100, 50_000), 200, 500, 501]);
  return { min, max: random.chance(50) ? null : min * 2 };
}

function sometimes<T extends object>(random: Random, pct: number, draw: () => T): T | null {
  return random.chance(pct) ? draw() : null;
}
