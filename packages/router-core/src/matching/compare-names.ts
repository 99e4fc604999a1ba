import type { CompanyName } from "./company-name.ts";
import type { EvidenceKind } from "./evidence.ts";
import { measureSimilarity } from "./name-similarity.ts";

/** Names up to this many letters are shared by many. A Chinese, Japanese or Korean character counts two. */
const SHORT_NAME = 3;

/** Letters from which on one wrong letter is a slip and not another word. */
const SLIP_LENGTH = 8;

const SIMILAR = 0.9;
const RELATED = 0.75;
const UNRELATED = 0.35;

type NameEvidence = Extract<
  EvidenceKind,
  "name" | "short_name" | "acronym" | "short_acronym" | "name_variant" | "similar_name" | "related_name" | "other_name"
>;

/** What two company names say of each other; null: neither for nor against. Symmetric. */
export function compareNames(a: CompanyName, b: CompanyName): NameEvidence | null {
  if (a.spellings.some((spelling) => b.spellings.includes(spelling))) return isShort(a) ? "short_name" : "name";
  const acronym = findAcronym(a, b) ?? findAcronym(b, a);
  if (acronym !== null) return acronym.length > SHORT_NAME ? "acronym" : "short_acronym";
  if (a.core.join("") === b.core.join("")) return isFamily(a, b) ? "name_variant" : "related_name";
  const similarity = measureCores(a, b);
  if ((similarity >= SIMILAR || isOneSlip(a, b)) && canBeSlip(a, b)) return "similar_name";
  if (similarity >= RELATED || isContained(a.core, b.core) || isContained(b.core, a.core)) return "related_name";
  return similarity < UNRELATED ? "other_name" : null;
}

/** The whole of one name, as one word, is the initials of the other. */
function findAcronym({ words }: CompanyName, { initials }: CompanyName): string | null {
  const [word] = words;
  return words.length === 1 && word !== undefined && initials.includes(word) ? word : null;
}

/**
 * With the same core: one of the two names the whole family, and not by one short word, which is nobody's in
 * particular. Two different places or structures are sisters, whom no name makes one.
 */
function isFamily(a: CompanyName, b: CompanyName): boolean {
  return widthOf(a.core.join("")) > SHORT_NAME && [a, b].some(({ core, words }) => core.length === words.length);
}

/**
 * Where people do not slip: in numbers (Studio 54 is not Studio 55), and hardly where a word begins (Yannakoudis & Fawthrop
 * 1983), while Nova Health and Nova Wealth, or Stone Harbour and Harbour Stone, are two companies.
 */
function canBeSlip(a: CompanyName, b: CompanyName): boolean {
  return numbersOf(a) === numbersOf(b) && firstLetters(a) === firstLetters(b);
}

/** One letter wrong, missing, too many, or two swapped, in a name of eight letters and more. */
function isOneSlip(a: CompanyName, b: CompanyName): boolean {
  const [x, y] = [Array.from(a.core.join("")), Array.from(b.core.join(""))];
  return (
    Math.min(x.length, y.length) >= SLIP_LENGTH - 1 && Math.max(x.length, y.length) >= SLIP_LENGTH && isOneEdit(x, y)
  );
}

function firstLetters({ core }: CompanyName): string {
  return core.map((word) => Array.from(word).slice(0, 1).join("")).join("");
}

/** Distance of at most one (Damerau), in linear time: what follows the first difference must agree. */
function isOneEdit(x: readonly string[], y: readonly string[]): boolean {
  const at = x.findIndex((letter, index) => letter !== y[index]);
  if (at === -1) return y.length - x.length <= 1;
  const restOf = (letters: readonly string[], skip: number) => letters.slice(at + skip).join("");
  const isSwap = x[at] === y[at + 1] && x[at + 1] === y[at] && restOf(x, 2) === restOf(y, 2);
  return isSwap || restOf(x, 1) === restOf(y, 1) || restOf(x, 1) === restOf(y, 0) || restOf(x, 0) === restOf(y, 1);
}

function isContained(part: readonly string[], whole: readonly string[]): boolean {
  return part.every((word) => whole.includes(word));
}

/** Air Lines and Airlines are as much alike as they are without the blank. */
function measureCores(a: CompanyName, b: CompanyName): number {
  const apart = measureSimilarity(a.core, b.core);
  return a.core.length === b.core.length ? apart : Math.max(apart, measureSimilarity(joined(a), joined(b)));
}

function joined({ core }: CompanyName): readonly string[] {
  return [core.join("")];
}

function numbersOf({ words }: CompanyName): string {
  return words.join(" ").replace(/\P{N}+/gu, " ");
}

function isShort({ spellings }: CompanyName): boolean {
  return spellings.every((spelling) => widthOf(spelling) <= SHORT_NAME);
}

function widthOf(text: string): number {
  return (
    Array.from(text).length + (text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu)?.length ?? 0)
  );
}
