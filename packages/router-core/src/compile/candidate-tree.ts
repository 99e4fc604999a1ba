import type { Condition } from "@pointsman/contracts/rule-set";

import type { Arrangement, Entry } from "./arrange-entries.ts";
import { BitSearch } from "./bit-search.ts";
import { classesOf, sizeOf, type ClassSet } from "./class-set.ts";
import type { Column } from "./column.ts";

/** Slots of a node: first rule, number of splits, number of records, its bit search or `NONE`; splits and records follow. */
export const NODE_SLOTS = 4;
/** Slots of a split: column, first class, number of classes, where the nodes by class stand. */
export const SPLIT_SLOTS = 4;
/** Slots of a record: rule, column and first and last class of its first test, where the rest stands or `NOTHING`. */
export const RECORD_SLOTS = 5;
/** Slots before the tests of a rest: its residual conditions or `NONE`, number of tests. */
export const REST_SLOTS = 2;
/** Slots of one of those tests: column, first and last class; or column, `SEVERAL`, where the number of pairs and the pairs stand. */
export const TEST_SLOTS = 3;
export const NOTHING = 0;
export const NONE = -1;
export const SEVERAL = -1;

const LAST_CLASS = 2_147_483_647;

/** Lists up to this length are tried in turn. With 6, 12 and 24 a search of 10,000 rules took 803, 853 and 920 ns. */
const SHORT_LIST = 8;
/** Lists that nothing splits are searched by rows of bits from this length on. */
const LONG_LIST = 192;
/** A column splits a list only where it takes so many entries out of it, as every lead pays for the look. */
const LEAST_TAKEN = 4;
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
 * All of it stands in one array of integers, the records of a list side by side: an entry that fails its first test, as
 * most do, costs three reads of neighbours.
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

export function buildCandidateTree({ columns, entries }: Arrangement): CandidateTree {
  const builder = new TreeBuilder(RECORDS_PER_ENTRY * entries.length);
  const root = builder.addNode(
    entries.map((entry) => ({ entry, tests: testsOf(entry, columns) })),
    [],
  );
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
  }).toSorted((a, b) => Number(b.isNarrow) - Number(a.isNarrow) || a.share - b.share);
}

class TreeBuilder {
  /** The first slot is `NOTHING`. */
  readonly #slots: number[] = [LAST_CLASS];
  readonly #residuals: (readonly Condition[])[] = [];
  readonly #bitSearches: BitSearch[] = [];
  /** Where sets of several pairs stand, each once. */
  readonly #several = new Map<ClassSet, number>();
  #recordsLeft: number;

  constructor(records: number) {
    this.#recordsLeft = records;
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
      { path, first: candidates[0]?.entry.rule ?? LAST_CLASS },
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
    const first = classes.reduce((least, one) => Math.min(least, one), LAST_CLASS);
    const count = classes.reduce((most, one) => Math.max(most, one), first) - first + 1;
    const isNested = path.length > 0;
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
    const records = isLong ? [] : left.flatMap((candidate) => this.#toRecord(candidate, path));
    return this.#write([first, splits.length, records.length / RECORD_SLOTS, bits, ...splits.flat(), ...records]);
  }

  #toRecord({ entry, tests }: Candidate, path: readonly number[]): readonly number[] {
    const open = tests.filter(({ column }) => !path.includes(column));
    const leading = open.find(({ set }) => set.length === 2);
    const { column, set } = leading ?? { column: 0, set: [0, LAST_CLASS] };
    const others = open.filter((test) => test !== leading);
    return [entry.rule, column, set[0] ?? 0, set[1] ?? 0, this.#writeRest(entry.residual, others)];
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

function toBitSearch(candidates: readonly Candidate[], path: readonly number[]): BitSearch {
  return new BitSearch(
    candidates.map(({ entry: { rule, sets, residual } }) => ({
      rule,
      residual,
      sets: new Map([...sets].filter(([column]) => !path.includes(column))),
    })),
  );
}
