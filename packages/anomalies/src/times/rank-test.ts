import { upperNormalTail } from "../special/normal-tail.ts";

/** Values that may be compared with each other, e.g. route times of one segment in one class of hours. */
export interface Stratum {
  readonly now: readonly number[];
  readonly base: readonly number[];
}

/**
 * Mann–Whitney over strata (van Elteren's sum, unweighted), one-sided: how likely values now rank so high by chance.
 * Normal approximation with correction for ties and continuity; 1 where there is nothing to compare.
 */
export function testLater(strata: readonly Stratum[]): number {
  let excess = 0;
  let variance = 0;
  for (const { now, base } of strata) {
    if (now.length === 0 || base.length === 0) continue;
    const { rankSum, ties } = rankTogether(now, base);
    const m = now.length;
    const all = m + base.length;
    excess += rankSum - (m * (all + 1)) / 2;
    variance += ((m * base.length) / 12) * (all + 1 - ties / (all * (all - 1)));
  }
  if (variance <= 0) return 1;
  return upperNormalTail((excess - 0.5) / Math.sqrt(variance));
}

/** The sum of the ranks of `now`, equal values sharing theirs, and Σ(t³ − t) over groups of t equal values. */
function rankTogether(
  now: readonly number[],
  base: readonly number[],
): { readonly rankSum: number; readonly ties: number } {
  const ours = Float64Array.from(now).sort();
  const theirs = Float64Array.from(base).sort();
  let one = 0;
  let other = 0;
  let rankSum = 0;
  let ties = 0;
  while (one < ours.length || other < theirs.length) {
    const value = Math.min(ours[one] ?? Infinity, theirs[other] ?? Infinity);
    const [oneStart, otherStart] = [one, other];
    while (one < ours.length && ours[one] === value) one++;
    while (other < theirs.length && theirs[other] === value) other++;
    const equal = one - oneStart + other - otherStart;
    rankSum += (one - oneStart) * (oneStart + otherStart + (equal + 1) / 2);
    ties += equal ** 3 - equal;
  }
  return { rankSum, ties };
}

/** NaN of nothing. */
export function findQuantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}
