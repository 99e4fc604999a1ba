import { adjustForMany } from "../rates/benjamini-hochberg.ts";
import { fitPrior } from "../rates/prior.ts";
import { lowerGammaPoissonTail } from "../special/count-tails.ts";
import { fitDelayCurve, HORIZON_DAYS, type DelayCurve, type LeadAge } from "./delay-curve.ts";

/** One rule within one stratum (source × tier × territory): rules choose their leads, and only like may be compared. */
export interface ConversionRow {
  readonly attributes: Readonly<Record<string, string>>;
  /** Whose delay curve its leads share; curves are pooled by tier. */
  readonly tier: string;
  /** Routed lately. */
  readonly now: readonly LeadAge[];
  /** Routed before, up to the horizon back. */
  readonly base: readonly LeadAge[];
}

export interface ConversionFall {
  readonly row: ConversionRow;
  readonly converted: number;
  /** How many would have by now at the usual rate, given how young the leads are. */
  readonly expected: number;
  /** Leads old enough to count, added up: Σ F(age). */
  readonly oldEnough: number;
  /** Conversion corrected for age: converted / oldEnough. */
  readonly rate: number;
  readonly usualRate: number;
  readonly p: number;
  readonly q: number;
}

/** Nobody acts on a fall by less than a quarter, nor on one of a handful. */
const MOST_OF_EXPECTED = 0.75;
const LEAST_EXPECTED = 4;

/** Finds the rules whose leads convert less than they did, with leads too young to have converted counted for what they are. */
export function detectConversionFalls(
  rows: readonly ConversionRow[],
  options: { readonly q?: number } = {},
): readonly ConversionFall[] {
  const curves = fitCurves(rows);
  const sums = rows.map(({ tier, now, base }) => ({
    now: weigh(now, curves.get(tier)),
    base: weigh(base, curves.get(tier)),
  }));
  const prior = fitPrior({ k: sums.map(({ base }) => base.converted), n: sums.map(({ base }) => base.oldEnough) });
  const tests = sums.map(({ now, base }) => {
    const shape = prior.mean * prior.strength + base.converted;
    const rate = prior.strength + base.oldEnough;
    const expected = (shape / rate) * now.oldEnough;
    const isLow = expected >= LEAST_EXPECTED && now.converted <= MOST_OF_EXPECTED * expected;
    const p = isLow ? lowerGammaPoissonTail(now.converted, now.oldEnough, { shape, rate }) : 1;
    return { ...now, expected, usualRate: shape / rate, p };
  });
  const adjusted = adjustForMany(tests.map(({ p }) => p));
  return rows
    .flatMap((row, index): readonly ConversionFall[] => {
      const test = tests[index];
      const q = adjusted[index] ?? 1;
      if (test === undefined || test.p >= 1 || q > (options.q ?? 0.1)) return [];
      return [{ row, ...test, rate: test.converted / test.oldEnough, q }];
    })
    .sort((one, other) => one.p - other.p);
}

function fitCurves(rows: readonly ConversionRow[]): ReadonlyMap<string, DelayCurve> {
  const byTier = new Map<string, LeadAge[]>();
  for (const { tier, base, now } of rows) {
    const leads = byTier.get(tier) ?? [];
    for (const lead of base) leads.push(lead);
    for (const lead of now) leads.push(lead);
    byTier.set(tier, leads);
  }
  return new Map([...byTier].map(([tier, leads]) => [tier, fitDelayCurve(leads)]));
}

/** Conversions within the horizon, and how many leads' worth of chances there have been for them. */
function weigh(leads: readonly LeadAge[], curve: DelayCurve | undefined) {
  let converted = 0;
  let oldEnough = 0;
  for (const lead of leads) {
    if (lead.convertedAfter !== null && lead.convertedAfter <= HORIZON_DAYS) converted += 1;
    oldEnough += curve?.at(lead.age) ?? 1;
  }
  return { converted, oldEnough };
}
