import type { Condition, Facts } from "@pointsman/contracts/rule-set";

import { evaluateCondition, toKnown } from "../conditions/evaluate.ts";
import { AffixColumn } from "./affix-column.ts";
import { arrangeEntries, type Arrangement } from "./arrange-entries.ts";
import { BitRowBuilder, BLOCK_BITS, BLOCK_WORDS, type BitRows } from "./bit-rows.ts";
import { UNKNOWN_SHAPE, type Column } from "./column.ts";
import { ValueColumn } from "./value-column.ts";

const NO_RULE = 2_147_483_647;

/**
 * Finds the first condition of a list that holds, without trying them in turn.
 *
 * Each fact that conditions ask for has a row of bits per value: the conditions that this value satisfies. A search
 * looks up one row per fact and intersects them, first by the words that say which blocks of a row have a bit at all,
 * then block by block. What is left is checked against the tests that no row knows, and only where it comes before the
 * best one found so far.
 *
 * A search allocates nothing: it writes to scratch rows of its own. So an index must not be entered twice at once,
 * which single-threaded JavaScript cannot do, as no fact's value runs code.
 */
export class RuleIndex {
  readonly #conditions: readonly Condition[];
  readonly #columns: readonly Column[];
  readonly #bits: BitRows;
  /** Row of all positions, for facts of a shape that no row knows. */
  readonly #everything: number;
  readonly #ruleAt: Int32Array;
  readonly #firstRuleOfBlock: Int32Array;
  readonly #residualAt: readonly (readonly Condition[] | null)[];
  /** The rows of the search under way, one a column. */
  readonly #found: Int32Array;
  /** What the rows found have in common in one block. */
  readonly #common = new Int32Array(BLOCK_WORDS);

  constructor(conditions: readonly Condition[]) {
    const arrangement = arrangeEntries(conditions);
    const { entries } = arrangement;
    const builder = new BitRowBuilder(entries.length);
    this.#conditions = conditions;
    this.#everything = builder.addFull();
    this.#columns = buildColumns(arrangement, builder);
    this.#bits = builder.finish();
    this.#ruleAt = Int32Array.from(entries, ({ rule }) => rule);
    this.#residualAt = entries.map(({ residual }) => (residual.length === 0 ? null : residual));
    this.#firstRuleOfBlock = new Int32Array(this.#bits.blockCount).fill(NO_RULE);
    for (const [position, { rule }] of entries.entries()) {
      const block = Math.floor(position / BLOCK_BITS);
      this.#firstRuleOfBlock[block] = Math.min(rule, this.#firstRuleOfBlock[block] ?? NO_RULE);
    }
    this.#found = new Int32Array(Math.max(1, this.#columns.length)).fill(this.#everything);
  }

  /** The place in the list of the first condition that holds; -1 where none does. */
  findFirst(facts: Facts): number {
    const columns = this.#columns;
    const found = this.#found;
    let isExact = true;
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index];
      if (column === undefined) continue;
      const row = column.rowOf(toKnown(facts[column.fact]));
      if (row === UNKNOWN_SHAPE) isExact = false;
      found[index] = row === UNKNOWN_SHAPE ? this.#everything : row;
    }
    return this.#search(facts, isExact);
  }

  /** Intersects the rows found; `isExact` says that they leave nothing to check but the residual tests. */
  #search(facts: Facts, isExact: boolean): number {
    const { rows, summaryWords } = this.#bits;
    const found = this.#found;
    let best = NO_RULE;
    for (let word = 0; word < summaryWords; word++) {
      let alive = -1;
      for (let index = 0; index < found.length; index++) alive &= rows[(found[index] ?? 0) + word] ?? 0;
      for (; alive !== 0; alive &= alive - 1) {
        const block = word * 32 + lowestBit(alive);
        if ((this.#firstRuleOfBlock[block] ?? NO_RULE) >= best || !this.#intersect(block)) continue;
        for (let wordInBlock = 0; wordInBlock < BLOCK_WORDS; wordInBlock++) {
          let survivors = this.#common[wordInBlock] ?? 0;
          for (; survivors !== 0; survivors &= survivors - 1) {
            const position = block * BLOCK_BITS + wordInBlock * 32 + lowestBit(survivors);
            const rule = this.#ruleAt[position] ?? NO_RULE;
            if (rule < best && this.#holds(position, facts, isExact)) best = rule;
          }
        }
      }
    }
    return best === NO_RULE ? -1 : best;
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

  #holds(position: number, facts: Facts, isExact: boolean): boolean {
    if (!isExact) {
      const whole = this.#conditions[this.#ruleAt[position] ?? 0];
      return whole !== undefined && evaluateCondition(whole, facts);
    }
    const residual = this.#residualAt[position];
    if (residual === null || residual === undefined) return true;
    for (const condition of residual) if (!evaluateCondition(condition, facts)) return false;
    return true;
  }
}

function buildColumns({ columns, entries }: Arrangement, builder: BitRowBuilder): readonly Column[] {
  return columns.map(({ fact, kind }, index) => {
    const open = builder.addEmpty();
    const asking = entries.flatMap(({ byColumn }, position) => {
      const conditions = byColumn.get(index);
      if (conditions !== undefined) return [{ position, conditions }];
      builder.set(open, position, true);
      return [];
    });
    const source = { fact, entries: asking, builder, open };
    return kind === "value" ? new ValueColumn(source) : new AffixColumn(kind, source);
  });
}

/** Place of the lowest bit that is set. */
function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
