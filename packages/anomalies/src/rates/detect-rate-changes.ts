import { adjustForMany } from "./benjamini-hochberg.ts";
import { GATES, testRates, type Direction, type Gates } from "./test-rates.ts";

/** `k` of `n` leads had the outcome. */
export interface Count {
  readonly k: number;
  readonly n: number;
}

/** A segment by its attributes, e.g. `{ territory: "west", tier: "B" }`: now, and before. */
export interface RateRow {
  readonly attributes: Readonly<Record<string, string>>;
  readonly now: Count;
  readonly base: Count;
}

export interface RateChange {
  readonly row: RateRow;
  /** The rate now, 0–1. */
  readonly rate: number;
  /** The rate that its baseline, its group and all rows lead one to expect. */
  readonly expected: number;
  /** `rate / expected`. */
  readonly lift: number;
  /** How likely so much or more is by chance, where nothing changed. */
  readonly p: number;
  /** `p`, adjusted for everything that was tested. */
  readonly q: number;
}

export interface DetectOptions {
  /** Which changes count. Default: rises. */
  readonly direction?: Direction;
  /** Attributes whose values a small segment borrows from, e.g. territory and tier. Default: none but all rows together. */
  readonly groupBy?: readonly string[];
  /** The share of calls that may be false. Default: 0.1. */
  readonly q?: number;
  readonly gates?: Gates;
}

/**
 * Finds the rows of a plain table whose rate changed, surest first.
 *
 * @throws RangeError for a count that is not 0 ≤ k ≤ n, naming the row.
 */
export function detectRateChanges(rows: readonly RateRow[], options: DetectOptions = {}): readonly RateChange[] {
  const { direction = "rise", groupBy = [], q = 0.1, gates = GATES } = options;
  rows.forEach(assertCounts);
  const groupIds = new Map<string, number>();
  const group = rows.map(({ attributes }) => {
    const key = JSON.stringify(groupBy.map((name) => attributes[name] ?? null));
    const known = groupIds.get(key) ?? groupIds.size;
    groupIds.set(key, known);
    return known;
  });
  const tests = testRates(
    {
      k: rows.map(({ now }) => now.k),
      n: rows.map(({ now }) => now.n),
      k0: rows.map(({ base }) => base.k),
      n0: rows.map(({ base }) => base.n),
      group,
      groups: groupIds.size,
    },
    direction,
    gates,
  );
  const adjusted = adjustForMany(tests.p, tests.tested);
  return rows
    .map((row, index): RateChange => {
      const rate = row.now.n === 0 ? 0 : row.now.k / row.now.n;
      const expected = tests.expected[index] ?? 0;
      return { row, rate, expected, lift: rate / expected, p: tests.p[index] ?? 1, q: adjusted[index] ?? 1 };
    })
    .filter((change) => change.p < 1 && change.q <= q)
    .sort((one, other) => one.p - other.p);
}

function assertCounts({ now, base }: RateRow, index: number): void {
  for (const [name, { k, n }] of Object.entries({ now, base })) {
    if (!(k >= 0 && k <= n)) throw new RangeError(`rows[${index}].${name}: expected 0 ≤ k ≤ n, not ${k} of ${n}`);
  }
}
