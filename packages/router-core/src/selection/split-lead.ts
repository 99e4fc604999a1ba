import type { RepId } from "@pointsman/contracts/id";

import { MICRO_LEAD } from "../snapshot.ts";
import { Claims, SIZES } from "./claims.ts";

/** Somebody with a share: a positive integer up to 10⁹, relative to the others'. */
export interface Sharer {
  readonly repId: RepId;
  readonly share: number;
}

/**
 * Splits one lead in proportion to the shares: integers that sum to exactly one lead. What rounding leaves over goes
 * to the largest remainders, equal ones taking turns with `seq`, in the order of their ids.
 */
export function splitLead(sharers: readonly Sharer[], seq: number): readonly number[] {
  const claims = new Claims();
  claims.clear(sharers.map(({ repId }) => repId));
  sharers.forEach(({ share }, place) => claims.add(place, share, 0, 0));
  splitClaims(claims, seq);
  return Array.from(claims.parts.subarray(0, claims.count));
}

/** `splitLead` in columns: writes `parts`. */
export function splitClaims(claims: Claims, seq: number): void {
  const { count, shares, parts, remainders } = claims;
  let total = 0;
  for (let place = 0; place < count; place++) total += shares[place] ?? 0;
  let leftover = MICRO_LEAD;
  for (let place = 0; place < count; place++) {
    // All exact: a share is at most 10⁹, so that share × 10⁶ stays below 2⁵³, and the quotient, at most 10⁶, is never
    // rounded up to the next whole number. `%` of numbers above 2³¹ is a call and takes ten times as long.
    const scaled = (shares[place] ?? 0) * MICRO_LEAD;
    const part = Math.floor(scaled / total);
    parts[place] = part;
    remainders[place] = scaled - part * total;
    leftover -= part;
  }
  if (leftover > 0) roundUp(claims, { leftover, total, seq });
}

interface Rounding {
  /** Micro-units that are left. */
  readonly leftover: number;
  /** Of the shares: every remainder is less. */
  readonly total: number;
  readonly seq: number;
}

/** One micro-unit more for each of the `leftover` largest remainders. */
function roundUp(claims: Claims, { leftover, total, seq }: Rounding): void {
  const { count, parts, remainders } = claims;
  const least = leastRoundedUp(claims, leftover, total);
  let left = leftover;
  let equal = 0;
  for (let place = 0; place < count; place++) {
    const remainder = remainders[place] ?? 0;
    if (remainder === least) equal++;
    if (remainder <= least) continue;
    parts[place] = (parts[place] ?? 0) + 1;
    left--;
  }
  // Whose turn it is matters, and the order of the ids with it, only where there is not one for each.
  for (let place = 0; place < count; place++) {
    if (remainders[place] !== least) continue;
    if (equal === left || countBefore(claims, place, least, seq) < left) parts[place] = (parts[place] ?? 0) + 1;
  }
}

/**
 * The n-th largest remainder. They are counted by size first, and those alone are compared among which it is: one or two,
 * mostly. Comparing is guessing for the processor, and of 20 it guessed wrong so often that it took twice as long.
 */
function leastRoundedUp({ count, remainders, sizes, ranking }: Claims, n: number, total: number): number {
  const scale = SIZES / total;
  sizes.fill(0);
  for (let place = 0; place < count; place++) {
    const size = Math.min(SIZES - 1, Math.floor((remainders[place] ?? 0) * scale));
    sizes[size] = (sizes[size] ?? 0) + 1;
  }
  let size = SIZES - 1;
  let above = 0;
  for (; size > 0 && above + (sizes[size] ?? 0) < n; size--) above += sizes[size] ?? 0;
  let alike = 0;
  for (let place = 0; place < count; place++) {
    const remainder = remainders[place] ?? 0;
    if (Math.min(SIZES - 1, Math.floor(remainder * scale)) === size) ranking[alike++] = remainder;
  }
  return nthLargest(ranking, alike, n - above);
}

/** How many of those with an equal remainder have their turn before the one at `place`. */
function countBefore(claims: Claims, place: number, remainder: number, seq: number): number {
  const { count, remainders } = claims;
  const turn = turnOf(claims, place, seq);
  let before = 0;
  for (let other = 0; other < count; other++) {
    if (other !== place && remainders[other] === remainder && turnOf(claims, other, seq) < turn) before++;
  }
  return before;
}

/** His turn, from 0: once round in the order of the ids; whoever comes first moves on by one with each lead. */
function turnOf(claims: Claims, place: number, seq: number): number {
  const { count } = claims;
  const repId = claims.repIdOf(place);
  let rank = 0;
  for (let other = 0; other < count; other++) if (claims.repIdOf(other) < repId) rank++;
  return (rank + seq) % count;
}

/** The n-th largest of the first `count`, by Hoare's selection: all sorted would take 10 times as long. Rearranges `values`. */
function nthLargest(values: Float64Array, count: number, n: number): number {
  const wanted = n - 1;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] ?? 0;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] ?? 0) > pivot) left++;
      while ((values[right] ?? 0) < pivot) right--;
      if (left > right) break;
      const swapped = values[left] ?? 0;
      values[left++] = values[right] ?? 0;
      values[right--] = swapped;
    }
    if (wanted <= right) high = right;
    else if (wanted >= left) low = left;
    else break;
  }
  return values[wanted] ?? 0;
}
