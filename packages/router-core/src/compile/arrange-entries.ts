import type { Condition } from "@pointsman/contracts/rule-set";

import { buildAffixColumn } from "./affix-column.ts";
import { sizeOf, type ClassSet } from "./class-set.ts";
import type { Column, ColumnWithSets } from "./column.ts";
import { columnOf, toAlternatives, type ColumnKey } from "./split-condition.ts";
import { buildValueColumn } from "./value-column.ts";

/**
 * Columns of an index at most. Each costs every lead a look at one fact (10–40 ns); tests on facts beyond the 24 that
 * most rules ask for are evaluated on the rules that are left.
 */
const MAX_COLUMNS = 24;

/** One alternative of one rule. */
export interface Entry {
  /** Place of the rule in its list. */
  readonly rule: number;
  /** The classes it asks for, by the index of the column; columns of which any class will do are left out. */
  readonly sets: ReadonlyMap<number, ClassSet>;
  /** What no column knows; null for nothing. */
  readonly residual: readonly Condition[] | null;
}

export interface Arrangement {
  readonly columns: readonly Column[];
  /** In the order of their rules. */
  readonly entries: readonly Entry[];
}

/** An alternative with its conditions by column, and what no column may know of it. */
interface Alternative {
  readonly rule: number;
  readonly byColumn: ReadonlyMap<string, readonly Condition[]>;
  readonly residual: readonly Condition[];
}

/** Splits rules into alternatives of tests by column, and makes the columns. */
export function arrangeEntries(conditions: readonly Condition[]): Arrangement {
  const keys = new Map<string, ColumnKey>();
  const alternatives = conditions.flatMap((condition, rule) =>
    toAlternatives(condition).map((conjunction) => toAlternative(rule, conjunction, keys)),
  );
  const asking = new Map(Array.from(keys.keys(), (name): [string, number[]] => [name, []]));
  for (const [index, { byColumn }] of alternatives.entries()) {
    for (const name of byColumn.keys()) asking.get(name)?.push(index);
  }
  const asked = [...asking].toSorted(([, a], [, b]) => b.length - a.length).slice(0, MAX_COLUMNS);
  // Columns of one fact side by side, so that a search reads it once.
  const chosen = [...Map.groupBy(asked, ([name]) => keys.get(name)?.fact).values()].flat();
  const sets = alternatives.map(() => new Map<number, ClassSet>());
  const columns = chosen.flatMap(([name, askers], index) => {
    const key = keys.get(name);
    if (key === undefined) return [];
    const built = buildColumn(
      key,
      askers.map((asker) => alternatives[asker]?.byColumn.get(name) ?? []),
    );
    for (const [place, asker] of askers.entries()) {
      const set = built.sets[place];
      if (set !== undefined && sizeOf(set) < built.column.classCount) sets[asker]?.set(index, set);
    }
    return [built.column];
  });
  const names = new Set(chosen.map(([name]) => name));
  return { columns, entries: alternatives.flatMap((one, index) => toEntry(one, sets[index] ?? new Map(), names)) };
}

function toAlternative(rule: number, conjunction: readonly Condition[], keys: Map<string, ColumnKey>): Alternative {
  const byColumn = new Map<string, Condition[]>();
  const residual: Condition[] = [];
  for (const condition of conjunction) {
    const key = columnOf(condition);
    if (key === null) {
      residual.push(condition);
      continue;
    }
    const name = `${key.kind}:${key.fact}`;
    keys.set(name, key);
    const there = byColumn.get(name);
    if (there === undefined) byColumn.set(name, [condition]);
    else there.push(condition);
  }
  return { rule, byColumn, residual };
}

function buildColumn({ fact, kind }: ColumnKey, entries: readonly (readonly Condition[])[]): ColumnWithSets {
  return kind === "value" ? buildValueColumn({ fact, entries }) : buildAffixColumn(kind, { fact, entries });
}

/** The entry; none for one that can never hold. */
function toEntry(
  { rule, byColumn, residual }: Alternative,
  sets: ReadonlyMap<number, ClassSet>,
  columns: ReadonlySet<string>,
): readonly Entry[] {
  if ([...sets.values()].some((set) => set.length === 0)) return [];
  const left = [...byColumn].flatMap(([name, conditions]) => (columns.has(name) ? [] : conditions));
  const all = [...residual, ...left];
  return [{ rule, sets, residual: all.length === 0 ? null : all }];
}
