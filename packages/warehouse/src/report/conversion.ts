import { z } from "zod";

import { Proportion, toProportion } from "../statistics/proportion.ts";
import { Count } from "./report-params.ts";

/** How often leads became opportunities. */
export const Conversion = z
  .object({
    /** Assignments, or leads where neither rule nor rep nor pool is told apart. */
    assigned: Count,
    /** Converted ones, of all that count. Rates of young leads are too low. */
    converted: Proportion,
    /** Of those that count: so old that nine in ten of the conversions to come have come. Null: no curve says. */
    oldEnough: Count.nullable(),
    /**
     * Conversions within 90 days, of what their ages let expect in full: each lead weighs by the share of conversions that
     * come by its age. `of` is that weight, the effective n. Null: there is no curve, as nothing has converted yet.
     */
    corrected: Proportion.nullable(),
  })
  .readonly();
export type Conversion = z.infer<typeof Conversion>;

interface ConversionCounts {
  readonly converted: number;
  readonly followed: number;
  readonly weight: number;
  readonly oldEnough: number;
}

/** @param of how many of the assigned ones count */
export function toConversion(
  { converted, followed, weight, oldEnough }: ConversionCounts,
  { assigned, of, hasCurve }: { readonly assigned: number; readonly of: number; readonly hasCurve: boolean },
): Conversion {
  return {
    assigned,
    converted: toProportion(converted, of),
    oldEnough: hasCurve ? oldEnough : null,
    // By chance more may have converted than were to be expected of all: the weight is no less than they are.
    corrected: hasCurve ? toProportion(followed, Math.max(followed, weight)) : null,
  };
}

/** What there is to say of no leads. */
export function noConversion(hasCurve: boolean): Conversion {
  const none = { converted: 0, followed: 0, weight: 0, oldEnough: 0 };
  return toConversion(none, { assigned: 0, of: 0, hasCurve });
}
