/** The smallest of many, in order and without repeats. */
export interface Smallest<T> {
  readonly items: readonly T[];
  /** There were more. */
  readonly isCut: boolean;
}

/** Keeps the `limit` smallest: memory for twice as many, however many there are. Equal is what `compare` calls 0. */
export function takeSmallest<T>(all: Iterable<T>, limit: number, compare: (a: T, b: T) => number): Smallest<T> {
  let kept: T[] = [];
  let isCut = false;
  const tidy = () => {
    const sorted = kept.toSorted(compare);
    const distinct = sorted.filter((item, index) => {
      const before = sorted[index - 1];
      return before === undefined || compare(before, item) !== 0;
    });
    isCut ||= distinct.length > limit;
    kept = distinct.slice(0, limit);
  };
  for (const item of all) {
    kept.push(item);
    if (kept.length >= 2 * limit + 64) tidy();
  }
  tidy();
  return { items: kept, isCut };
}
