const SQRT_TAU = 2.506_628_274_631_000_7;
/** From here on the continued fraction converges fast, and 1/2 minus the series would lose digits. */
const FRACTION_FROM = 4;
const FRACTION_DEPTH = 60;

/** P(Z > z) of a standard normal Z, relatively exact to 1e-10 far into the tail. */
export function upperNormalTail(z: number): number {
  if (z < 0) return 1 - upperNormalTail(-z);
  const density = Math.exp((-z * z) / 2) / SQRT_TAU;
  if (z >= FRACTION_FROM) {
    let denominator = z;
    for (let depth = FRACTION_DEPTH; depth >= 1; depth--) denominator = z + depth / denominator;
    return density / denominator;
  }
  let term = z;
  let sum = z;
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 - density * sum;
}
