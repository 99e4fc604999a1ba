/**
 * Adjusted p-values by Benjamini and Hochberg: what is at most q is called, and at most the share q of the calls is false.
 *
 * @param p one p-value a test; 1 for what a gate kept from being called, which still counts as tested.
 * @param tests how many tests there were, where `p` holds only the smallest.
 */
export function adjustForMany(p: ArrayLike<number>, tests: number = p.length): Float64Array {
  const order = Array.from({ length: p.length }, (_, index) => index).sort((one, other) => at(p, one) - at(p, other));
  const adjusted = new Float64Array(p.length);
  let least = 1;
  for (let rank = order.length; rank >= 1; rank--) {
    const index = order[rank - 1] ?? 0;
    least = Math.min(least, (at(p, index) * tests) / rank);
    adjusted[index] = least;
  }
  return adjusted;
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? 1;
}
