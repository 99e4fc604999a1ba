import type { Condition } from "@pointsman/contracts/rule-set";

import type { Arrangement, Entry } from "./arrange-entries.ts";
import { BitSearch } from "./bit-search.ts";
import { classesOf, isWithin, sizeOf, type ClassSet } from "./class-set.ts";
import type { Column } from "./column.ts";

/** Slots of a node: its first rule, where its branches stand or `NOTHING`. Its records follow, then `LAST_RULE`. */
export const NODE_SLOTS = 2;
/**
 * Slots of a record: rule, the columns of three tests, the three stretches of classes they pass, where the rest stands
 * or `NOTHING`. Three of 10 bits each are the columns; first and last class of a stretch are 16 bits each.
 */
export const RECORD_SLOTS = 6;
export const COLUMN_BITS = 10;
export const CLASS_BITS = 16;
/** Slots before the splits of branches: number of splits, bit search or `NONE`. */
export const BRANCH_SLOTS = 2;
/** Slots of a split: column, first class, number of classes, where the nodes by class stand. */
export const SPLIT_SLOTS = 4;
/** Slots before the tests of a rest: its residual conditions or `NONE`, number of tests. */
export const REST_SLOTS = 2;
/** Slots of one of those tests: column, first and last class; or column, `SEVERAL`, where the number of pairs and the pairs stand. */
export const TEST_SLOTS = 3;
export const NOTHING = 0;
export const NONE = -1;
export const SEVERAL = -1;

const LAST_CLASS = 2_147_483_647;
/** Stands behind the last record of a list, as a rule that comes after all others. */
export const LAST_RULE = 2_147_483_647;

/**
 * Lists up to this length are tried in turn. Of 10,000 rules, territory tables took 5 % longer with 8, mixed ones 9 %
 * longer with 32.
 */
const SHORT_LIST = 16;
/** Lists that nothing splits are searched by rows of bits from this length on. */
const LONG_LIST = 192;
/** A column splits a list only where it takes so many entries out of it, as every lead pays for the look. */
const LEAST_TAKEN = 8;
/** An entry that allows several values stands in the list of each: of so many, or of more that it names one by one. */
const MAX_COPIES = 16;
/** Entries in lists within lists, for each entry: beyond, lists stay as long as they are. */
const RECORDS_PER_ENTRY = 16;
/** Places for nodes by class, for each entry that they part: with less to part, the list stays as long as it is. */
const PLACES_PER_ENTRY = 16;

/**
 * Entries by their most telling test: the lead's class in that column gives the short list of those that may hold, in
 * the order of their rules. A list that is long is split again by another column; what no column splits is tried in
 * turn, or searched by rows of bits.
 *
 * All of it stands in one array of integers, the records of a list side by side, three tests in each: most entries are
 * refused, or taken, without a look elsewhere.
 */
export interface CandidateTree {
  readonly slots: Int32Array;
  readonly root: number;
  readonly residuals: readonly (readonly Condition[])[];
  readonly bitSearches: readonly BitSearch[];
}

interface Test {
  readonly column: number;
  readonly set: ClassSet;
  /** Share of the column's classes that pass, 0–1. */
  readonly share: number;
  /** Few enough to stand in a list for each of them. */
  readonly isNarrow: boolean;
}

interface Candidate {
  readonly entry: Entry;
  /** The most telling first. */
  readonly tests: readonly Test[];
}

export function buildCandidateTree(arrangement: Arrangement): CandidateTree {
  const { columns, entries } = arrangement;
  const builder = new TreeBuilder(arrangement);
  const tests = entries.map((entry) => testsOf(entry, columns));
  const costs = meanCosts(tests.flat(), columns.length);
  const candidates = entries.map((entry, index) => ({ entry, tests: sorted(tests[index] ?? [], costs) }));
  const root = builder.addNode(candidates, []);
  return builder.finish(root);
}

