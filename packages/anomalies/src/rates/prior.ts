/** Counts of many segments: `k[i]` of `n[i]`. */
export interface Counts {
  readonly k: ArrayLike<number>;
  readonly n: ArrayLike<number>;
}

/** Bounds of how many leads the prior is worth: few where segments differ much, many where they hardly do. */
const STRENGTH = { least: 2, most: 500 } as const;
/** A baseline counts for at most so many leads: further back it says less of today. */
const MEMORY = 400;
/** Keeps a rate away from 0 and 1, where one lead would be infinitely surprising. */
const LEAST_RATE = 1e-4;

/** What the segments say of each other: the usual rate, and how many leads' worth of evidence that is. */
export interface Prior {
  readonly mean: number;
  readonly strength: number;
}

/**
 * Empirical Bayes by moments: the spread of the segments' rates, less what chance alone would give.
 *
 * @param means what each segment is expected around, e.g. the rate of its group; the rate of all where left out.
 */
export function fitPrior({ k, n }: Counts, means?: ArrayLike<number>): Prior {
  let sumK = 0;
  let sumN = 0;
  let inverses = 0;
  let segments = 0;
  for (let index = 0; index < n.length; index++) {
    const size = n[index] ?? 0;
    if (size <= 0) continue;
    sumK += k[index] ?? 0;
    sumN += size;
    inverses += 1 / size;
    segments += 1;
  }
  if (sumN === 0) return { mean: 0.5, strength: STRENGTH.least };
  const mean = clip(sumK / sumN, LEAST_RATE, 1 - LEAST_RATE);
  let spread = 0;
  for (let index = 0; index < n.length; index++) {
    const size = n[index] ?? 0;
    if (size > 0) spread += size * ((k[index] ?? 0) / size - (means?.[index] ?? mean)) ** 2;
  }
  spread /= sumN;
  const byChance = (mean * (1 - mean)) / (segments / inverses);
  const strength = (mean * (1 - mean) - spread) / Math.max(spread - byChance, 1e-6);
  return { mean, strength: clip(strength, STRENGTH.least, STRENGTH.most) };
}

/** What is known of a rate before the window is looked at: Beta(a, b). */
export interface Posterior {
  readonly a: number;
  readonly b: number;
}

export function toPosterior({ mean, strength }: Prior, k0: number, n0: number): Posterior {
  const weight = n0 > MEMORY ? MEMORY / n0 : 1;
  return { a: mean * strength + weight * k0, b: (1 - mean) * strength + weight * (n0 - k0) };
}

export function toMean({ a, b }: Posterior): number {
  return clip(a / (a + b), LEAST_RATE, 1 - LEAST_RATE);
}

function clip(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
