import { toWords } from "./to-words.ts";

/** Words of a name that say where a part of the company is: folded word → ISO 3166-1 alpha-2; `-` for whole regions. */
const PLACES: Readonly<Record<string, string>> = {
  US: "usa us america americas",
  CA: "canada",
  MX: "mexico",
  BR: "brasil brazil",
  AR: "argentina",
  CL: "chile",
  CO: "colombia",
  GB: "uk gb britain england scotland wales",
  IE: "ireland",
  DE: "deutschland germany allemagne alemania",
  AT: "osterreich austria oesterreich",
  CH: "schweiz suisse svizzera switzerland",
  FR: "france frankreich",
  ES: "espana spain iberia iberica",
  PT: "portugal",
  IT: "italia italy italiana",
  NL: "nederland netherlands holland",
  BE: "belgium belgie belgique",
  LU: "luxembourg",
  SE: "sverige sweden",
  NO: "norge norway",
  DK: "danmark denmark",
  FI: "suomi finland",
  IS: "iceland",
  PL: "polska poland",
  CZ: "czech cesko czechia",
  HU: "hungary magyarorszag",
  RO: "romania",
  GR: "hellas greece",
  TR: "turkiye turkey",
  RU: "russia россия rus",
  UA: "ukraine",
  IL: "israel",
  AE: "uae emirates dubai",
  SA: "saudi",
  ZA: "africa",
  IN: "india",
  CN: "china 中国",
  HK: "hongkong",
  TW: "taiwan 台湾",
  JP: "japan nippon nihon 日本 ジャパン",
  KR: "korea 한국",
  SG: "singapore",
  MY: "malaysia",
  TH: "thailand",
  VN: "vietnam",
  ID: "indonesia",
  PH: "philippines",
  AU: "australia",
  NZ: "zealand",
  "-": "emea apac latam dach nordics nordic europe europa asia pacific eu north south east west northern southern eastern western international intl global worldwide middle benelux anz mea cee",
};

/** Words that say how a company is built, not which it is. */
const STRUCTURE: ReadonlySet<string> = new Set(
  toWords("group groupe gruppe gruppo grupo holding holdings beteiligungen subsidiary division branch office hq new"),
);

const COUNTRY_BY_WORD: ReadonlyMap<string, string> = new Map(
  Object.entries(PLACES).flatMap(([country, words]) => toWords(words).map((word) => [word, country] as const)),
);

/** The word names a place or a structure: `deutschland`, `emea`, `group`. Two names that differ in these alone are of one family. */
export function isFamilyWord(word: string): boolean {
  return COUNTRY_BY_WORD.has(word) || STRUCTURE.has(word);
}

/** ISO 3166-1 alpha-2 of the one country that the words name; null where they name none, or several. */
export function findCountry(words: readonly string[]): string | null {
  const named = new Set(words.flatMap((word) => COUNTRY_BY_WORD.get(word) ?? []).filter((country) => country !== "-"));
  const [country] = named;
  return named.size === 1 && country !== undefined ? country : null;
}
