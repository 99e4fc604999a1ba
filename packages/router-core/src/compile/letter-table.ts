const NONE = -1;
/** Slots of a text: its letters as two integers, its number. */
const SLOTS = 3;
/** So many letters are told apart by the two integers; of longer texts the last few are, and of the others a trace is left. */
export const EXACT = 8;
const HASH = 0x01000193;

/** The first integer with one more letter. */
export function nextHigh(high: number, low: number): number {
  return Math.imul(high >>> 24, HASH) ^ ((high << 8) | (low >>> 24));
}

/** The second integer with one more letter, which is lower case. */
export function nextLow(low: number, code: number): number {
  return (low << 8) | code;
}

/** Numbers by texts, whose letters are two integers: a hash table with open addresses. */
export class LetterTable {
  readonly #slots: Int32Array;
  readonly #mask: number;

  constructor(count: number) {
    const size = tableSize(count);
    this.#mask = size - 1;
    this.#slots = new Int32Array(SLOTS * size).fill(NONE);
  }

  /** The number of the text with these letters; -1: there is none. */
  get(high: number, low: number): number {
    const slots = this.#slots;
    for (let at = mix(high, low) & this.#mask; ; at = (at + 1) & this.#mask) {
      const place = SLOTS * at;
      const one = slots[place + 2] ?? NONE;
      if (one === NONE || (slots[place] === high && slots[place + 1] === low)) return one;
    }
  }

  /** Puts a number by a text. Gives back the one that stood there; -1: none did. */
  put(text: string, one: number): number {
    let high = 0;
    let low = 0;
    for (let index = 0; index < text.length; index++) {
      high = nextHigh(high, low);
      low = nextLow(low, text.charCodeAt(index));
    }
    let at = mix(high, low) & this.#mask;
    for (; this.#slots[SLOTS * at + 2] !== NONE; at = (at + 1) & this.#mask) {
      if (this.#slots[SLOTS * at] === high && this.#slots[SLOTS * at + 1] === low) break;
    }
    const before = this.#slots[SLOTS * at + 2] ?? NONE;
    this.#slots.set([high, low, one], SLOTS * at);
    return before;
  }
}

/** Places of a table for so many texts: a power of two, at most half of them taken. */
function tableSize(count: number): number {
  return 2 ** Math.ceil(Math.log2(2 * count + 2));
}

function mix(a: number, b: number): number {
  const mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
