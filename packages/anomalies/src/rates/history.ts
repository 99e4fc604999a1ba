/** Days × cells: of `n` leads that a cell received on a day, `k` had the outcome. */
export interface RateHistory {
  /** e.g. territory, tier, rule, source. */
  readonly attributes: readonly string[];
  /** The leaves: one value for each attribute. */
  readonly cells: readonly (readonly string[])[];
  readonly days: number;
  /** At `cell * days + day`. */
  readonly k: Float64Array;
  readonly n: Float64Array;
}

/** The same counts by fewer attributes: what becomes one keeps the order of its first cell. */
export function groupCells(
  { attributes, cells, days, k, n }: RateHistory,
  by: readonly string[],
): RateHistory & { readonly segmentOf: Int32Array } {
  const at = by.map((name) => {
    const index = attributes.indexOf(name);
    if (index < 0) throw new RangeError(`There is no attribute "${name}"; there are ${attributes.join(", ")}`);
    return index;
  });
  const ids = new Map<string, number>();
  const segments: (readonly string[])[] = [];
  const segmentOf = Int32Array.from(cells, (cell) => {
    const values = at.map((index) => cell[index] ?? "");
    const key = JSON.stringify(values);
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, segments.length);
    return segments.push(values) - 1;
  });
  const sumK = new Float64Array(segments.length * days);
  const sumN = new Float64Array(segments.length * days);
  for (let cell = 0; cell < cells.length; cell++) {
    const to = (segmentOf[cell] ?? 0) * days;
    for (let day = 0; day < days; day++) {
      sumK[to + day] = (sumK[to + day] ?? 0) + (k[cell * days + day] ?? 0);
      sumN[to + day] = (sumN[to + day] ?? 0) + (n[cell * days + day] ?? 0);
    }
  }
  return { attributes: by, cells: segments, days, k: sumK, n: sumN, segmentOf };
}
