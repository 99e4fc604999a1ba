import { foldText } from "../conditions/fold-text.ts";
import type { ClassSetBuilder } from "./class-set.ts";
import { EXACT, LetterTable, nextHigh, nextLow } from "./letter-table.ts";
import { BLANK, isPlain, toLowerCode } from "./plain-letters.ts";
import type { Tester } from "./to-tester.ts";

/** An entry that names texts. */
interface NamingEntry {
  readonly holds: Tester;
  /** Folded text → the text as written. */
  readonly texts: ReadonlyMap<string, string>;
}

const NONE = -1;
/** Letters of a text's beginning that are looked at: the fewest that tell the named texts apart. */
const KEY_LENGTHS = [2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 32, 64];
/** Named texts with the same beginning, at most, for it to tell enough. */
const MOST_ALIKE = 2;
/** Beside a class: the letters looked at are the whole text. */
const WHOLE = 1;

/**
 * Classes of texts: one for each text that rules name, and for all others none.
 *
 * A text is looked up by its first few letters, which need no folding where they are plain. So most texts of leads that
 * no rule names cost as little as one that is spelt as a rule spells it, and leave no garbage.
 */
export class TextClasses {
  readonly count: number;
  readonly #byFold = new Map<string, number>();
  /** By class: the folded text, and the text as a rule writes it. */
  readonly #folded: readonly string[];
  readonly #written: readonly string[];
  readonly #keyLength: number;
  /** Texts up to this length are told apart by their letters, others compared. */
  readonly #exactLength: number;
  /** Texts by their first letters, where those are plain: a class for each beginning, and after each class the next. */
  readonly #byKey: LetterTable;
  readonly #next: Int32Array;

  constructor(entries: readonly NamingEntry[]) {
    const written: string[] = [];
    for (const { texts } of entries) {
      for (const [folded, text] of texts) {
        if (this.#byFold.has(folded)) continue;
        this.#byFold.set(folded, written.length);
        written.push(text);
      }
    }
    this.count = written.length;
    this.#folded = [...this.#byFold.keys()];
    this.#written = written;
    const texts = [...this.#byFold];
    this.#keyLength = KEY_LENGTHS.find((length) => mostAlike(texts, length) <= MOST_ALIKE) ?? Number.MAX_SAFE_INTEGER;
    this.#byKey = new LetterTable(texts.length);
    this.#next = new Int32Array(this.count).fill(NONE);
    // Whole texts last, so that they stand before longer ones with the same beginning.
    this.#exactLength = Math.min(this.#keyLength, EXACT);
    for (const [text, one] of texts.toSorted(([a], [b]) => b.length - a.length)) {
      const key = text.slice(0, this.#keyLength);
      // What begins with a letter that is not plain is never found by plain ones.
      if (!isPlainText(key)) continue;
      const whole = text.length <= this.#exactLength ? WHOLE : 0;
      this.#next[one] = this.#byKey.put(key, (one << 1) | whole) >> 1;
    }
  }

  /** The class of a text; -1 where no rule names it. */
  classOf(text: string): number {
    const length = Math.min(text.length, this.#keyLength);
    let high = 0;
    let low = 0;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (!isPlain(code)) return this.namedClassOf(text);
      high = nextHigh(high, low);
      low = nextLow(low, toLowerCode(code));
    }
    const found = this.#byKey.get(high, low);
    if (found === NONE) return foldsAlone(text, length) ? NONE : this.namedClassOf(text);
    const isWhole = text.length <= this.#exactLength && (found & WHOLE) !== 0;
    return isWhole ? found >> 1 : this.#classAmong(found >> 1, text, length);
  }

  /** The class of a text among those with its first letters, of which so many were read. */
  #classAmong(first: number, text: string, read: number): number {
    let isOther = true;
    for (let one = first; one !== NONE; one = this.#next[one] ?? NONE) {
      const folded = this.#folded[one] ?? "";
      if (folded === text || this.#written[one] === text) return one;
      isOther &&= differs(text, folded, read);
    }
    return isOther ? NONE : this.namedClassOf(text);
  }

  /** The same, by folding it: for text that is not plain, and for what rules write. */
  namedClassOf(text: string): number {
    return this.#byFold.get(foldText(text)) ?? NONE;
  }

  /** Adds the classes of the texts of which the entry holds, counted from `first`. */
  addTo(set: ClassSetBuilder, { holds, texts }: NamingEntry, first: number, holdsForOthers: boolean): void {
    const named = Array.from(texts, ([folded, text]) => ({ text, at: this.#byFold.get(folded) ?? 0 }));
    let from = 0;
    for (const { text, at } of named.sort((a, b) => a.at - b.at)) {
      if (holdsForOthers) set.add(first + from, first + at - 1);
      if (holds(text)) set.add(first + at, first + at);
      from = at + 1;
    }
    if (holdsForOthers) set.add(first + from, first + this.count - 1);
  }
}

/**
 * Whether plain letters at the beginning of a text are those of the folded text: no blank is before them, none that may
 * be the last letter behind, and no accent that makes another letter of the one before it.
 */
function foldsAlone(text: string, length: number): boolean {
  if (text.charCodeAt(0) === BLANK || text.charCodeAt(length - 1) === BLANK) return false;
  return length === text.length || isPlain(text.charCodeAt(length));
}

/** Whether a plain letter from `from` on tells a text from a folded one, of which it has the letters before. */
function differs(text: string, folded: string, from: number): boolean {
  for (let index = from; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (!isPlain(code) || code === BLANK) return false;
    if (toLowerCode(code) !== folded.charCodeAt(index)) return foldsAlone(text, index + 1);
  }
  return false;
}

function isPlainText(text: string): boolean {
  return Array.from({ length: text.length }, (_, index) => isPlain(text.charCodeAt(index))).every(Boolean);
}

/** How many of the texts share their first letters, at most. */
function mostAlike(texts: readonly (readonly [string, number])[], length: number): number {
  const counts = new Map<string, number>();
  for (const [text] of texts) counts.set(text.slice(0, length), (counts.get(text.slice(0, length)) ?? 0) + 1);
  return [...counts.values()].reduce((most, count) => Math.max(most, count), 0);
}

/** A text that no entry names: it stands for all such. */
export function unnamedText(entries: readonly Pick<NamingEntry, "texts">[]): string {
  let text = "\u0000";
  while (entries.some(({ texts }) => texts.has(text))) text += "\u0000";
  return text;
}
