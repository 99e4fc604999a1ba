import type { ClassSetBuilder } from "./class-set.ts";
import type { Tester } from "./to-tester.ts";

/** An entry that names numbers. */
interface NumberEntry {
  readonly holds: Tester;
  /** In ascending order, each once, no NaN. */
  readonly numbers: readonly number[];
}

/** Buckets on a scale of powers of two, for each number that rules name. */
const BUCKETS_PER_POINT = 2;

/** A table of the integers between the least and the greatest that rules name, where these are not too far apart. */
const INTEGERS_PER_POINT = 8;

/**
 * Classes of numbers: class 2k is the gap below the k-th number that rules name, class 2k + 1 the number itself. So a
 * range is a stretch of classes.
 */
export class NumberClasses {
  readonly count: number;
  readonly #points: Float64Array;
  /** By bucket, how many points lie below it; a last one with all of them. */
  readonly #below: Int32Array;
  readonly #firstBucket: number;
  /** The classes of integers from `#firstInteger` on, as most facts are: percentages, days, counts. */
  readonly #ofInteger: Int32Array;
  readonly #firstInteger: number;
  readonly #shift: number;

  constructor(entries: readonly NumberEntry[]) {
    const points = Float64Array.from(new Set(entries.flatMap(({ numbers }) => numbers))).sort();
    this.#points = points;
    this.count = 2 * points.length + 1;
    const bits = Array.from(points, highBits).filter((high) => high >= 0);
    const [first, last] = [bits[0] ?? 0, bits.at(-1) ?? 0];
    this.#shift = Math.max(0, Math.ceil(Math.log2((last - first + 1) / (BUCKETS_PER_POINT * bits.length + 1))));
    this.#firstBucket = first >>> this.#shift;
    const buckets = (last >>> this.#shift) - this.#firstBucket + 1;
    const counts = new Int32Array(buckets + 1);
    for (const high of bits) add(counts, (high >>> this.#shift) - this.#firstBucket + 1, 1);
    counts[0] = points.length - bits.length;
    for (let bucket = 1; bucket <= buckets; bucket++) add(counts, bucket, counts[bucket - 1] ?? 0);
    this.#below = counts;
    const firstInteger = Math.ceil(points[0] ?? 0);
    const integers = Math.floor(points.at(-1) ?? 0) - firstInteger + 1;
    const isDense = integers > 0 && integers <= INTEGERS_PER_POINT * points.length;
    this.#firstInteger = isDense ? firstInteger : 0;
    this.#ofInteger = Int32Array.from({ length: isDense ? integers : 0 }, (_, place) =>
      this.#search(firstInteger + place),
    );
  }

  classOf(value: number): number {
    const place = value - this.#firstInteger;
    // Of the value, not of the place: a fraction too small for the difference is none there.
    const isInteger = (value | 0) === value;
    const isInside = isInteger && place >= 0 && place < this.#ofInteger.length;
    return isInside ? (this.#ofInteger[place] ?? 0) : this.#search(value);
  }

  #search(value: number): number {
    const points = this.#points;
    const bucket = (highBits(value) >> this.#shift) - this.#firstBucket;
    const isInside = bucket >= 0 && bucket < this.#below.length - 1;
    let low = isInside ? (this.#below[bucket] ?? 0) : 0;
    let high = isInside ? (this.#below[bucket + 1] ?? 0) : points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((points[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low < points.length && points[low] === value ? 2 * low + 1 : 2 * low;
  }

  /** Adds the classes of the numbers of which the entry holds, counted from `first`. */
  addTo(set: ClassSetBuilder, { holds, numbers }: NumberEntry, first: number): void {
    let from = 0;
    let isOn = holds(-Number.MAX_VALUE);
    for (const [index, number] of numbers.entries()) {
      const numberClass = this.classOf(number);
      if (isOn) set.add(first + from, first + numberClass - 1);
      if (holds(number)) set.add(first + numberClass, first + numberClass);
      from = numberClass + 1;
      isOn = holds(between(number, numbers[index + 1] ?? Number.MAX_VALUE));
    }
    if (isOn) set.add(first + from, first + this.count - 1);
  }
}

function add(counts: Int32Array, at: number, count: number): void {
  counts[at] = (counts[at] ?? 0) + count;
}

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);
/** Where the half with sign and exponent stands: this machine's order of bytes. */
const HIGH = new Uint8Array(Int32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** Sign, exponent and first 20 binary places of a number: of numbers from 0 on, the greater has no fewer. */
function highBits(value: number): number {
  double[0] = value;
  return halves[HIGH] ?? 0;
}

/** A number between two others, where there is one. */
function between(low: number, high: number): number {
  if (high === Number.POSITIVE_INFINITY) return high;
  const middle = low / 2 + high / 2; // The sum of the two may be beyond what a number can hold.
  return middle > low && middle < high ? middle : low + (high - low) / 2;
}
