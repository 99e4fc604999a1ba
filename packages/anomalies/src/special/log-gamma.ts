// Own code, ten lines: @stdlib's gammaln and erfc would bring 159 packages and 19 MB into every installation.

/** Below it the Stirling series is not exact to 1e-15; gamma(x + 1) = x · gamma(x) gets there. */
const SERIES_FROM = 10;
const HALF_LOG_TAU = 0.918_938_533_204_672_8;

/** ln Γ(x) for x > 0, to 1e-14. */
export function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < SERIES_FROM) product *= shifted++;
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188)))));
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TAU + series - Math.log(product);
}

/** ln B(a, b) for a, b > 0. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}
