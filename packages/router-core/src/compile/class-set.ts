/**
 * Classes of a column as ascending pairs of first and last, which neither touch nor overlap: `[3, 3, 7, 9]` is 3, 7, 8
 * and 9. A column numbers its classes so that what rules ask for are few pairs: a range of numbers is one, a beginning
 * of a text is one, "not Germany" is two.
 */
export type ClassSet = Int32Array;

/** Collects a set from stretches in ascending order. */
export class ClassSetBuilder {
  readonly #pairs: number[] = [];

  /** Adds the classes from `first` to `last`; none where `last` is less. */
  add(first: number, last: number): void {
    if (last < first) return;
    if (this.#pairs.at(-1) === first - 1) this.#pairs[this.#pairs.length - 1] = last;
    else this.#pairs.push(first, last);
  }

  finish(): ClassSet {
    return Int32Array.from(this.#pairs);
  }
}

/** How many classes the set has. */
export function sizeOf(set: ClassSet): number {
  let size = 0;
  for (let index = 0; index < set.length; index += 2) size += (set[index + 1] ?? 0) - (set[index] ?? 0) + 1;
  return size;
}

/** The classes of a set, one by one. */
export function* classesOf(set: ClassSet): Iterable<number> {
  for (let index = 0; index < set.length; index += 2) {
    const last = set[index + 1] ?? -1;
    for (let one = set[index] ?? 0; one <= last; one++) yield one;
  }
}

/** Whether every class of a set is in the other. */
export function isWithin(set: ClassSet, other: ClassSet): boolean {
  let at = 0;
  for (let index = 0; index < set.length; index += 2) {
    while (at < other.length && (other[at + 1] ?? 0) < (set[index] ?? 0)) at += 2;
    if (at >= other.length || (other[at] ?? 0) > (set[index] ?? 0) || (other[at + 1] ?? 0) < (set[index + 1] ?? 0)) {
      return false;
    }
  }
  return true;
}
