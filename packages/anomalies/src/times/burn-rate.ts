import type { Count } from "../rates/detect-rate-changes.ts";

/** Pairs of windows, and how fast the error budget burns in both before anybody is told (Google's SRE workbook, ch. 5). */
export const BURN_WINDOWS = [
  { longHours: 1, shortHours: 1 / 12, rate: 14.4 },
  { longHours: 6, shortHours: 0.5, rate: 6 },
  { longHours: 72, shortHours: 6, rate: 1 },
] as const;

/** With fewer broken promises in the long window a single lead could raise the alarm. */
const LEAST_BROKEN = 4;

export interface Burn {
  readonly longHours: number;
  readonly shortHours: number;
  /** How many times faster than allowed, over the long window. */
  readonly rate: number;
  readonly long: Count;
}

/**
 * Watches a promise such as "99 % of leads are routed within 60 s": the long window says that it matters, the short one that
 * it still goes on.
 *
 * @param objective the share promised, e.g. 0.99.
 * @param countLast leads of the last so many hours, and how many of them broke the promise.
 * @returns the fastest burn; null where the promise holds.
 */
export function checkPromise(objective: number, countLast: (hours: number) => Count): Burn | null {
  const allowed = 1 - objective;
  for (const { longHours, shortHours, rate } of BURN_WINDOWS) {
    const long = countLast(longHours);
    const short = countLast(shortHours);
    const burn = toShare(long) / allowed;
    if (long.k >= LEAST_BROKEN && burn >= rate && toShare(short) / allowed >= rate) {
      return { longHours, shortHours, rate: burn, long };
    }
  }
  return null;
}

function toShare({ k, n }: Count): number {
  return n === 0 ? 0 : k / n;
}
