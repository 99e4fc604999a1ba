/** How far conversions are followed, in days. */
export const HORIZON_DAYS = 90;

/** A lead is old enough once nine in ten of the conversions of its kind have come at its age. */
const OLD_ENOUGH = 0.9;

/** Leads of one age. Days are those of the calendar; the day of routing is the first. */
export interface AgeCount {
  /** Days that were over, from the one of routing on. */
  readonly ageDays: number;
  /** Days that were over when it converted; null: not converted, or not on a day that was over. */
  readonly delayDays: number | null;
  readonly leads: number;
}

export interface DelayCurve {
  /** Leads it was made from, and conversions among them. */
  readonly leads: number;
  readonly conversions: number;
  /** The last day that any lead has lived through: at most 90. Beyond it nothing is known, and nothing expected. */
  readonly horizonDays: number;
  /** Place d: share of the conversions within the horizon that came on the first d days, 0 to 1. */
  readonly share: readonly number[];
  /** From this age on a lead counts as old enough. */
  readonly oldEnoughDays: number;
}

/**
 * How long conversions take, by the product-limit estimator: E. L. Kaplan and P. Meier, "Nonparametric estimation from
 * incomplete observations", JASA 53 (1958) 457–481, in days. A lead is at risk on each day that was over and on which
 * it was unconverted. Scaled so that it ends at 1: most leads never convert, and the curve is about those that do.
 *
 * @returns null where none converted.
 */
export function toDelayCurve(counts: readonly AgeCount[]): DelayCurve | null {
  const died = new Float64Array(HORIZON_DAYS);
  const left = new Float64Array(HORIZON_DAYS + 1);
  let leads = 0;
  let conversions = 0;
  for (const { ageDays, delayDays, leads: count } of counts) {
    leads += count;
    const age = Math.min(Math.max(ageDays, 0), HORIZON_DAYS);
    if (delayDays !== null && delayDays >= 0 && delayDays < age) {
      conversions += count;
      died[delayDays] = (died[delayDays] ?? 0) + count;
    } else left[age] = (left[age] ?? 0) + count;
  }
  if (conversions === 0) return null;
  const converted = [0];
  let atRisk = leads - (left[0] ?? 0);
  let surviving = 1;
  let horizonDays = 0;
  for (let day = 0; day < HORIZON_DAYS; day += 1) {
    const deaths = died[day] ?? 0;
    if (atRisk > 0) {
      surviving *= 1 - deaths / atRisk;
      horizonDays = day + 1;
    }
    converted.push(1 - surviving);
    atRisk -= deaths + (left[day + 1] ?? 0);
  }
  const all = 1 - surviving;
  const share = converted.map((value) => value / all);
  return { leads, conversions, horizonDays, share, oldEnoughDays: share.findIndex((value) => value >= OLD_ENOUGH) };
}
