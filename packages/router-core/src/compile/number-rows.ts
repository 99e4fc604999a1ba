import type { BitRowBuilder } from "./bit-rows.ts";
import type { Tester } from "./to-tester.ts";

/** An entry that names numbers. */
interface NumberEntry {
  readonly position: number;
  readonly holds: Tester;
  /** In ascending order, each once, no NaN. */
  readonly numbers: readonly number[];
}

interface NumberSource {
  readonly entries: readonly NumberEntry[];
  readonly builder: BitRowBuilder;
  /** The row to start from: positions that hold for any number. */
  readonly open: number;
}

/**
 * Rows by number, for the numbers that rules name and for the gaps between them. Class 2k is the gap below the k-th
 * number, class 2k + 1 the number itself. Each class's row is the one before with the few rules changed that begin or
 * end there.
 */
export class NumberRows {
  readonly #points: Float64Array;
  readonly #rowOfClass: Int32Array;

  constructor({ entries, builder, open }: NumberSource) {
    this.#points = Float64Array.from(new Set(entries.flatMap(({ numbers }) => numbers))).sort();
    this.#rowOfClass = new Int32Array(2 * this.#points.length + 1);
    let row = builder.addCopy(open);
    const changes = new Map<number, { readonly position: number; readonly on: boolean }[]>();
    for (const { position, holds, numbers } of entries) {
      let before = holds(-Number.MAX_VALUE);
      if (before) builder.set(row, position, true);
      const note = (numberClass: number, value: number) => {
        const on = holds(value);
        if (on === before) return;
        before = on;
        const there = changes.get(numberClass);
        if (there === undefined) changes.set(numberClass, [{ position, on }]);
        else there.push({ position, on });
      };
      for (const [index, number] of numbers.entries()) {
        const numberClass = this.#classOf(number);
        note(numberClass, number);
        note(numberClass + 1, between(number, numbers[index + 1] ?? Number.MAX_VALUE));
      }
    }
    for (let numberClass = 0; numberClass < this.#rowOfClass.length; numberClass++) {
      const here = changes.get(numberClass);
      if (here !== undefined) row = builder.addCopy(row);
      for (const { position, on } of here ?? []) builder.set(row, position, on);
      this.#rowOfClass[numberClass] = row;
    }
  }

  rowOf(value: number): number {
    return this.#rowOfClass[this.#classOf(value)] ?? 0;
  }

  #classOf(value: number): number {
    const points = this.#points;
    let low = 0;
    let high = points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((points[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low < points.length && points[low] === value ? 2 * low + 1 : 2 * low;
  }
}

/** A number between two others, where there is one. */
function between(low: number, high: number): number {
  if (high === Number.POSITIVE_INFINITY) return high;
  const middle = low / 2 + high / 2; // The sum of the two may be beyond what a number can hold.
  return middle > low && middle < high ? middle : low + (high - low) / 2;
}
