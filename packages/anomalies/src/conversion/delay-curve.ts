/** Leads converted so much later are not waited for, days. */
export const HORIZON_DAYS = 90;

/** A routed lead: its age now and, where it converted, its age then. In days since it was routed. */
export interface LeadAge {
  readonly age: number;
  /** null: it has not converted. */
  readonly convertedAfter: number | null;
}

/**
 * How a delay curve comes out of leads that are partly too young: Kaplan–Meier, day by day.
 * `at(age)` is the share of those who convert within the horizon that have done so by that age, 0–1.
 */
export interface DelayCurve {
  readonly at: (ageDays: number) => number;
  /** The share of all leads that convert within the horizon. */
  readonly converts: number;
}

/** Pools leads, e.g. of a tier. Where none has converted the curve says so little that every lead counts in full. */
export function fitDelayCurve(leads: readonly LeadAge[]): DelayCurve {
  const times = Float64Array.from(
    leads.flatMap(({ convertedAfter }) =>
      convertedAfter === null || convertedAfter > HORIZON_DAYS ? [] : [convertedAfter],
    ),
  ).sort();
  const ages = Float64Array.from(leads, ({ age, convertedAfter }) => convertedAfter ?? age).sort();
  const steps: { readonly days: number; readonly converted: number }[] = [];
  let survived = 1;
  let gone = 0;
  for (let at = 0; at < times.length;) {
    const days = times[at] ?? 0;
    let events = 0;
    for (; times[at] === days; at++) events++;
    // Who is as old as this was still there when it happened.
    while ((ages[gone] ?? Infinity) < days) gone++;
    survived *= 1 - events / (leads.length - gone);
    steps.push({ days, converted: 1 - survived });
  }
  const converts = steps.at(-1)?.converted ?? 0;
  return {
    converts,
    at: (ageDays) => (converts === 0 ? 1 : (findStep(steps, ageDays)?.converted ?? 0) / converts),
  };
}

/** The last step at or before an age. */
function findStep<Step extends { readonly days: number }>(steps: readonly Step[], days: number): Step | undefined {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.days ?? Infinity) <= days) low = middle + 1;
    else high = middle;
  }
  return steps[low - 1];
}
