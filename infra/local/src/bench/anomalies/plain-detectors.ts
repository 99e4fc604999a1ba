import type { RateHistory } from "@pointsman/anomalies/rates/history";

/** A call: this cell, on this day. */
export interface Call {
  readonly segment: number;
  readonly day: number;
}

/** One-sided 5 %. */
const Z = 1.645;
const BASELINE = 28;

/** What is built first: each day, is the share of the day higher than that of the 28 days before? */
export function callByDailyZ(history: RateHistory, fromDay: number): readonly Call[] {
  return callEach(history, fromDay, 1, (now, base) => {
    const pooled = (now.k + base.k) / (now.n + base.n);
    const error = Math.sqrt(pooled * (1 - pooled) * (1 / now.n + 1 / base.n));
    return error > 0 && now.k / now.n - base.k / base.n > Z * error;
  });
}

/** The next better: is Wilson's lower bound of the last seven days above the rate of the 28 days before? */
export function callByWilson(history: RateHistory, fromDay: number): readonly Call[] {
  return callEach(history, fromDay, 7, ({ k, n }, base) => {
    const p = k / n;
    const z = 1.96;
    const centre = p + z ** 2 / (2 * n);
    const lower = (centre - z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n);
    return lower > base.k / base.n;
  });
}

interface Sum {
  k: number;
  n: number;
}

function callEach(
  { cells, days, k, n }: RateHistory,
  fromDay: number,
  window: number,
  isUnusual: (now: Sum, base: Sum) => boolean,
): readonly Call[] {
  const calls: Call[] = [];
  const sum = (segment: number, from: number, until: number): Sum => {
    const total = { k: 0, n: 0 };
    for (let at = segment * days + Math.max(0, from); at < segment * days + until; at++) {
      total.k += k[at] ?? 0;
      total.n += n[at] ?? 0;
    }
    return total;
  };
  for (let segment = 0; segment < cells.length; segment++) {
    for (let day = fromDay; day < days; day++) {
      const now = sum(segment, day - window + 1, day + 1);
      const base = sum(segment, day - window + 1 - BASELINE, day - window + 1);
      if (now.n > 0 && base.n > 0 && isUnusual(now, base)) calls.push({ segment, day });
    }
  }
  return calls;
}
