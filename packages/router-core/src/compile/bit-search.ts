import type { Condition } from "@pointsman/contracts/rule-set";

import { evaluateCondition } from "../conditions/evaluate.ts";
import type { LeadFacts } from "../stages/lead-facts.ts";
import { BitRowBuilder, BLOCK_BITS, BLOCK_WORDS, type BitRows } from "./bit-rows.ts";
import type { ClassSet } from "./class-set.ts";

const NO_RULE = 2_147_483_647;

/** An entry to be found by what it asks of columns, and of no column. */
interface Sought {
  readonly rule: number;
  readonly sets: ReadonlyMap<number, ClassSet>;
  readonly residual: readonly Condition[] | null;
}

/** A column as rows of bits: from each of `points` on, classes have the row beside it. */
interface RowColumn {
  readonly column: number;
  readonly points: Int32Array;
  readonly rows: Int32Array;
}

/**
 * Finds the first of many entries that have no telling test. For each column there is a row of bits per class: the
 * entries that it satisfies. A search takes one row a column and intersects them, first by the words that say which
 * blocks of a row have a bit at all, then block by block.
 */
export class BitSearch {
  readonly #columns: readonly RowColumn[];
  readonly #bits: BitRows;
  readonly #ruleAt: Int32Array;
  readonly #residualAt: readonly (readonly Condition[] | null)[];
  readonly #firstRuleOfBlock: Int32Array;
  /** The rows of the search under way, one a column. */
  readonly #found: Int32Array;
  /** What the rows found have in common in one block. */
  readonly #common = new Int32Array(BLOCK_WORDS);

  constructor(entries: readonly Sought[]) {
    const columns = columnsOf(entries);
    const order = sortedBySets(entries, columns);
    const builder = new BitRowBuilder(entries.length);
    const everything = builder.addFull();
    this.#columns = columns.map((column) =>
      buildRows(
        column,
        order.map((index) => entries[index]?.sets.get(column)),
        builder,
      ),
    );
    this.#bits = builder.finish();
    this.#residualAt = order.map((index) => entries[index]?.residual ?? null);
    this.#ruleAt = Int32Array.from(order, (index) => entries[index]?.rule ?? NO_RULE);
    this.#firstRuleOfBlock = new Int32Array(this.#bits.blockCount).fill(NO_RULE);
    for (const [position, rule] of this.#ruleAt.entries()) {
      const block = Math.floor(position / BLOCK_BITS);
      this.#firstRuleOfBlock[block] = Math.min(rule, this.#firstRuleOfBlock[block] ?? NO_RULE);
    }
    this.#found = new Int32Array(Math.max(1, columns.length)).fill(everything);
  }

  /**
   * The first rule of which an entry holds; `best` where none before that one does.
   *
   * @param classes the lead's class by column
   */
  find(classes: Int32Array, facts: LeadFacts, best: number): number {
    for (let index = 0; index < this.#columns.length; index++) {
      const rowColumn = this.#columns[index];
      if (rowColumn !== undefined) this.#found[index] = rowAt(rowColumn, classes[rowColumn.column] ?? 0);
    }
    const { rows, summaryWords } = this.#bits;
    const found = this.#found;
    let first = best;
    for (let word = 0; word < summaryWords; word++) {
      let alive = -1;
      for (let index = 0; index < found.length; index++) alive &= rows[(found[index] ?? 0) + word] ?? 0;
      for (; alive !== 0; alive &= alive - 1) {
        const block = word * 32 + lowestBit(alive);
        if ((this.#firstRuleOfBlock[block] ?? NO_RULE) >= first || !this.#intersect(block)) continue;
        for (let wordInBlock = 0; wordInBlock < BLOCK_WORDS; wordInBlock++) {
          let survivors = this.#common[wordInBlock] ?? 0;
          for (; survivors !== 0; survivors &= survivors - 1) {
            const position = block * BLOCK_BITS + wordInBlock * 32 + lowestBit(survivors);
            const rule = this.#ruleAt[position] ?? NO_RULE;
            if (rule < first && holdsAll(this.#residualAt[position] ?? null, facts)) first = rule;
          }
        }
      }
    }
    return first;
  }

  /** Writes the positions of a block that every row found has to `#common`; false where there are none. */
  #intersect(block: number): boolean {
    const { rows, blocks, summaryWords } = this.#bits;
    const found = this.#found;
    const common = this.#common;
    const slot = summaryWords + block;
    // The four words of a block side by side, without a loop's bookkeeping.
    let a = -1;
    let b = -1;
    let c = -1;
    let d = -1;
    for (let index = 0; index < found.length; index++) {
      const place = rows[(found[index] ?? 0) + slot] ?? 0;
      a &= blocks[place] ?? 0;
      b &= blocks[place + 1] ?? 0;
      c &= blocks[place + 2] ?? 0;
      d &= blocks[place + 3] ?? 0;
      if ((a | b | c | d) === 0) return false;
    }
    common[0] = a;
    common[1] = b;
    common[2] = c;
    common[3] = d;
    return true;
  }
}

/** The columns that entries ask for, those first that most of them do. */
function columnsOf(entries: readonly Sought[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const { sets } of entries) for (const column of sets.keys()) counts.set(column, (counts.get(column) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([column]) => column);
}

/**
 * Entries that ask for the same classes side by side: what one lead can satisfy then stands in few blocks, and most
 * blocks of a search are empty as a whole. Which rule comes first is kept with each entry, so the order here is free.
 */
function sortedBySets(entries: readonly Sought[], columns: readonly number[]): readonly number[] {
  const keys = columns.map((column) => Int32Array.from(entries, ({ sets }) => sets.get(column)?.[0] ?? -1));
  return Array.from(entries.keys()).sort((a, b) => {
    for (const key of keys) {
      const difference = (key[a] ?? 0) - (key[b] ?? 0);
      if (difference !== 0) return difference;
    }
    return a - b;
  });
}

/** One row for each stretch of classes that satisfy the same entries: the one before with what begins and ends there. */
function buildRows(column: number, sets: readonly (ClassSet | undefined)[], builder: BitRowBuilder): RowColumn {
  const changes = new Map<number, { readonly position: number; readonly isOn: boolean }[]>();
  const note = (at: number, position: number, isOn: boolean) => {
    const there = changes.get(at);
    if (there === undefined) changes.set(at, [{ position, isOn }]);
    else there.push({ position, isOn });
  };
  let row = builder.addEmpty();
  for (const [position, set] of sets.entries()) {
    if (set === undefined) {
      builder.set(row, position, true);
      continue;
    }
    for (let index = 0; index < set.length; index += 2) {
      note(set[index] ?? 0, position, true);
      note((set[index + 1] ?? 0) + 1, position, false);
    }
  }
  const points = Int32Array.from(new Set([0, ...changes.keys()])).sort();
  const rows = points.map((point) => {
    row = builder.addCopy(row);
    for (const { position, isOn } of changes.get(point) ?? []) builder.set(row, position, isOn);
    return row;
  });
  return { column, points, rows };
}

function rowAt({ points, rows }: RowColumn, one: number): number {
  let low = 0;
  let high = points.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((points[middle] ?? 0) <= one) low = middle;
    else high = middle;
  }
  return rows[low] ?? 0;
}

/** Whether all conditions hold, of which there may be none. */
export function holdsAll(conditions: readonly Condition[] | null, facts: LeadFacts): boolean {
  if (conditions !== null) {
    for (const condition of conditions) if (!evaluateCondition(condition, facts.all)) return false;
  }
  return true;
}

/** Place of the lowest bit that is set. */
function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
