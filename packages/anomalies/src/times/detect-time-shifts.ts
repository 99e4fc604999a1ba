import { adjustForMany } from "../rates/benjamini-hochberg.ts";
import { upperBetaBinomialTail } from "../special/count-tails.ts";
import type { HourClass } from "./hour-class.ts";
import { findQuantile, testLater, type Stratum } from "./rank-test.ts";

/** Route times of one segment, in milliseconds, by class of hours. Held leads do not belong here. */
export interface TimeRow {
  readonly attributes: Readonly<Record<string, string>>;
  readonly byHours: Partial<Readonly<Record<HourClass, Stratum>>>;
}

export interface TimeShift {
  readonly row: TimeRow;
  /** All of them later, or more of them very late. */
  readonly kind: "location" | "tail";
  /** Of the medians, or of the shares above the baseline's 95th percentile: now over before. */
  readonly ratio: number;
  readonly p: number;
  /** Adjusted for everything that was tested. */
  readonly q: number;
}

/** A median that is less later is nothing anybody would act on. */
const LEAST_MEDIAN_RATIO = 1.3;
const LEAST_NOW = 10;
/** The tail of fewer says nothing. "The 95th percentile doubled" is true of every fifth such sample in which nothing changed. */
const LEAST_IN_TAIL = 50;
const LEAST_TAIL_RATIO = 2;
const TAIL = 0.95;
/** A baseline of more leads says no more of today: weeks differ. */
const MEMORY = 400;

/** Finds the segments whose leads are routed later than they were in the same hours, surest first. */
export function detectTimeShifts(
  rows: readonly TimeRow[],
  options: { readonly q?: number } = {},
): readonly TimeShift[] {
  const tests = [...testLocation(rows), ...testTail(rows)];
  const adjusted = adjustForMany(tests.map(({ p }) => p));
  return tests
    .map((test, index): TimeShift => ({ ...test, q: adjusted[index] ?? 1 }))
    .filter(({ p, q }) => p < 1 && q <= (options.q ?? 0.1))
    .sort((one, other) => one.p - other.p);
}

type Test = Omit<TimeShift, "q">;

function testLocation(rows: readonly TimeRow[]): readonly Test[] {
  return rows.flatMap((row): readonly Test[] => {
    const strata = Object.values(row.byHours).filter(({ now, base }) => now.length > 0 && base.length > 0);
    const size = strata.reduce((sum, { now }) => sum + now.length, 0);
    if (size < LEAST_NOW) return [];
    // Each class against itself: more leads at night are not slower routing.
    const ratio = strata.reduce(
      (sum, { now, base }) => sum + (now.length / size) * (findQuantile(now, 0.5) / findQuantile(base, 0.5)),
      0,
    );
    return [{ row, kind: "location", ratio, p: ratio >= LEAST_MEDIAN_RATIO ? testLater(strata) : 1 }];
  });
}

function testTail(rows: readonly TimeRow[]): readonly Test[] {
  return rows.flatMap((row): readonly Test[] => {
    const { k, n, a, b } = countLate(Object.values(row.byHours));
    if (n < LEAST_IN_TAIL) return [];
    const weight = Math.min(1, MEMORY / (a + b));
    const ratio = k / n / (a / (a + b));
    const p = ratio >= LEAST_TAIL_RATIO ? upperBetaBinomialTail(k, n, { a: weight * a, b: weight * b }) : 1;
    return [{ row, kind: "tail", ratio, p }];
  });
}

/**
 * How many exceed the 95th percentile that their class had before. The share of all leads that lies above the sample's
 * percentile is not known either: of an order statistic it is Beta(above + 1, the rest).
 */
function countLate(strata: readonly Stratum[]) {
  const sums = { k: 0, n: 0, a: 0, b: 0 };
  for (const { now, base } of strata) {
    if (base.length === 0) continue;
    const late = findQuantile(base, TAIL);
    const above = base.filter((value) => value > late).length;
    sums.k += now.filter((value) => value > late).length;
    sums.n += now.length;
    sums.a += above + 1;
    sums.b += base.length - above;
  }
  return sums;
}
