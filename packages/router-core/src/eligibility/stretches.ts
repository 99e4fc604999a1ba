import type { AbsenceSource } from "@pointsman/contracts/decision";
import type { Timestamp } from "@pointsman/contracts/primitive";

/** From one instant to another, the second exclusive. */
export interface Stretch {
  readonly from: Timestamp;
  readonly until: Timestamp;
  /** Where it is known from; of stretches taken together, the one that says for how long. */
  readonly source?: AbsenceSource;
}

/** Merged forms by value of the list they were made of: lists are immutable, and the same one serves many decisions. */
const MERGED = new WeakMap<readonly Stretch[], readonly Stretch[]>();

/** The stretch that covers `at`, adjoining and overlapping ones taken together; null where none does. */
export function covering(stretches: readonly Stretch[], at: Timestamp): Stretch | null {
  const next = coveringOrNext(stretches, at);
  return next !== undefined && next.from <= at ? next : null;
}

/** End of the stretch that covers `at`; null where none does. */
export function coveredUntil(stretches: readonly Stretch[], at: Timestamp): Timestamp | null {
  return covering(stretches, at)?.until ?? null;
}

/** Start of the first stretch after `at`, which none covers; null where none is left. */
export function coveredFrom(stretches: readonly Stretch[], at: Timestamp): Timestamp | null {
  return coveringOrNext(stretches, at)?.from ?? null;
}

function coveringOrNext(stretches: readonly Stretch[], at: Timestamp): Stretch | undefined {
  if (stretches.length === 0) return undefined;
  let merged = MERGED.get(stretches);
  if (merged === undefined) {
    merged = mergeStretches(stretches);
    MERGED.set(stretches, merged);
  }
  return merged[countEnded(merged, at)];
}

/** The same instants as disjoint stretches, in order, none adjoining the next. */
export function mergeStretches(stretches: readonly Stretch[]): readonly Stretch[] {
  const merged: Stretch[] = [];
  for (const stretch of stretches.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = merged.at(-1);
    if (last === undefined || last.until < stretch.from) merged.push(stretch);
    else if (last.until < stretch.until) merged[merged.length - 1] = { ...stretch, from: last.from };
  }
  return merged;
}

/** How many of the disjoint stretches are over at `at`: by halving, because a calendar may hold hundreds. */
function countEnded(merged: readonly Stretch[], at: Timestamp): number {
  let low = 0;
  let high = merged.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((merged[middle]?.until ?? "") > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
