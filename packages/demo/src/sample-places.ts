import type { Random } from "./random.ts";
import { provinces, usTerritories, type Region } from "./regions.ts";

/** Where a sample lead says that it is. */
export interface Place {
  /** ISO 3166-1 alpha-2, for what else depends on the country. */
  readonly code: string;
  /** As typed: `US`, `us`, `USA`, `United States`. */
  readonly country: string;
  readonly region?: string;
  readonly postcode?: string;
  readonly phone: string;
}

interface Country {
  readonly weight: number;
  /** The ways in which forms and people write it. */
  readonly spellings: readonly string[];
  /** `#` is a digit. Ranges that telephone authorities set aside for fiction, where a country has one. */
  readonly phone: string;
  readonly regions?: readonly Region[];
}

const STATES = usTerritories.flatMap(({ states }) => states);

// Where companies are, roughly: a state not named here counts once.
const BIG_STATES = ["California", "California", "California", "New York", "New York", "Texas", "Texas", "Washington"];

const COVERED: Readonly<Record<string, Country>> = {
  US: {
    weight: 52,
    spellings: ["US", "us", "USA", "usa", "United States", "United States of America", "U.S."],
    phone: "+1 (415) 555-01##",
    regions: STATES,
  },
  CA: { weight: 7, spellings: ["CA", "ca", "CAN", "Canada"], phone: "+1 416-555-01##", regions: provinces },
  GB: { weight: 9, spellings: ["GB", "UK", "uk", "GBR", "United Kingdom", "England"], phone: "+44 20 7946 0###" },
  IE: { weight: 2, spellings: ["IE", "Ireland", "IRL"], phone: "+353 20 913 ####" },
  DE: { weight: 8, spellings: ["DE", "de", "DEU", "Germany", "Deutschland"], phone: "+49 (0)30 23125 ###" },
  AT: { weight: 2, spellings: ["AT", "Austria", "Österreich"], phone: "+43 1 555 0###" },
  CH: { weight: 2, spellings: ["CH", "ch", "Switzerland", "Schweiz", "CHE"], phone: "+41 44 555 0# ##" },
  SE: { weight: 3, spellings: ["SE", "se", "SWE", "Sweden"], phone: "+46 8 465 004 ##" },
  NO: { weight: 2, spellings: ["NO", "no", "Norway"], phone: "+47 21 55 0# ##" },
  DK: { weight: 2, spellings: ["DK", "Denmark", "DNK"], phone: "+45 55 50 0# ##" },
  FI: { weight: 1, spellings: ["FI", "Finland"], phone: "+358 9 5550 0##" },
  SG: { weight: 3, spellings: ["SG", "sg", "SGP", "Singapore"], phone: "+65 5550 00##" },
  AU: { weight: 4, spellings: ["AU", "au", "AUS", "Australia"], phone: "(02) 5550 ####" },
  JP: { weight: 2, spellings: ["JP", "JPN", "Japan"], phone: "03-5550-00##" },
  NZ: { weight: 1, spellings: ["NZ", "New Zealand"], phone: "+64 9 555 00##" },
};

/** Countries that belong to no territory of the demo organisation. */
const UNCOVERED: Readonly<Record<string, Country>> = {
  BR: { weight: 3, spellings: ["BR", "Brazil", "Brasil"], phone: "+55 11 5550-00##" },
  MX: { weight: 2, spellings: ["MX", "Mexico"], phone: "+52 55 5550 00##" },
  FR: { weight: 3, spellings: ["FR", "fr", "France", "FRA"], phone: "+33 1 99 00 ## ##" },
  ES: { weight: 2, spellings: ["ES", "Spain", "España"], phone: "+34 915 550 0##" },
  ZA: { weight: 2, spellings: ["ZA", "South Africa", "ZAF"], phone: "+27 11 555 00##" },
  AE: { weight: 1, spellings: ["AE", "UAE", "United Arab Emirates"], phone: "+971 4 555 00##" },
};

/** The countries of each division, for leads from accounts. */
export const DIVISION_COUNTRIES: Readonly<Record<string, readonly string[]>> = {
  us: ["US", "US", "US", "US", "CA"],
  emea: ["GB", "DE", "CH", "SE", "DK", "IE"],
  apac: ["SG", "AU", "JP", "NZ"],
};

/** Somewhere that a territory covers; in `code`, where it is given. */
export function drawPlace(random: Random, code?: string): Place {
  const weights = Object.fromEntries(Object.entries(COVERED).map(([key, { weight }]) => [key, weight]));
  return toPlace(random, code ?? random.pickWeighted(weights), COVERED);
}

/** Somewhere that nobody covers. */
export function drawUncoveredPlace(random: Random): Place {
  return toPlace(random, random.pick(Object.keys(UNCOVERED)), UNCOVERED);
}

/** The codes of the countries that nobody covers, with how they are written. */
export const uncoveredSpellings: readonly string[] = Object.values(UNCOVERED).flatMap(({ spellings }) => spellings);

function toPlace(random: Random, code: string, countries: Readonly<Record<string, Country>>): Place {
  const country = countries[code];
  if (country === undefined) throw new Error(`No such sample country: ${code}`);
  return {
    code,
    country: random.pick(country.spellings),
    phone: country.phone.replaceAll("#", () => String(random.int(0, 9))),
    ...(country.regions !== undefined && drawRegion(random, code, country.regions)),
  };
}

/** Nine in ten give the state, by name or code; in the United States half of the rest give a ZIP code instead. */
function drawRegion(random: Random, code: string, regions: readonly Region[]): Pick<Place, "region" | "postcode"> {
  if (!random.chance(90)) return code === "US" && random.chance(50) ? { postcode: drawZip(random) } : {};
  const big = code === "US" && random.chance(50) ? random.pick(BIG_STATES) : undefined;
  const region = regions.find(({ name }) => name === big) ?? random.pick(regions);
  return { region: random.pick([region.name, region.name, region.code, region.code, region.code.toLowerCase()]) };
}

function drawZip(random: Random): string {
  return String(random.int(501, 99_950)).padStart(5, "0");
}
