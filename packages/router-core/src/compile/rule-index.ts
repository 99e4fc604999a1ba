import type { Condition } from "@pointsman/contracts/rule-set";

import { evaluateCondition } from "../conditions/evaluate.ts";
import type { LeadFacts } from "../stages/lead-facts.ts";
import { arrangeEntries } from "./arrange-entries.ts";
import { holdsAll } from "./bit-search.ts";
import {
  BRANCH_SLOTS,
  buildCandidateTree,
  CLASS_BITS,
  COLUMN_BITS,
  LAST_RULE,
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
import { firstRuleByClass } from "./one-column.ts";

const COLUMN_MASK = 2 ** COLUMN_BITS - 1;
const CLASS_MASK = 2 ** CLASS_BITS - 1;
/** Where a column's fact is. */
const AS_BEFORE = 0;
const GIVEN = 1;
const ANYWHERE = 2;

const NOTHING_DERIVED: ReadonlySet<string> = new Set();

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
  /** By column: where its fact is, or that it is the fact of the column before. */
  readonly #places: Uint8Array;
  /** By class of the only column there is; null where there are others, or none. */
  readonly #firstByClass: Int32Array | null;
  readonly #tree: CandidateTree;
  readonly #slots: Int32Array;
  /** The nodes still to visit in the search under way. */
  readonly #pending: Int32Array;
  /** The lead's class by column, in the search under way. */
  readonly #classes: Int32Array;

  /** @param derived facts that may be added to those given */
  constructor(conditions: readonly Condition[], derived: ReadonlySet<string> = NOTHING_DERIVED) {
    const arrangement = arrangeEntries(conditions);
    this.#conditions = conditions;
    this.#columns = arrangement.columns;
    this.#places = Uint8Array.from(this.#columns, ({ fact }, index) =>
      fact === this.#columns[index - 1]?.fact ? AS_BEFORE : derived.has(fact) ? ANYWHERE : GIVEN,
    );
    this.#firstByClass = firstRuleByClass(arrangement);
    this.#tree = buildCandidateTree(this.#firstByClass === null ? arrangement : { ...arrangement, entries: [] });
    this.#slots = this.#tree.slots;
    this.#classes = new Int32Array(arrangement.columns.length + 1);
    // A node splits by a column at most once, and so does the way to it.
    this.#pending = new Int32Array((arrangement.columns.length + 1) ** 2);
  }

  /** The place in the list of the first condition that holds; -1 where none does. */
  findFirst(facts: LeadFacts): number {
    if (!this.#classify(facts)) return this.#conditions.findIndex((one) => evaluateCondition(one, facts.all));
    if (this.#firstByClass !== null) return this.#firstByClass[this.#classes[0] ?? 0] ?? -1;
    const first = this.#search(facts);
    return first === LAST_RULE ? -1 : first;
  }

  /** Looks up the class of each column; false where a fact's value has none. */
  #classify(facts: LeadFacts): boolean {
    const columns = this.#columns;
    const classes = this.#classes;
    let value: unknown;
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index];
      if (column === undefined) break;
      const place = this.#places[index];
      if (place === GIVEN) value = facts.given[column.fact];
      else if (place === ANYWHERE) value = facts.valueOf(column.fact);
      const found = column.classOf(value);
      if (found === UNKNOWN_SHAPE) return false;
      classes[index] = found;
    }
    return true;
  }

  /** The first rule of which an entry holds; `LAST_RULE` where none does. */
  #search(facts: LeadFacts): number {
    const slots = this.#slots;
    const classes = this.#classes;
    const pending = this.#pending;
    let first = LAST_RULE;
    pending[0] = this.#tree.root;
    for (let left = 1; left > 0;) {
      const node = pending[--left] ?? NOTHING;
      let rule = slots[node] ?? LAST_RULE;
      if (rule >= first) continue;
      for (let at = node + NODE_SLOTS; ; at += RECORD_SLOTS) {
        rule = slots[at] ?? LAST_RULE;
        if (rule >= first) break;
        const columns = slots[at + 1] ?? 0;
        const one = classes[columns & COLUMN_MASK] ?? 0;
        const two = classes[(columns >> COLUMN_BITS) & COLUMN_MASK] ?? 0;
        const three = classes[columns >> (2 * COLUMN_BITS)] ?? 0;
        const ofOne = slots[at + 2] ?? 0;
        const ofTwo = slots[at + 3] ?? 0;
        const ofThree = slots[at + 4] ?? 0;
        // Below zero where one of the six is: a branch for each would be guessed wrong too often.
        const outside =
          (one - (ofOne & CLASS_MASK)) |
          ((ofOne >>> CLASS_BITS) - one) |
          (two - (ofTwo & CLASS_MASK)) |
          ((ofTwo >>> CLASS_BITS) - two) |
          (three - (ofThree & CLASS_MASK)) |
          ((ofThree >>> CLASS_BITS) - three);
        if (outside < 0) continue;
        const rest = slots[at + 5] ?? NOTHING;
        if (rest !== NOTHING && !this.#passes(rest, facts)) continue;
        first = rule;
        break;
      }
      const branches = slots[node + 1] ?? NOTHING;
      if (branches === NOTHING) continue;
      let at = branches + BRANCH_SLOTS;
      const end = at + (slots[branches] ?? 0) * SPLIT_SLOTS;
      for (; at < end; at += SPLIT_SLOTS) {
        const place = (classes[slots[at] ?? 0] ?? 0) - (slots[at + 1] ?? 0);
        const isInside = place >= 0 && place < (slots[at + 2] ?? 0);
        const child = isInside ? (slots[(slots[at + 3] ?? 0) + place] ?? NOTHING) : NOTHING;
        pending[left] = child;
        // One more where its first rule comes before, which is a difference below zero; that of nothing is the last.
        left += ((slots[child] ?? LAST_RULE) - first) >>> 31;
      }
      const bits = slots[branches + 1] ?? NONE;
      if (bits !== NONE) first = this.#tree.bitSearches[bits]?.find(classes, facts, first) ?? first;
    }
    return first;
  }

  /** Whether the tests of an entry hold that stand behind its first. */
  #passes(rest: number, facts: LeadFacts): boolean {
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