function testsOf({ sets }: Entry, columns: readonly Column[]): readonly Test[] {
  return Array.from(sets, ([column, set]): Test => {
    const { classCount, firstNamed } = columns[column] ?? { classCount: 1, firstNamed: 0 };
    const size = sizeOf(set);
    const namesAll = (set[0] ?? 0) >= firstNamed && 2 * size <= classCount - firstNamed;
    return {
      column,
      set,
      share: size / classCount,
      isNarrow: namesAll && (size <= MAX_COPIES || size <= set.length),
    };
  });
}

/** By column, what its narrow tests pass in the mean, 0–1, times the lists in which each would stand. */
function meanCosts(tests: readonly Test[], columnCount: number): readonly number[] {
  const sums = new Float64Array(columnCount);
  const counts = new Float64Array(columnCount);
  for (const { column, share, set, isNarrow } of tests) {
    if (!isNarrow) continue;
    sums[column] = (sums[column] ?? 0) + share * sizeOf(set);
    counts[column] = (counts[column] ?? 0) + 1;
  }
  return Array.from(sums, (sum, column) => sum / (counts[column] ?? 1));
}

/**
 * The most telling first. Narrow tests are in the same order in all entries, so that entries that can stand in the lists
 * of one column do: a second column would be one more look for every lead.
 */
function sorted(tests: readonly Test[], costs: readonly number[]): readonly Test[] {
  const costOf = ({ column, share, isNarrow }: Test) => (isNarrow ? (costs[column] ?? 0) : share);
  return tests.toSorted((a, b) => Number(b.isNarrow) - Number(a.isNarrow) || costOf(a) - costOf(b));
}

class TreeBuilder {
  /** The first slot is `NOTHING`. */
  readonly #slots: number[] = [LAST_CLASS];
  readonly #residuals: (readonly Condition[])[] = [];
  readonly #bitSearches: BitSearch[] = [];
  /** Where sets of several pairs stand, each once. */
  readonly #several = new Map<ClassSet, number>();
  /** A test that is always passed: of a column behind the last, which has one class. */
  readonly #any: Pick<Test, "column" | "set">;
  readonly #classCounts: readonly number[];
  #recordsLeft: number;

  constructor({ columns, entries }: Arrangement) {
    this.#any = { column: columns.length, set: Int32Array.of(0, 0) };
    this.#classCounts = columns.map(({ classCount }) => classCount);
    this.#recordsLeft = RECORDS_PER_ENTRY * entries.length;
  }

  finish(root: number): CandidateTree {
    return {
      slots: Int32Array.from(this.#slots),
      root,
      residuals: this.#residuals,
      bitSearches: this.#bitSearches,
    };
  }

  /** @param path columns that led here: what they ask for is so */
  addNode(candidates: readonly Candidate[], path: readonly number[]): number {
    const groups = new Map<number, Candidate[]>();
    const left = new Set<Candidate>();
    for (const candidate of candidates) {
      const test = candidate.tests.find(({ column }) => !path.includes(column));
      const group = test === undefined ? undefined : groups.get(test.column);
      if (candidates.length <= SHORT_LIST || test?.isNarrow !== true) left.add(candidate);
      else if (group === undefined) groups.set(test.column, [candidate]);
      else group.push(candidate);
    }
    const splits: (readonly [number, number, number, number])[] = [];
    for (const [column, group] of groups) {
      const split = group.length < LEAST_TAKEN ? null : this.#addSplit(column, group, path);
      if (split === null) for (const candidate of group) left.add(candidate);
      else splits.push(split);
    }
    return this.#writeNode(
      splits,
      candidates.filter((candidate) => left.has(candidate)),
      { path, first: candidates[0]?.entry.rule ?? LAST_RULE },
    );
  }

