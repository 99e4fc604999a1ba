/**
 * A distribution of whole milliseconds that is known by buckets, and order statistics of it. A bucket is what its values as
 * Float32 have in common in their first 16 bits: 128 buckets from each power of two to the next. Zero has one of its own,
 * and no bucket has values of both signs.
 */
export type Bucket = number;

export interface Distribution {
  readonly n: number;
  /** By their values, the smallest first. */
  readonly buckets: readonly Filled[];
}

interface Filled {
  readonly bucket: Bucket;
  /** How many values lie in smaller buckets. */
  readonly before: number;
  readonly count: number;
}

/** The values of a bucket, sorted. */
export type ValuesOf = (bucket: Bucket) => ArrayLike<number>;

/** The bucket of a `column` of whole milliseconds; `bucketOf` in the terms of ClickHouse. */
export const selectBucket = (column: string) => `bitShiftRight(reinterpretAsInt32(toFloat32(${column})), 16)`;

const view = new DataView(new ArrayBuffer(4));

export function bucketOf(ms: number): Bucket {
  view.setFloat32(0, ms);
  return view.getInt16(0);
}

/** The value of a bucket that is the closest to 0. */
export function edgeOf(bucket: Bucket): number {
  view.setInt16(0, bucket);
  view.setInt16(2, 0);
  return view.getFloat32(0);
}

/** The distribution of all that is counted in any of these. */
export function toDistribution(counts: readonly ReadonlyMap<Bucket, number>[]): Distribution {
  const sums = new Map<Bucket, number>();
  for (const part of counts) for (const [bucket, count] of part) sums.set(bucket, (sums.get(bucket) ?? 0) + count);
  let n = 0;
  const buckets: Filled[] = [];
  for (const bucket of toOrder([...sums.keys()])) {
    const count = sums.get(bucket) ?? 0;
    buckets.push({ bucket, before: n, count });
    n += count;
  }
  return { n, buckets };
}

/** By their values: the number of a bucket grows with the size of its values, whatever their sign. */
function toOrder(buckets: readonly Bucket[]): readonly Bucket[] {
  const sorted = Int16Array.from(buckets).sort();
  const positive = sorted.findIndex((bucket) => bucket >= 0);
  const negative = positive === -1 ? sorted : sorted.subarray(0, positive);
  return [...negative.toReversed(), ...(positive === -1 ? [] : sorted.subarray(positive))];
}

/** 97.5 % quantile of the standard normal distribution: two-sided 95 %. */
const Z = 1.959963984540054;

/** Places are counted from 0, and may lie outside where an end of the interval is not known. */
function toPlaces(p: number, n: number) {
  const place = p * (n - 1);
  const half = Z * Math.sqrt(n * p * (1 - p));
  return { place, low: Math.ceil(n * p - half) - 1, high: Math.ceil(n * p + half) - 1 };
}

/** The buckets whose values one has to know for these quantiles. */
export function bucketsOfQuantiles({ n, buckets }: Distribution, shares: readonly number[]): readonly Bucket[] {
  const places = shares.flatMap((p) => {
    const { place, low, high } = toPlaces(p, n);
    return [Math.floor(place), Math.ceil(place), low, high];
  });
  return buckets
    .filter(({ before, count }) => places.some((place) => place >= before && place < before + count))
    .map(({ bucket }) => bucket);
}

/** A quantile and both ends of its interval; null: not known. */
export type Quantile = readonly [number | null, number | null, number | null];

/**
 * A quantile, with linear interpolation between neighbours, and its 95 % interval by order statistics; null: it would lie
 * beyond the smallest or largest value.
 */
export function toQuantile(distribution: Distribution, p: number, valuesOf: ValuesOf): Quantile {
  const { n } = distribution;
  if (n === 0) return [null, null, null];
  const { place, low, high } = toPlaces(p, n);
  const below = valueAt(distribution, Math.floor(place), valuesOf);
  const above = valueAt(distribution, Math.ceil(place), valuesOf);
  return [
    below + (place - Math.floor(place)) * (above - below),
    low < 0 ? null : valueAt(distribution, low, valuesOf),
    high >= n ? null : valueAt(distribution, high, valuesOf),
  ];
}

/** @param place from 0 to n − 1 */
function valueAt({ buckets }: Distribution, place: number, valuesOf: ValuesOf): number {
  const found = buckets.find(({ before, count }) => place < before + count);
  if (found === undefined) throw new RangeError(`There is no place ${place}.`);
  const values = valuesOf(found.bucket);
  // Fewer than were counted, if some went away between the counting and the reading.
  return values[Math.min(place - found.before, values.length - 1)] ?? edgeOf(found.bucket);
}

/** How many values are no larger than this. */
export function countUpTo({ buckets }: Distribution, ms: number, valuesOf: ValuesOf): number {
  const limit = bucketOf(ms);
  const edge = edgeOf(limit);
  let sum = 0;
  for (const { bucket, count } of buckets) {
    if (bucket === limit) sum += placeAfter(valuesOf(bucket), ms);
    else if (edgeOf(bucket) < edge) sum += count;
  }
  return sum;
}

function placeAfter(values: ArrayLike<number>, limit: number): number {
  let place = 0;
  while (place < values.length && (values[place] ?? limit) <= limit) place += 1;
  return place;
}

/** How many values are below 0: of a negative number the first bit is set. */
export function countNegative({ buckets }: Distribution): number {
  return buckets.reduce((sum, { bucket, count }) => (bucket < 0 ? sum + count : sum), 0);
}
