/** Columns by which rows are grouped together; none: everything is one group. */
export type GroupingSet = readonly string[];

/** A value of each column of a grouping set; null = not known. */
export type GroupKey = Readonly<Record<string, string | null>>;

export interface Grouped<Row> {
  readonly set: string;
  readonly key: GroupKey;
  readonly row: Row;
}

/** The parts of a query that groups by several sets in one pass. */
export interface Grouping {
  /** All columns of all sets, each once; never none. */
  readonly columns: readonly string[];
  /** To be selected: which columns a row was not grouped by, then the columns. */
  readonly select: string;
  /** `group by …`, and by these columns in each set. */
  readonly groupBy: (also?: string) => string;
  /** Which set and key a row belongs to. */
  readonly read: <Row extends { readonly notIn: number }>(row: Row) => Grouped<Row>;
}

/** @param sets one of them has a column at least; the same columns in another order are another set to the reader only */
export function toGrouping(sets: readonly GroupingSet[]): Grouping {
  const columns = [...new Set(sets.flat())];
  const distinct = new Map(sets.map((set) => [nameOf(set, columns), set]));
  return {
    columns,
    select: `grouping(${columns.join(", ")}) as not_in, ${columns.join(", ")}`,
    groupBy: (also) => {
      const extra = also === undefined ? [] : [also];
      const groups = [...distinct.values()].map((set) => `(${[...set, ...extra].join(", ")})`);
      return `group by grouping sets (${groups.join(", ")})`;
    },
    read: (row) => {
      // The first column is the most significant bit; a bit that is set says: not grouped by.
      const present = columns.filter((_, index) => ((row.notIn >> (columns.length - 1 - index)) & 1) === 0);
      const values = row as unknown as Readonly<Record<string, string | null>>;
      return { set: present.join(), key: Object.fromEntries(present.map((name) => [name, values[name] ?? null])), row };
    },
  };
}

/** Those of the rows that were grouped by exactly these columns, whose key has them in this order, and sorted so. */
export function rowsOf<Row>(rows: readonly Grouped<Row>[], set: GroupingSet): readonly Grouped<Row>[] {
  const wanted = new Set(set).size;
  return rows
    .filter(({ key }) => Object.keys(key).length === wanted && set.every((name) => name in key))
    .map((grouped) => ({ ...grouped, key: Object.fromEntries(set.map((name) => [name, grouped.key[name] ?? null])) }))
    .toSorted((a, b) => compareKeys(a.key, b.key, set));
}

function compareKeys(a: GroupKey, b: GroupKey, set: GroupingSet): number {
  for (const name of set) {
    const [left, right] = [a[name] ?? null, b[name] ?? null];
    if (left === right) continue;
    if (left === null || right === null) return left === null ? 1 : -1;
    return left < right ? -1 : 1;
  }
  return 0;
}

/** In the order of the columns: what `read` says of a row. */
function nameOf(set: GroupingSet, columns: readonly string[]): string {
  return columns.filter((column) => set.includes(column)).join();
}
