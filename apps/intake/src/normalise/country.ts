import codes from "i18n-iso-countries/codes.json";
import de from "i18n-iso-countries/langs/de.json";
import en from "i18n-iso-countries/langs/en.json";
import es from "i18n-iso-countries/langs/es.json";
import fr from "i18n-iso-countries/langs/fr.json";
import it from "i18n-iso-countries/langs/it.json";
import nl from "i18n-iso-countries/langs/nl.json";
import pt from "i18n-iso-countries/langs/pt.json";

import type { Normalised } from "./normalised.ts";

/** What people type, but no standard lists. */
const INFORMAL: readonly (readonly [name: string, code: string])[] = [
  ["uk", "GB"],
  ["britain", "GB"],
  ["england", "GB"],
  ["scotland", "GB"],
  ["wales", "GB"],
  ["northern ireland", "GB"],
  ["america", "US"],
  ["the united states", "US"],
  ["the netherlands", "NL"],
  ["holland", "NL"],
  ["korea", "KR"],
  ["uae", "AE"],
  ["czech republic", "CZ"],
];

/** Only the data of the library: its code looks names up one by one, and would bundle every language. */
const NAMES_BY_LANGUAGE: readonly { readonly countries: Readonly<Record<string, string | readonly string[]>> }[] = [
  en,
  de,
  fr,
  es,
  it,
  nl,
  pt,
];

const CODE_BY_NAME = buildIndex();

/** Code, alpha-3 code or name in seven languages → ISO 3166-1 alpha-2. */
export function normaliseCountry(typed: string): Normalised<string> {
  const value = CODE_BY_NAME.get(fold(typed));
  return value === undefined ? { warning: "not a country we know" } : { value };
}

/** Codes come first and English before the rest: the first entry of a name wins. */
function buildIndex(): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  const add = (name: string, code: string) => {
    const key = fold(name);
    if (key !== "" && !index.has(key)) index.set(key, code);
  };
  for (const [alpha2 = "", alpha3 = ""] of codes) {
    add(alpha2, alpha2);
    add(alpha3, alpha2);
  }
  for (const [name, code] of INFORMAL) add(name, code);
  for (const { countries } of NAMES_BY_LANGUAGE) {
    for (const [code, names] of Object.entries(countries)) {
      for (const name of typeof names === "string" ? [names] : names) add(name, code);
    }
  }
  return index;
}

/** `Côte d'Ivoire`, `COTE DIVOIRE` and `cote-d-ivoire` are one. */
function fold(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/[^\p{L}\p{N}]/gu, "")
    .toLowerCase();
}