  #addSplit(column: number, group: readonly Candidate[], path: readonly number[]) {
    const byClass = new Map<number, Candidate[]>();
    let records = 0;
    for (const candidate of group) {
      const set = candidate.entry.sets.get(column);
      if (set === undefined) continue;
      for (const one of classesOf(set)) {
        records++;
        const there = byClass.get(one);
        if (there === undefined) byClass.set(one, [candidate]);
        else there.push(candidate);
      }
    }
    const classes = [...byClass.keys()];
    const isNested = path.length > 0;
    // At the root every class has its place: whether one is outside would be guessed wrong too often there.
    const first = isNested ? classes.reduce((least, one) => Math.min(least, one), LAST_CLASS) : 0;
    const last = isNested
      ? classes.reduce((most, one) => Math.max(most, one), first)
      : (this.#classCounts[column] ?? 0) - 1;
    const count = last - first + 1;
    if (isNested && (records > this.#recordsLeft || count > PLACES_PER_ENTRY * group.length)) return null;
    if (isNested) this.#recordsLeft -= records;
    const nodes = new Int32Array(count);
    for (const [one, candidates] of byClass) nodes[one - first] = this.addNode(candidates, [...path, column]);
    return [column, first, count, this.#write(nodes)] as const;
  }

  #writeNode(
    splits: readonly (readonly [number, number, number, number])[],
    left: readonly Candidate[],
    { path, first }: { readonly path: readonly number[]; readonly first: number },
  ): number {
    const isLong = left.length >= LONG_LIST;
    const bits = isLong ? this.#bitSearches.push(toBitSearch(left, path)) - 1 : NONE;
    const records = isLong ? [] : withoutShadowed(left, path).flatMap((candidate) => this.#toRecord(candidate, path));
    const hasBranches = isLong || splits.length > 0;
    const branches = hasBranches ? this.#write([splits.length, bits, ...splits.flat()]) : NOTHING;
    return this.#write([first, branches, ...records, LAST_RULE]);
  }

  #toRecord({ entry, tests }: Candidate, path: readonly number[]): readonly number[] {
    const open = tests.filter(({ column }) => !path.includes(column));
    const [one = this.#any, two = this.#any, three = this.#any] = open.filter(isStretch);
    const others = open.filter((test) => test !== one && test !== two && test !== three);
    const columns = one.column | (two.column << COLUMN_BITS) | (three.column << (2 * COLUMN_BITS));
    const stretches = [one, two, three].map(({ set }) => (set[0] ?? 0) | ((set[1] ?? 0) << CLASS_BITS));
    return [entry.rule, columns, ...stretches, this.#writeRest(entry.residual, others)];
  }

  #writeRest(residual: Entry["residual"], tests: readonly Test[]): number {
    if (residual === null && tests.length === 0) return NOTHING;
    const place = residual === null ? NONE : this.#residuals.push(residual) - 1;
    const written = tests.flatMap(({ column, set }) =>
      set.length === 2 ? [column, ...set] : [column, SEVERAL, this.#severalAt(set)],
    );
    return this.#write([place, tests.length, ...written]);
  }

  #severalAt(set: ClassSet): number {
    const at = this.#several.get(set) ?? this.#write([set.length / 2, ...set]);
    this.#several.set(set, at);
    return at;
  }

  #write(slots: Iterable<number>): number {
    const at = this.#slots.length;
    for (const slot of slots) this.#slots.push(slot);
    return at;
  }
}

/** The candidates of a list that are ever the first to hold: an earlier one holds wherever the others do. */
function withoutShadowed(candidates: readonly Candidate[], path: readonly number[]): readonly Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    if (!kept.some((earlier) => shadows(earlier, candidate, path))) kept.push(candidate);
  }
  return kept;
}

function shadows(earlier: Candidate, later: Candidate, path: readonly number[]): boolean {
  if (earlier.entry.residual !== null) return false;
  return earlier.tests.every(({ column, set }) => {
    if (path.includes(column)) return true;
    const other = later.entry.sets.get(column);
    return other !== undefined && isWithin(other, set);
  });
}

/** Whether a test passes one stretch of classes that fits in a record. */
function isStretch({ set }: Test): boolean {
  return set.length === 2 && (set[1] ?? 0) < 2 ** CLASS_BITS;
}

function toBitSearch(candidates: readonly Candidate[], path: readonly number[]): BitSearch {
  return new BitSearch(
    candidates.map(({ entry: { rule, sets, residual } }) => ({
      rule,
      residual,
      sets: new Map([...sets].filter(([column]) => !path.includes(column))),
    })),
  );
}
