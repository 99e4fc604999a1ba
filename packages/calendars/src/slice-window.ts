import { toTimestamp } from "@pointsman/contracts/primitive";

import type { CalendarWindow } from "./calendar-source.ts";

/** Graph looks up less than 42 days at once on older servers, and Google refuses a range that it finds too long. */
const MAX_SLICE_MS = 40 * 86_400_000;

/** The window in parts that vendors answer for at once, in order. */
export function sliceWindow({ from, until }: CalendarWindow): readonly CalendarWindow[] {
  const slices: CalendarWindow[] = [];
  for (let atMs = Date.parse(from); atMs < Date.parse(until); atMs += MAX_SLICE_MS) {
    slices.push({ from: toTimestamp(atMs), until: toTimestamp(Math.min(atMs + MAX_SLICE_MS, Date.parse(until))) });
  }
  return slices;
}
