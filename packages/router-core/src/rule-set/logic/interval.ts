import type { FactTest } from "@pointsman/contracts/rule-set";

/** A stretch of numbers, or of times in milliseconds. */
export interface Interval {
  readonly low: number;
  /** `low` itself does not belong to it. */
  readonly lowOpen: boolean;
  readonly high: number;
  readonly highOpen: boolean;
}

export const EVERYTHING: Interval = { low: -Infinity, lowOpen: false, high: Infinity, highOpen: false };

/** The numbers or times that a test allows; null where it is no question of a stretch. */
export function toInterval(test: FactTest): Interval | null {
  switch (test.op) {
    case "lt":
      return { ...EVERYTHING, high: test.value, highOpen: true };
    case "lte":
      return { ...EVERYTHING, high: test.value };
    case "gt":
      return { ...EVERYTHING, low: test.value, lowOpen: true };
    case "gte":
      return { ...EVERYTHING, low: test.value };
    case "between":
      return { low: test.value[0], lowOpen: false, high: test.value[1], highOpen: test.halfOpen === true };
    case "before":
      return { ...EVERYTHING, high: Date.parse(test.value), highOpen: true };
    case "after":
      return { ...EVERYTHING, low: Date.parse(test.value), lowOpen: true };
    default:
      return null;
  }
}

export function intersect(a: Interval, b: Interval): Interval {
  const lower = a.low > b.low ? a : b;
  const upper = a.high < b.high ? a : b;
  return {
    low: lower.low,
    lowOpen: a.low === b.low ? a.lowOpen || b.lowOpen : lower.lowOpen,
    high: upper.high,
    highOpen: a.high === b.high ? a.highOpen || b.highOpen : upper.highOpen,
  };
}

export function isEmpty({ low, lowOpen, high, highOpen }: Interval): boolean {
  return low > high || (low === high && (lowOpen || highOpen));
}

/** Whether all of `inner` lies in `outer`. */
export function isWithin(inner: Interval, outer: Interval): boolean {
  const fromBelow = inner.low > outer.low || (inner.low === outer.low && (inner.lowOpen || !outer.lowOpen));
  const fromAbove = inner.high < outer.high || (inner.high === outer.high && (inner.highOpen || !outer.highOpen));
  return fromBelow && fromAbove;
}

export function holds(interval: Interval, value: number): boolean {
  return isWithin({ low: value, lowOpen: false, high: value, highOpen: false }, interval);
}
