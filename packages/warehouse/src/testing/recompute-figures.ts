import type { Durations, Estimate } from "../report/durations.ts";
import type { Proportion } from "../statistics/proportion.ts";

const Z = 1.959963984540054;

/** The ends of the interval as the roots p of (p̂ − p)² = z²·p(1 − p)/n, which is what defines it. */
export function toShare(count: number, of: number): Proportion {
  if (of === 0) return { count, of, rate: null, low: null, high: null };
  const perTrial = Z ** 2 / of;
  const rate = count / of;
  const a = 1 + perTrial;
  const b = -(2 * rate + perTrial);
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * rate * rate));
  return { count, of, rate, low: (-b - root) / (2 * a), high: (-b + root) / (2 * a) };
}

export function toDurations(times: readonly number[]): Durations {
  const sorted = times.toSorted((a, b) => a - b);
  const n = sorted.length;
  const mean = sorted.reduce((sum, time) => sum + time / n, 0);
  const deviation = Math.sqrt(sorted.reduce((sum, time) => sum + (time - mean) ** 2 / (n - 1), 0));
  const half = (Z * deviation) / Math.sqrt(n);
  return {
    n,
    mean: {
      ms: n === 0 ? null : toMicroseconds(mean),
      low: n < 2 ? null : toMicroseconds(mean - half),
      high: n < 2 ? null : toMicroseconds(mean + half),
    },
    p50: toPercentile(sorted, 50),
    p95: toPercentile(sorted, 95),
    p99: toPercentile(sorted, 99),
    within60s: toShare(sorted.filter((time) => time <= 60_000).length, n),
    negative: sorted.filter((time) => time < 0).length,
  };
}

/** In whole hundredths, so that the arithmetic differs from a product with 0.95. */
function toPercentile(sorted: readonly number[], percent: number): Estimate {
  const n = sorted.length;
  const hundredths = percent * (n - 1);
  const below = sorted[Math.trunc(hundredths / 100)];
  const above = sorted[Math.ceil(hundredths / 100)];
  if (below === undefined || above === undefined) return { ms: null, low: null, high: null };
  const half = Z * Math.sqrt(n * percent * (100 - percent));
  // Ranks count from 1.
  const at = (rank: number) => sorted[rank - 1] ?? null;
  return {
    ms: toMicroseconds((below * (100 - (hundredths % 100)) + above * (hundredths % 100)) / 100),
    low: at(Math.ceil((n * percent - half) / 100)),
    high: at(Math.ceil((n * percent + half) / 100)),
  };
}

function toMicroseconds(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
