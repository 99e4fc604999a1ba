import { isPlain } from "./plain-letters.ts";

const NOWHERE = -1;
/** Slots are at most half full, so that a look takes one or two. */
const SLOTS_PER_STEP = 2;
/** Letters at most that are told apart by one integer. */
const LONGEST_LEAP = 4;
/** Stands for the root in the steps that take several letters at once. */
const LEAPING = -2;
const HASH_NODE = 0x9e3779b1;
const HASH_CODE = 0x85ebca6b;

/** A tree of texts, letter by letter; a node is a number, the root 0. */
export class LetterTree {
  /** Node → its steps: code of the letter → the node behind it. */
  readonly #steps: Map<number, number>[] = [new Map()];
  /** The steps as they are walked: node, letter, the node behind it; a hash table with open addresses. */
  #slots = new Int32Array(0);
  #mask = 0;
  #leap = 1;

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
   * To be called once the tree is grown, before the first step.
   *
   * @param shortest letters of the shortest text that is named
   */
  finish(shortest: number): void {
    this.#leap = Math.max(1, Math.min(shortest, LONGEST_LEAP));
    const leaps = this.#leapsFrom(0, 0, this.#leap);
    let size = 4;
    while (size < (this.nodeCount + leaps.length) * SLOTS_PER_STEP) size *= 2;
    this.#mask = size - 1;
    this.#slots = new Int32Array(3 * size).fill(NOWHERE);
    for (const [letters, node] of leaps) this.#slots.set([LEAPING, letters, node], this.#freeSlot(LEAPING, letters));
    for (const [node, steps] of this.#steps.entries()) {
      for (const [code, next] of steps) this.#slots.set([node, code, next], this.#freeSlot(node, code));
      steps.clear();
    }
  }

  /** The node behind the first `leap` letters, as one integer; -1: there is none. */
  leapTo(letters: number): number {
    return this.step(LEAPING, letters);
  }

  /** The node behind one more letter; -1: there is none. */
  step(node: number, code: number): number {
    const slots = this.#slots;
    for (let at = hash(node, code) & this.#mask; ; at = (at + 1) & this.#mask) {
      const place = 3 * at;
      if (slots[place] === NOWHERE) return NOWHERE;
      if (slots[place] === node && slots[place + 1] === code) return slots[place + 2] ?? NOWHERE;
    }
  }

  /** The plain texts of so many letters more, as integers, with the nodes behind them. */
  #leapsFrom(node: number, letters: number, more: number): readonly (readonly [letters: number, node: number])[] {
    if (more === 0) return [[letters, node]];
    return [...(this.#steps[node] ?? [])].flatMap(([code, next]) =>
      !isPlain(code) ? [] : this.#leapsFrom(next, (letters << 8) | code, more - 1),
    );
  }

  #freeSlot(node: number, code: number): number {
    let at = hash(node, code) & this.#mask;
    while (this.#slots[3 * at] !== NOWHERE) at = (at + 1) & this.#mask;
    return 3 * at;
  }
}

function hash(node: number, code: number): number {
  const mixed = Math.imul(node, HASH_NODE) ^ Math.imul(code, HASH_CODE);
  return mixed ^ (mixed >>> 15);
}
