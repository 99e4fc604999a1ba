import { lowerMidP, upperMidP } from "../special/count-tails.ts";
import { fitPrior, toMean, toPosterior, type Posterior } from "./prior.ts";

/** Segments side by side: k of n now, k0 of n0 before, and the group (e.g. territory × tier) that each belongs to. */
export interface RateColumns {
  readonly k: ArrayLike<number>;
  readonly n: ArrayLike<number>;
  readonly k0: ArrayLike<number>;
  readonly n0: ArrayLike<number>;
  /** From 0, below `groups`. */
  readonly group: ArrayLike<number>;
  readonly groups: number;
}

export type Direction = "rise" | "fall" | "both";

/** What a change has to be before anybody is told, however sure it is. */
export interface Gates {
  /** Leads in the window. */
  readonly leads: number;
  /** Leads with the outcome: counted for a rise, expected for a fall. */
  readonly hits: number;
  /** How many times the expected rate; a fall below one part in so many. */
  readonly lift: number;
}

export const GATES: Gates = { leads: 5, hits: 4, lift: 1.5 };

export interface RateTests {
  /** One-sided predictive tail (mid-p); 1 behind a gate. */
  readonly p: Float64Array;
  /** The rate that was to be expected. */
  readonly expected: Float64Array;
  /** How many segments had leads enough: what the p-values are adjusted for. */
  readonly tested: number;
}

/** What is known of each segment's rate from its baseline, its group and all segments. */
export function shrinkRates({ k0, n0, group, groups }: Omit<RateColumns, "k" | "n">): readonly Posterior[] {
  const groupK = new Float64Array(groups);
  const groupN = new Float64Array(groups);
  for (let index = 0; index < n0.length; index++) {
    const at = group[index] ?? 0;
    groupK[at] = (groupK[at] ?? 0) + (k0[index] ?? 0);
    groupN[at] = (groupN[at] ?? 0) + (n0[index] ?? 0);
  }
  const ofGroups = fitPrior({ k: groupK, n: groupN });
  const groupMean = groupN.map((n, at) => toMean(toPosterior(ofGroups, groupK[at] ?? 0, n)));
  const means = Float64Array.from({ length: n0.length }, (_, index) => groupMean[group[index] ?? 0] ?? ofGroups.mean);
  const { strength } = fitPrior({ k: k0, n: n0 }, means);
  return Array.from(means, (mean, index) => toPosterior({ mean, strength }, k0[index] ?? 0, n0[index] ?? 0));
}

/** Tests every segment against its own baseline, which the small ones borrow from their group and from all. */
export function testRates(columns: RateColumns, direction: Direction = "rise", gates: Gates = GATES): RateTests {
  return testWindow(columns, shrinkRates(columns), direction, gates);
}

/** Tests k of n against what is known of each segment's rate; several windows may share that. */
export function testWindow(
  window: Pick<RateColumns, "k" | "n">,
  posteriors: readonly Posterior[],
  direction: Direction,
  gates: Gates,
): RateTests {
  const p = new Float64Array(posteriors.length).fill(1);
  const expected = new Float64Array(posteriors.length);
  let tested = 0;
  for (const [index, posterior] of posteriors.entries()) {
    const k = window.k[index] ?? 0;
    const n = window.n[index] ?? 0;
    const mean = toMean(posterior);
    expected[index] = mean;
    if (n < gates.leads) continue;
    tested += 1;
    const isHigh = k >= gates.hits && k >= gates.lift * mean * n;
    const isLow = mean * n >= gates.hits && k * gates.lift <= mean * n;
    if (direction !== "fall" && isHigh) p[index] = upperMidP(k, n, posterior);
    if (direction !== "rise" && isLow) p[index] = lowerMidP(k, n, posterior);
    if (direction === "both") p[index] = Math.min(1, 2 * (p[index] ?? 1));
  }
  return { p, expected, tested };
}
