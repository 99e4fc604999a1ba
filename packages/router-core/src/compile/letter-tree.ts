import { isPlain } from "./plain-letters.ts";

const ROOT = 0;
const NOWHERE = -1;
/** Letters at most that are told apart by one integer. */
const LONGEST_LEAP = 4;
/** Slots of a node before its steps: its number, and how many steps there are. Then the letter and the place of each. */
const NODE_SLOTS = 2;
const STEP_SLOTS = 2;
/** So many steps are looked through one by one; of more, half are left out first. */
const FEW_STEPS = 8;
/** Slots of a leap: the letters, the place behind them. The table is at most half full, so that a look takes one or two. */
const LEAP_SLOTS = 2;

/** A tree of texts, letter by letter, with a number for each. While it grows, a node is a number too, the root 0. */
export class LetterTree {
  /** Node → its steps: code of the letter → the node behind it. */
  readonly #steps: Map<number, number>[] = [new Map()];
  /**
   * The nodes as they are walked, each before those behind it: a text's letters stand mostly in one line of the
   * processor's cache. With a table of all steps by hash each letter was another, and walking took twice as long.
   */
  #slots = new Int32Array(0);
  #leap = 1;
  /** The first few letters as one integer, by hash. */
  #leaps = new Int32Array(0);
  #mask = 0;

  /** So many plain letters are taken at once by the first step, as no named text is shorter. */
  get leap(): number {
    return this.#leap;
  }

  get nodeCount(): number {
    return this.#steps.length;
  }

  /** The node behind one more letter, made where there is none. */
  grow(node: number, code: number): number {
    const steps = this.#steps[node];
    const there = steps?.get(code);
    if (there !== undefined) return there;
    const made = this.#steps.push(new Map()) - 1;
    steps?.set(code, made);
    return made;
  }

  childrenOf(node: number): Iterable<number> {
    return this.#steps[node]?.values() ?? [];
  }

  /**
   * To be called once the tree is grown, before the first step. From then on a node is known by its place, the root by 0.
   *
   * @param shortest letters of the shortest text that is named
   * @param numbers by node, what `numberAt` its place is to say
   */
  finish(shortest: number, numbers: Int32Array): void {
    this.#leap = Math.max(1, Math.min(shortest, LONGEST_LEAP));
    const places = this.#writeNodes(numbers);
    const leaps = this.#leapsFrom(ROOT, 0, this.#leap);
    let size = 4;
    while (size < leaps.length * 2) size *= 2;
    this.#mask = size - 1;
    this.#leaps = new Int32Array(LEAP_SLOTS * size).fill(NOWHERE);
    for (const [letters, node] of leaps) this.#leaps.set([letters, places[node] ?? NOWHERE], this.#freeLeap(letters));
    for (const steps of this.#steps) steps.clear();
  }

  /** The number of the node at that place. */
  numberAt(place: number): number {
    return this.#slots[place] ?? 0;
  }

  /** The place behind the first `leap` letters, as one integer; -1: there is none. */
  leapTo(letters: number): number {
    const leaps = this.#leaps;
    for (let at = hash(letters) & this.#mask; ; at = (at + 1) & this.#mask) {
      const place = leaps[LEAP_SLOTS * at + 1] ?? NOWHERE;
      if (place === NOWHERE || leaps[LEAP_SLOTS * at] === letters) return place;
    }
  }

  /** The place behind one more letter; -1: there is none. */
  step(place: number, code: number): number {
    const slots = this.#slots;
    let at = place + NODE_SLOTS;
    let left = slots[place + 1] ?? 0;
    while (left > FEW_STEPS) {
      const half = left >> 1;
      const isBehind = (slots[at + STEP_SLOTS * half] ?? 0) <= code;
      if (isBehind) at += STEP_SLOTS * half;
      left = isBehind ? left - half : half;
    }
    for (const end = at + STEP_SLOTS * left; at < end; at += STEP_SLOTS) {
      if (slots[at] === code) return slots[at + 1] ?? NOWHERE;
    }
    return NOWHERE;
  }

  /** Writes all nodes. @returns the place of each */
  #writeNodes(numbers: Int32Array): Int32Array {
    const nodes = this.#steps.length;
    const places = new Int32Array(nodes);
    const slots = new Int32Array(NODE_SLOTS * nodes + STEP_SLOTS * (nodes - 1));
    const pending = [ROOT];
    let end = 0;
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      const steps = this.#steps[node] ?? new Map<number, number>();
      places[node] = end;
      slots[end++] = numbers[node] ?? 0;
      slots[end++] = steps.size;
      // Most nodes have one step, or none.
      for (const [code, next] of steps.size > 1 ? [...steps].toSorted(([a], [b]) => a - b) : steps) {
        slots[end++] = code;
        slots[end++] = next;
        pending.push(next);
      }
    }
    for (const [node, place] of places.entries()) {
      const first = place + NODE_SLOTS;
      const steps = this.#steps[node]?.size ?? 0;
      for (let at = first; at < first + STEP_SLOTS * steps; at += STEP_SLOTS) {
        slots[at + 1] = places[slots[at + 1] ?? ROOT] ?? NOWHERE;
      }
    }
    this.#slots = slots;
    return places;
  }

  /** The plain texts of so many letters more, as integers, with the nodes behind them. */
  #leapsFrom(node: number, letters: number, more: number): readonly (readonly [letters: number, node: number])[] {
    if (more === 0) return [[letters, node]];
    return [...(this.#steps[node] ?? [])].flatMap(([code, next]) =>
      !isPlain(code) ? [] : this.#leapsFrom(next, (letters << 8) | code, more - 1),
    );
  }

  #freeLeap(letters: number): number {
    let at = hash(letters) & this.#mask;
    while (this.#leaps[LEAP_SLOTS * at + 1] !== NOWHERE) at = (at + 1) & this.#mask;
    return LEAP_SLOTS * at;
  }
}

function hash(letters: number): number {
  const mixed = Math.imul(letters, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
