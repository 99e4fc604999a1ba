import type { Condition, Facts } from "@pointsman/contracts/rule-set";

import { evaluateCondition } from "../conditions/evaluate.ts";
import { arrangeEntries } from "./arrange-entries.ts";
import { holdsAll } from "./bit-search.ts";
import {
  buildCandidateTree,
  NODE_SLOTS,
  NONE,
  NOTHING,
  RECORD_SLOTS,
  REST_SLOTS,
  SEVERAL,
  SPLIT_SLOTS,
  TEST_SLOTS,
  type CandidateTree,
} from "./candidate-tree.ts";
import { UNKNOWN_SHAPE, type Column } from "./column.ts";

const NO_RULE = 2_147_483_647;

/**
 * Finds the first condition of a list that holds, without trying them in turn.
 *
 * Each fact that conditions ask for has a column, which says of which class a value is: classes are told apart by the
 * values that conditions name. A search looks up one class per column. By the class of its most telling test, each
 * condition stands in a short list; the lists of the lead's classes are gone through, and what is in them is checked by
 * comparing classes, in the order of the conditions and only up to the best one found so far.
 *
 * A search allocates nothing: it writes the classes to a row of its own. So an index must not be entered twice at once,
 * which single-threaded JavaScript cannot do, as no fact's value runs code.
 */
export class RuleIndex {
  readonly #conditions: readonly Condition[];
  readonly #columns: readonly Column[];
  readonly #tree: CandidateTree;
  readonly #slots: Int32Array;
  /** The nodes still to visit in the search under way. */
  readonly #children: Int32Array;
  #top = 0;
  /** The lead's class by column, in the search under way. */
  readonly #classes: Int32Array;

  constructor(conditions: readonly Condition[]) {
    const arrangement = arrangeEntries(conditions);
    this.#conditions = conditions;
    this.#columns = arrangement.columns;
    this.#tree = buildCandidateTree(arrangement);
    this.#slots = this.#tree.slots;
    this.#classes = new Int32Array(Math.max(1, arrangement.columns.length));
    // A node splits by a column at most once, and so does the way to it.
    this.#children = new Int32Array((arrangement.columns.length + 1) ** 2);
  }

  /** The place in the list of the first condition that holds; -1 where none does. */
  findFirst(facts: Facts): number {
    const columns = this.#columns;
    const classes = this.#classes;
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index];
      if (column === undefined) continue;
      const found = column.classOf(facts[column.fact]);
      if (found === UNKNOWN_SHAPE) return this.#conditions.findIndex((one) => evaluateCondition(one, facts));
      classes[index] = found;
    }
    this.#top = 0;
    const first = this.#findIn(this.#tree.root, facts, NO_RULE);
    return first === NO_RULE ? -1 : first;
  }

  /** The first rule in a node of which an entry holds; `best` where none before that one does. */
  #findIn(node: number, facts: Facts, best: number): number {
    const slots = this.#slots;
    const classes = this.#classes;
    let first = best;
    let at = node + NODE_SLOTS;
    const splitsEnd = at + (slots[node + 1] ?? 0) * SPLIT_SLOTS;
    // All look-ups before the first visit: they wait for memory side by side then.
    const found = this.#children;
    const bottom = this.#top;
    let top = bottom;
    for (; at < splitsEnd; at += SPLIT_SLOTS) {
      const place = (classes[slots[at] ?? 0] ?? 0) - (slots[at + 1] ?? 0);
      const isInside = place >= 0 && place < (slots[at + 2] ?? 0);
      const child = isInside ? (slots[(slots[at + 3] ?? 0) + place] ?? NOTHING) : NOTHING;
      found[top] = child;
      // The first rule of nothing is the last there is.
      if ((slots[child] ?? NO_RULE) < first) top++;
    }
    this.#top = top;
    for (let index = bottom; index < top; index++) {
      const child = found[index] ?? NOTHING;
      if ((slots[child] ?? NO_RULE) < first) first = this.#findIn(child, facts, first);
    }
    this.#top = bottom;
    const recordsEnd = at + (slots[node + 2] ?? 0) * RECORD_SLOTS;
    for (; at < recordsEnd; at += RECORD_SLOTS) {
      const rule = slots[at] ?? NO_RULE;
      if (rule >= first) break;
      const found = classes[slots[at + 1] ?? 0] ?? 0;
      if (found < (slots[at + 2] ?? 0) || found > (slots[at + 3] ?? 0)) continue;
      const rest = slots[at + 4] ?? NOTHING;
      if (rest !== NOTHING && !this.#passes(rest, facts)) continue;
      first = rule;
      break;
    }
    const bits = slots[node + 3] ?? NONE;
    return bits === NONE ? first : (this.#tree.bitSearches[bits]?.find(classes, facts, first) ?? first);
  }

  /** Whether the tests of an entry hold that stand behind its first. */
  #passes(rest: number, facts: Facts): boolean {
    const slots = this.#slots;
    let at = rest + REST_SLOTS;
    const end = at + (slots[rest + 1] ?? 0) * TEST_SLOTS;
    for (; at < end; at += TEST_SLOTS) {
      const found = this.#classes[slots[at] ?? 0] ?? 0;
      const from = slots[at + 1] ?? 0;
      const to = slots[at + 2] ?? 0;
      if (from === SEVERAL ? !this.#isInPairs(found, to) : found < from || found > to) return false;
    }
    const residual = slots[rest] ?? NONE;
    return residual === NONE || holdsAll(this.#tree.residuals[residual] ?? null, facts);
  }

  /** Whether a class is in the set of pairs that stands at `at`. */
  #isInPairs(found: number, at: number): boolean {
    const slots = this.#slots;
    let low = 0;
    let high = slots[at] ?? 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((slots[at + 2 + 2 * middle] ?? 0) < found) low = middle + 1;
      else high = middle;
    }
    return low < (slots[at] ?? 0) && (slots[at + 1 + 2 * low] ?? 0) <= found;
  }
}
