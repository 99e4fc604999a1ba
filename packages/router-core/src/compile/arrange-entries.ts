import type { Condition } from "@pointsman/contracts/rule-set";

import { foldText } from "../conditions/fold-text.ts";
import { columnOf, testsOf, toAlternatives, type ColumnKey } from "./split-condition.ts";
import { scalarsOf } from "./to-tester.ts";

/**
 * Columns of an index at most. Each costs every lead a look at one fact (20–50 ns); tests on facts beyond the 24 most
 * telling are evaluated on the rules that are left.
 */
const MAX_COLUMNS = 24;

/** One alternative of one rule, in its place in the index. */
export interface Entry {
  /** Place of the rule in its table. */
  readonly rule: number;
  /** What it asks of columns, by the index of the column. */
  readonly byColumn: ReadonlyMap<number, readonly Condition[]>;
  /** What no column knows. */
  readonly residual: readonly Condition[];
}

export interface Arrangement {
  /** The most telling first. */
  readonly columns: readonly ColumnKey[];
  readonly entries: readonly Entry[];
}

interface Draft {
  readonly key: ColumnKey;
  /** Conditions by alternative. */
  readonly conditions: Map<number, Condition[]>;
  /** First value that each alternative names, numbered in order of appearance. */
  readonly firstValues: Map<number, number>;
  readonly valueNumbers: Map<unknown, number>;
}

/**
 * Splits rules into alternatives of tests by column, and puts alternatives that name the same values side by side: the
 * rules that one lead can satisfy then stand in few blocks, and most blocks of a search are empty as a whole. Which
 * rule comes first in the table is kept with each entry, so the order here is free.
 */
export function arrangeEntries(conditions: readonly Condition[]): Arrangement {
  const drafts = new Map<string, Draft>();
  const alternatives = conditions.flatMap((condition, rule) =>
    toAlternatives(condition).map((conjunction) => ({ rule, conjunction })),
  );
  for (const [alternative, { conjunction }] of alternatives.entries()) {
    for (const condition of conjunction) noteCondition(drafts, alternative, condition);
  }
  const chosen = [...drafts.values()].toSorted((a, b) => tellingOf(b) - tellingOf(a)).slice(0, MAX_COLUMNS);
  const columnIndex = new Map(chosen.map(({ key }, index) => [nameOf(key), index]));
  const entries = sortedBy(chosen, alternatives.length).map((alternative) =>
    toEntry(alternatives[alternative] ?? { rule: 0, conjunction: [] }, columnIndex),
  );
  return { columns: chosen.map(({ key }) => key), entries };
}

function noteCondition(drafts: Map<string, Draft>, alternative: number, condition: Condition): void {
  const key = columnOf(condition);
  if (key === null) return;
  const name = nameOf(key);
  const draft = drafts.get(name) ?? { key, conditions: new Map(), firstValues: new Map(), valueNumbers: new Map() };
  drafts.set(name, draft);
  const there = draft.conditions.get(alternative);
  if (there !== undefined) {
    there.push(condition);
    return;
  }
  draft.conditions.set(alternative, [condition]);
  const [first] = testsOf(condition).flatMap(scalarsOf);
  const value = typeof first === "string" ? foldText(first) : first;
  const number = draft.valueNumbers.get(value) ?? draft.valueNumbers.size;
  draft.valueNumbers.set(value, number);
  draft.firstValues.set(alternative, number);
}

/** Alternatives that a typical value of the fact rules out. */
function tellingOf({ firstValues, valueNumbers }: Draft): number {
  return firstValues.size * (1 - 1 / (valueNumbers.size + 1));
}

/** The alternatives in the order of the values they name, in the columns' order; those that name none come first. */
function sortedBy(columns: readonly Draft[], count: number): readonly number[] {
  const keys = columns.map(({ firstValues }) =>
    Int32Array.from({ length: count }, (_, alternative) => firstValues.get(alternative) ?? -1),
  );
  return Array.from({ length: count }, (_, alternative) => alternative).sort((a, b) => {
    for (const key of keys) {
      const difference = (key[a] ?? 0) - (key[b] ?? 0);
      if (difference !== 0) return difference;
    }
    return a - b;
  });
}

function toEntry(
  { rule, conjunction }: { readonly rule: number; readonly conjunction: readonly Condition[] },
  columnIndex: ReadonlyMap<string, number>,
): Entry {
  const byColumn = new Map<number, Condition[]>();
  const residual: Condition[] = [];
  for (const condition of conjunction) {
    const key = columnOf(condition);
    const column = key === null ? undefined : columnIndex.get(nameOf(key));
    if (column === undefined) residual.push(condition);
    else byColumn.set(column, [...(byColumn.get(column) ?? []), condition]);
  }
  return { rule, byColumn, residual };
}

function nameOf({ fact, kind }: ColumnKey): string {
  return `${kind}:${fact}`;
}
