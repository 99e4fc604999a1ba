import type { Grouped, GroupKey, GroupingSet } from "./grouping.ts";

export type Counts = Readonly<Record<string, number>>;

/** Counts of what shares a value of each column; `reasons`: how many for each. */
export interface CountedGroup<Row extends Counts> {
  readonly key: GroupKey;
  readonly counts: Row;
  readonly reasons: Counts;
}

/** Adds up by each of these sets of columns. A set without columns has one group, or none where there is nothing. */
export function rollUp<Row extends Counts>(
  groups: readonly CountedGroup<Row>[],
  sets: readonly GroupingSet[],
): readonly Grouped<Omit<CountedGroup<Row>, "key">>[] {
  return sets.flatMap((set) => {
    const sums = new Map<string, { readonly key: GroupKey; readonly parts: CountedGroup<Row>[] }>();
    for (const group of groups) {
      const key = Object.fromEntries(set.map((name) => [name, group.key[name] ?? null]));
      const id = JSON.stringify(Object.values(key));
      const known = sums.get(id);
      if (known === undefined) sums.set(id, { key, parts: [group] });
      else known.parts.push(group);
    }
    return [...sums.values()].map(({ key, parts }) => ({
      set: set.join(),
      key,
      row: {
        counts: addUp(parts.map(({ counts }) => counts)) as Row,
        reasons: addUp(parts.map(({ reasons }) => reasons)),
      },
    }));
  });
}

function addUp(all: readonly Counts[]): Counts {
  const sums: Record<string, number> = {};
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}
