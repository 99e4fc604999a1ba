/** 97.5 % quantile of the standard normal distribution: two-sided 95 %. */
const Z = 1.959963984540054;

export type Interval = { readonly low: number; readonly high: number };

/**
 * The 95 % score interval of a proportion, without continuity correction: E. B. Wilson, "Probable inference, the law
 * of succession, and statistical inference", JASA 22 (1927) 209–212; method 3 in R. G. Newcombe, Statistics in
 * Medicine 17 (1998) 857–872. It holds for small counts and at 0 and n, where p ± z·s.e. does not.
 *
 * @throws RangeError unless 0 ≤ successes ≤ trials and trials > 0.
 */
export function toWilsonInterval(successes: number, trials: number): Interval {
  if (!(trials > 0 && successes >= 0 && successes <= trials)) {
    throw new RangeError(`There is no proportion of ${successes} out of ${trials}.`);
  }
  const rate = successes / trials;
  const scale = 1 + Z ** 2 / trials;
  const centre = (rate + Z ** 2 / (2 * trials)) / scale;
  const half = (Z / scale) * Math.sqrt((rate * (1 - rate)) / trials + Z ** 2 / (4 * trials ** 2));
  // At 0 and n the ends are exactly 0 and 1; rounding would leave something like -1e-17.
  return { low: successes === 0 ? 0 : centre - half, high: successes === trials ? 1 : centre + half };
}
