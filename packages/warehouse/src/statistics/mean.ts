/** 97.5 % quantile of the standard normal distribution: two-sided 95 %. */
const Z = 1.959963984540054;

export interface Mean {
  readonly value: number | null;
  /** Ends of the 95 % interval; null for fewer than two values. */
  readonly low: number | null;
  readonly high: number | null;
}

/** The mean with its 95 % interval by the normal approximation, from n, the sum and the sum of squared deviations. */
export function toMean({
  n,
  sum,
  squares,
}: {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}): Mean {
  if (n === 0) return { value: null, low: null, high: null };
  const value = sum / n;
  if (n === 1) return { value, low: null, high: null };
  const half = Z * Math.sqrt(squares / (n - 1) / n);
  return { value, low: value - half, high: value + half };
}
