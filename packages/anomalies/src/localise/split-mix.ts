import type { RateRow } from "../rates/detect-rate-changes.ts";

export interface MixSplit {
  /** Rate now less rate before. */
  readonly change: number;
  /** What came of rates that changed within the rows. */
  readonly rate: number;
  /** What came of traffic that moved between rows whose rates differ. */
  readonly mix: number;
}

/** Splits the change of the overall rate, so that a shift of traffic is not called a change of quality. rate + mix = change. */
export function splitMix(rows: readonly RateRow[]): MixSplit {
  const now = total(rows.map((row) => row.now));
  const base = total(rows.map((row) => row.base));
  const usual = base.n === 0 ? 0 : base.k / base.n;
  let rate = 0;
  let mix = 0;
  for (const row of rows) {
    const weight = now.n === 0 ? 0 : row.now.n / now.n;
    const weightBefore = base.n === 0 ? 0 : row.base.n / base.n;
    // A row without a past has no rate that could have changed: all it adds is mix, from the overall rate.
    const before = row.base.n === 0 ? usual : row.base.k / row.base.n;
    if (row.now.n > 0) rate += weight * (row.now.k / row.now.n - before);
    mix += (weight - weightBefore) * before;
  }
  return { change: (now.n === 0 ? 0 : now.k / now.n) - usual, rate, mix };
}

function total(counts: readonly RateRow["now"][]): RateRow["now"] {
  return counts.reduce((sum, { k, n }) => ({ k: sum.k + k, n: sum.n + n }), { k: 0, n: 0 });
}
