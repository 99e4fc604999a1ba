import type { RepId } from "@pointsman/contracts/id";

import { MICRO_LEAD } from "../snapshot.ts";

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
  let total = 0;
  for (const { share } of sharers) total += share;
  // All exact: a share is at most 10⁹, so that share × 10⁶ stays below 2⁵³, and the quotient, at most 10⁶, is never
  // rounded up to the next whole number. `%` of numbers above 2³¹ is a call and takes ten times as long.
  const parts = sharers.map(({ share }) => Math.floor((share * MICRO_LEAD) / total));
  const remainders = sharers.map(({ share }, place) => share * MICRO_LEAD - (parts[place] ?? 0) * total);
  let leftover = MICRO_LEAD;
  for (const part of parts) leftover -= part;
  if (leftover > 0) roundUp(parts, remainders, { leftover, sharers, seq });
  return parts;
}

interface Rounding {
  readonly leftover: number;
  readonly sharers: readonly Sharer[];
  readonly seq: number;
}

/** One micro-unit more for each of the `leftover` largest remainders. */
function roundUp(parts: number[], remainders: readonly number[], { leftover, sharers, seq }: Rounding): void {
  const least = nthLargest([...remainders], leftover);
  let left = leftover;
  let equal = 0;
  for (let place = 0; place < remainders.length; place++) {
    const remainder = remainders[place] ?? 0;
    if (remainder === least) equal++;
    if (remainder <= least) continue;
    parts[place] = (parts[place] ?? 0) + 1;
    left--;
  }
  // Whose turn it is matters, and the order of the ids with it, only where there is not one for each.
  const byTurn = equal === left ? remainders.keys() : turnsFrom(seq, placesById(sharers));
  for (const place of byTurn) {
    if (left === 0) return;
    if (remainders[place] !== least) continue;
    parts[place] = (parts[place] ?? 0) + 1;
    left--;
  }
}

/** The n-th largest, by Hoare's selection: all sorted would take 10 times as long. Rearranges `values`. */
function nthLargest(values: number[], n: number): number {
  const wanted = n - 1;
  let low = 0;
  let high = values.length - 1;
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

/** Places in the list in the order of the ids, in which most pools list their members anyway. */
function placesById(sharers: readonly Sharer[]): readonly number[] {
  const places = [...sharers.keys()];
  const isOrdered = sharers.every(({ repId }, place) => place === 0 || (sharers[place - 1]?.repId ?? "") < repId);
  if (isOrdered) return places;
  const idAt = (place: number) => sharers[place]?.repId ?? "";
  return places.sort((a, b) => (idAt(a) < idAt(b) ? -1 : 1));
}

/** Round once; whoever comes first moves on by one with each lead. */
function* turnsFrom(seq: number, places: readonly number[]): Generator<number> {
  const count = places.length;
  for (let turn = 0; turn < count; turn++) yield places[(turn - (seq % count) + count) % count] ?? 0;
}
