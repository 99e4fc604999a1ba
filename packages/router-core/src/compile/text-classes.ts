import { foldText } from "../conditions/fold-text.ts";
import type { ClassSetBuilder } from "./class-set.ts";
import { isPlain, toLowerCode } from "./plain-letters.ts";
import type { Tester } from "./to-tester.ts";

/** An entry that names texts. */
interface NamingEntry {
  readonly holds: Tester;
  /** Folded text → the text as written. */
  readonly texts: ReadonlyMap<string, string>;
}

const NONE = -1;
/** Texts up to this length are compared as two integers, longer ones as texts. */
const SHORT = 8;
/** Slots of a short text: its letters as two integers, its class. */
const SHORT_SLOTS = 3;
/** Letters of a longer text's beginning that are looked at, the fewest that tell the named texts apart. */
const KEY_LENGTHS = [8, 12, 16, 24, 32, 64];
/** Named texts with the same beginning, at most, for it to tell enough. */
const MOST_ALIKE = 2;
const HASH = 0x01000193;

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
  /** Short texts, in a hash table with open addresses. */
  readonly #short: Int32Array;
  readonly #shortMask: number;
  /** All plain texts by the hash of their beginning: the first class, and after each class the next. */
  readonly #keyLength: number;
  readonly #long: Int32Array;
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
    // What folds to letters that are not plain is never found by plain ones.
    const plain = [...this.#byFold].filter(([text]) => isPlainText(text));
    const short = plain.filter(([text]) => text.length <= SHORT);
    this.#shortMask = tableSize(short.length) - 1;
    this.#short = new Int32Array(SHORT_SLOTS * (this.#shortMask + 1)).fill(NONE);
    for (const [text, one] of short) this.#addShort(text, one);
    this.#keyLength = KEY_LENGTHS.find((length) => mostAlike(plain, length) <= MOST_ALIKE) ?? Number.MAX_SAFE_INTEGER;
    this.#long = new Int32Array(tableSize(plain.length)).fill(NONE);
    this.#next = new Int32Array(this.count).fill(NONE);
    for (const [text, one] of plain) {
      const slot = hashOf(text, this.#keyLength) & (this.#long.length - 1);
      this.#next[one] = this.#long[slot] ?? NONE;
      this.#long[slot] = one;
    }
  }

  /** The class of a text; -1 where no rule names it. */
  classOf(text: string): number {
    return text.length <= SHORT ? this.#classOfShort(text) : this.#classOfLong(text);
  }

  #classOfShort(text: string): number {
    let a = 0;
    let b = 0;
    let code = 0;
    for (let index = 0; index < text.length; index++) {
      code = text.charCodeAt(index);
      if (!isPlain(code, index)) return this.namedClassOf(text);
      if (index < 4) a = (a << 8) | toLowerCode(code);
      else b = (b << 8) | toLowerCode(code);
    }
    if (code === 0x20) return this.namedClassOf(text);
    const table = this.#short;
    for (let at = mix(a, b) & this.#shortMask; ; at = (at + 1) & this.#shortMask) {
      const place = SHORT_SLOTS * at;
      const one = table[place + 2] ?? NONE;
      if (one === NONE || (table[place] === a && table[place + 1] === b)) return one;
    }
  }

  #classOfLong(text: string): number {
    const length = Math.min(text.length, this.#keyLength);
    let hash = 0;
    let code = 0;
    for (let index = 0; index < length; index++) {
      code = text.charCodeAt(index);
      if (!isPlain(code, index)) return this.namedClassOf(text);
      hash = Math.imul(hash ^ toLowerCode(code), HASH);
    }
    // A blank may be at the end of the text, and an accent may make another letter of the one before it.
    if (code === 0x20 || (length < text.length && text.charCodeAt(length) > 0x7e)) return this.namedClassOf(text);
    hash ^= hash >>> 15;
    const first = this.#long[hash & (this.#long.length - 1)] ?? NONE;
    if (first === NONE) return NONE;
    for (let one = first; one !== NONE; one = this.#next[one] ?? NONE) {
      if (this.#written[one] === text || this.#folded[one] === text) return one;
    }
    return this.namedClassOf(text);
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

  #addShort(text: string, one: number): void {
    let a = 0;
    let b = 0;
    for (let index = 0; index < text.length; index++) {
      if (index < 4) a = (a << 8) | text.charCodeAt(index);
      else b = (b << 8) | text.charCodeAt(index);
    }
    let at = mix(a, b) & this.#shortMask;
    while (this.#short[SHORT_SLOTS * at + 2] !== NONE) at = (at + 1) & this.#shortMask;
    this.#short.set([a, b, one], SHORT_SLOTS * at);
  }
}

function isPlainText(text: string): boolean {
  return Array.from({ length: text.length }, (_, index) => isPlain(text.charCodeAt(index), index)).every(Boolean);
}

/** Places of a table for so many texts: a power of two, at most half of them taken. */
function tableSize(count: number): number {
  return 2 ** Math.ceil(Math.log2(2 * count + 2));
}

/** How many of the texts share their first letters, at most. */
function mostAlike(texts: readonly (readonly [string, number])[], length: number): number {
  const counts = new Map<string, number>();
  for (const [text] of texts) counts.set(text.slice(0, length), (counts.get(text.slice(0, length)) ?? 0) + 1);
  return [...counts.values()].reduce((most, count) => Math.max(most, count), 0);
}

function hashOf(text: string, length: number): number {
  let hash = 0;
  for (let index = 0; index < Math.min(text.length, length); index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), HASH);
  }
  return hash ^ (hash >>> 15);
}

function mix(a: number, b: number): number {
  const mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/** A text that no entry names: it stands for all such. */
export function unnamedText(entries: readonly Pick<NamingEntry, "texts">[]): string {
  let text = "\u0000";
  while (entries.some(({ texts }) => texts.has(text))) text += "\u0000";
  return text;
}
