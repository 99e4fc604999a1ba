const NOWHERE = -1;
/** Slots are at most half full, so that a look takes one or two. */
const SLOTS_PER_STEP = 2;
const HASH_NODE = 0x9e3779b1;
const HASH_CODE = 0x85ebca6b;

/** A tree of texts, letter by letter; a node is a number, the root 0. */
export class LetterTree {
  /** Node → its steps: code of the letter → the node behind it. */
  readonly #steps: Map<number, number>[] = [new Map()];
  /** The steps as they are walked: node, letter, the node behind it; a hash table with open addresses. */
  #slots = new Int32Array(0);
  #mask = 0;

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

  /** To be called once the tree is grown, before the first step. */
  finish(): void {
    let size = 4;
    while (size < this.nodeCount * SLOTS_PER_STEP) size *= 2;
    this.#mask = size - 1;
    this.#slots = new Int32Array(3 * size).fill(NOWHERE);
    for (const [node, steps] of this.#steps.entries()) {
      for (const [code, next] of steps) this.#slots.set([node, code, next], this.#freeSlot(node, code));
      steps.clear();
    }
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
