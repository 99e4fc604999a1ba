import { logBeta, logGamma } from "./log-gamma.ts";

/** The share of a sum below which what follows does not change it. */
const NEGLIGIBLE = 1e-17;

/** P(X ≥ k) of n trials whose rate is Beta(a, b): how surprising k is where the rate itself is only known so well. */
export function upperBetaBinomialTail(
  k: number,
  n: number,
  { a, b }: { readonly a: number; readonly b: number },
): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  let term = Math.exp(
    logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + logBeta(k + a, n - k + b) - logBeta(a, b),
  );
  let sum = term;
  for (let x = k; x < n; x++) {
    const ratio = ((n - x) / (x + 1)) * ((x + a) / (n - x - 1 + b));
    term *= ratio;
    sum += term;
    // With b < 1 the terms rise again towards n.
    if (b >= 1 && ratio < 1 && term < sum * NEGLIGIBLE) break;
  }
  return Math.min(1, sum);
}

/** P(X ≤ k), likewise. */
export function lowerBetaBinomialTail(
  k: number,
  n: number,
  { a, b }: { readonly a: number; readonly b: number },
): number {
  return upperBetaBinomialTail(n - k, n, { a: b, b: a });
}

/**
 * P(X > k) + P(X = k) / 2: the p-value of a count without the bias of its steps. P(X ≥ k) is at least as large as it should
 * be, and with four of twelve leads far larger, so that every threshold would be stricter than it says.
 */
export function upperMidP(k: number, n: number, rate: { readonly a: number; readonly b: number }): number {
  return (upperBetaBinomialTail(k, n, rate) + upperBetaBinomialTail(k + 1, n, rate)) / 2;
}

export function lowerMidP(k: number, n: number, rate: { readonly a: number; readonly b: number }): number {
  return (lowerBetaBinomialTail(k, n, rate) + lowerBetaBinomialTail(k - 1, n, rate)) / 2;
}

/**
 * P(X ≤ k) of a Poisson count over `exposure` whose rate is Gamma(shape, rate): what is known of the rate is as if `shape`
 * had been counted over an exposure of `rate`.
 */
export function lowerGammaPoissonTail(
  k: number,
  exposure: number,
  { shape, rate }: { readonly shape: number; readonly rate: number },
): number {
  const miss = rate / (rate + exposure);
  let term = Math.exp(shape * Math.log(miss));
  let sum = term;
  for (let x = 0; x < k; x++) {
    term *= ((x + shape) / (x + 1)) * (1 - miss);
    sum += term;
  }
  return Math.min(1, sum);
}
