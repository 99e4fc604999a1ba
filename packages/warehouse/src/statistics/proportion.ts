import { z } from "zod";

import { toWilsonInterval } from "./wilson.ts";

/** `count` of `of`, as a share with its 95 % interval; the last three are null where `of` is 0. */
export const Proportion = z
  .object({
    count: z.number().nonnegative(),
    /** Whole, but for conversion corrected for age, where young leads count in part. */
    of: z.number().nonnegative(),
    /** 0 to 1. */
    rate: z.number().nullable(),
    /** Lower and upper end of the Wilson interval, 0 to 1. */
    low: z.number().nullable(),
    high: z.number().nullable(),
  })
  .readonly();
export type Proportion = z.infer<typeof Proportion>;

export function toProportion(count: number, of: number): Proportion {
  if (of === 0) return { count, of, rate: null, low: null, high: null };
  return { count, of, rate: count / of, ...toWilsonInterval(count, of) };
}
