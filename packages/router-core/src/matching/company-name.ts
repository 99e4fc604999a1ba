import { dropEastAsianForms, dropLegalForms } from "./legal-forms.ts";
import { isFamilyWord } from "./place-words.ts";
import { toWords } from "./to-words.ts";

/** Longest name that is read, in UTF-16 units: the API takes 200; what is behind says nothing that the start does not. */
const MAX_NAME = 256;

/** Words that join names and say nothing themselves. */
const CONJUNCTIONS: ReadonlySet<string> = new Set(toWords("and und et y og och"));

const ARTICLES: ReadonlySet<string> = new Set(["the"]);

/** What people type where they have no company, or will not say. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  ...toWords("na none test testing unknown self selfemployed freelance freelancer private privat personal individual"),
  ...toWords("student independent retired unemployed home company asdf xxx no nil null"),
  ...toWords("my your the co companyname consultant"),
]);

/** Letters that Unicode does not take apart, as they are written without them. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
  ı: "i",
  ħ: "h",
};

const ASCII = /^[\x20-\x7E]*$/;

/** A company's name, read for comparison. */
export interface CompanyName {
  /** Folded, without legal forms, articles and conjunctions. Never empty. */
  readonly words: readonly string[];
  /** The words that tell the company itself: without places and structure where that leaves any. */
  readonly core: readonly string[];
  /** The words without blanks, as written and with ä, ö, ü as ae, oe, ue: one or two, all of equal standing. */
  readonly spellings: readonly string[];
  /** First letters of three or more words, without and with the legal form: `ibm` and `ibmc`; none for shorter names. */
  readonly initials: readonly string[];
}

/** Reads a name; null where it says nothing: no letter or digit in it, or `n/a`, `self-employed`, `test`. */
export function readCompanyName(name: string): CompanyName | null {
  const written = toWrittenWords(name);
  const words = dropAccessories(written);
  if (words.length === 0 || PLACEHOLDERS.has(words.join(""))) return null;
  const core = words.filter((word) => !isFamilyWord(word));
  const plain = words.join("");
  const umlauts = spellUmlauts(name);
  const spelled = umlauts === name ? plain : dropAccessories(toWrittenWords(umlauts)).join("");
  return {
    words,
    core: core.length === 0 ? words : core,
    spellings: spelled === plain ? [plain] : [plain, spelled],
    initials: [...new Set([toInitials(words), toInitials(written)])].filter((letters) => letters !== null),
  };
}

/** Words that initials skip: the Bank of America is BA or BoA. */
const PARTICLES: ReadonlySet<string> = new Set(toWords("of for in the de du des der die do da and und et y"));

function toInitials(words: readonly string[]): string | null {
  const named = words.filter((word) => !PARTICLES.has(word));
  return named.length < 3 ? null : named.map((word) => Array.from(word).slice(0, 1).join("")).join("");
}

/**
 * The form in which names are compared: `The Müller & Söhne GmbH & Co. KG` → `muller sohne`. Compatibility forms are
 * unfolded (`Ａｃｍｅ` → `acme`), accents of Latin, Greek and Cyrillic dropped, other scripts kept. Normalising twice
 * changes nothing. Empty where there is no letter or digit.
 */
export function normalizeCompanyName(name: string): string {
  return dropAccessories(toWrittenWords(name)).join(" ");
}

function toWrittenWords(name: string): readonly string[] {
  return toWords(splitWords(fold(name)));
}

function dropAccessories(written: readonly string[]): readonly string[] {
  let words = written;
  // Each pass takes words off or is the last; a name has at most 128.
  for (;;) {
    const kept = dropArticle(dropLegalForms(dropConjunctions(words)));
    if (kept.length === words.length) return kept;
    words = kept;
  }
}

/** Case, accents and compatibility forms; lone surrogates become U+FFFD, which no name keeps. */
function fold(name: string): string {
  const start = name.slice(0, MAX_NAME);
  // Most names need no Unicode.
  if (ASCII.test(start)) return start.toLowerCase();
  return (
    start
      .toWellFormed()
      .normalize("NFKD")
      // Marks of Latin, Greek and Cyrillic alone: those of Devanagari are vowels, those of kana other sounds.
      .replace(/[\u0300-\u036F]/gu, "")
      .toLowerCase()
      .replace(/[\u0300-\u036F]/gu, "")
      .replace(/[ßæœøđðłþıħ]/gu, (letter) => LETTERS[letter] ?? letter)
      .normalize("NFKC")
      .slice(0, MAX_NAME)
      .toWellFormed()
  );
}

function splitWords(folded: string): string {
  return (
    dropEastAsianForms(folded)
      .replace(/['’‘ʼ`´]/gu, "")
      // s.p.a. → spa, a/s → as; "acme.com" and "e.on" keep their break.
      .replace(/(?<![\p{L}\p{N}])(?:\p{L}[./]){1,9}\p{L}(?![\p{L}\p{N}])\.?/gu, (letters) =>
        letters.replace(/[./]/gu, ""),
      )
      .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
      .trim()
  );
}

function dropConjunctions(words: readonly string[]): readonly string[] {
  const kept = words.filter((word) => !CONJUNCTIONS.has(word));
  return kept.length === 0 ? words : kept;
}

function dropArticle(words: readonly string[]): readonly string[] {
  return words.length > 1 && ARTICLES.has(words[0] ?? "") ? words.slice(1) : words;
}

function spellUmlauts(name: string): string {
  return name
    .slice(0, MAX_NAME)
    .normalize("NFC")
    .replace(/[äöü]/giu, (letter) => ({ ä: "ae", ö: "oe", ü: "ue" })[letter.toLowerCase()] ?? letter);
}
