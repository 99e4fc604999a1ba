import { out } from "../print/out.ts";
import { measureConversion, type ConversionResult } from "./anomalies/conversion.ts";
import { measureLocalisation, type LocalisationResult } from "./anomalies/localisation.ts";
import { measureNull, measureReroutes, type Detector, type RerouteResult } from "./anomalies/reroutes.ts";
import { measureTimes, type TimeResult } from "./anomalies/times.ts";
import type { Figure } from "./figure.ts";

/** What the detectors were tuned on ends below it: no organisation of a report was ever looked at while tuning. */
const REPORT_FROM = 1_000_000;

interface Sizes {
  readonly organisations: number;
  readonly nulls: number;
  readonly causes: number;
  readonly times: number;
  readonly conversions: number;
}

const SIZES: Readonly<Record<"full" | "quick", Sizes>> = {
  full: { organisations: 60, nulls: 1_000, causes: 300, times: 100, conversions: 30 },
  quick: { organisations: 20, nulls: 200, causes: 60, times: 20, conversions: 6 },
};

/** Plants anomalies in simulated organisations, and measures who finds them. */
export function benchAnomalies({
  quick,
  from = REPORT_FROM,
}: {
  readonly quick: boolean;
  readonly from?: number;
}): readonly Figure[] {
  const sizes = quick ? SIZES.quick : SIZES.full;
  const seeds = (count: number) => Array.from({ length: count }, (_, index) => from + index);
  const [double, triple, fivefold] = ([2, 3, 5] as const).map((lift) => {
    const found = measureReroutes(lift, seeds(sizes.organisations));
    for (const [name, result] of Object.entries(found)) printReroutes(lift, name, result);
    return found;
  });
  if (double === undefined || triple === undefined || fivefold === undefined) return [];
  const cried = (name: Detector) =>
    [double, triple, fivefold].reduce((sum, found) => sum + found[name].falseAlertDaysPerWeek, 0) / 3;
  const fdr = measureNull(seeds(sizes.nulls));
  const places = measureLocalisation(seeds(sizes.causes));
  const times = measureTimes(seeds(sizes.times));
  const conversion = measureConversion(seeds(sizes.conversions));
  return [
    ...(
      [
        [2, double],
        [3, triple],
        [5, fivefold],
      ] as const
    ).map(([lift, found]) => toRecall(lift, found)),
    compare("delay_x3_leads", "leads", [triple.ours.delayLeads, triple.wilson.delayLeads], "a Wilson bound of 7 days"),
    compare("delay_x3_days", "days", [triple.ours.delayDays, triple.wilson.delayDays], "a Wilson bound of 7 days"),
    compare("false_alert_days_per_week", "alert-days", [cried("ours"), cried("dailyZ")], "a daily z-test"),
    compare("false_alert_days_vs_wilson", "alert-days", [cried("ours"), cried("wilson")], "a Wilson bound of 7 days"),
    compare("fdr_null", "share", [fdr, 0.1], "what is allowed (q)"),
    ...toPlaces(places),
    ...toTimes(times),
    ...toConversion(conversion),
  ];
}

function toRecall(lift: number, { ours, wilson }: Readonly<Record<Detector, RerouteResult>>): Figure {
  return compare(`recall_x${lift}`, "share", [ours.recall, wilson.recall], "a Wilson bound of 7 days");
}

function toPlaces({ top1, top5, byExcess }: LocalisationResult): readonly Figure[] {
  const what = "the one value with the most excess";
  return [compare("top1", "share", [top1, byExcess], what), compare("top5", "share", [top5, byExcess], what)];
}

function toTimes({ location, tail, falsePerWeek, doubledByChance }: TimeResult): readonly Figure[] {
  return [
    compare("time_shift_recall", "share", [location, 1], "all"),
    compare("time_tail_recall", "share", [tail, 1], "all"),
    compare("time_false_per_week", "alert-days", [falsePerWeek, 7 * 45 * doubledByChance], '"the day\'s p95 doubled"'),
  ];
}

function toConversion({ medianDay, recall, falsePerWeek, maturedMedianDay }: ConversionResult): readonly Figure[] {
  return [
    compare("conversion_halved_median_day", "days", [medianDay, maturedMedianDay], "waiting for mature cohorts"),
    compare("conversion_halved_recall", "share", [recall, 1], "all"),
    compare("conversion_false_per_week", "alert-days", [falsePerWeek, 3], "what is allowed"),
  ];
}

function compare(
  figure: string,
  unit: Figure["unit"],
  [value, baseline]: readonly [number, number],
  what: string,
): Figure {
  return { figure, value, unit, baseline: { value: baseline, what } };
}

/** Beside the figures, which `--json` alone sends to standard output. */
function printReroutes(
  lift: number,
  name: string,
  { recall, delayDays, delayLeads, falseAlertDaysPerWeek }: RerouteResult,
): void {
  out.error(
    `×${lift} ${name}: found ${(100 * recall).toFixed(0)} %, after ${delayDays} days (${delayLeads} leads), ${falseAlertDaysPerWeek.toFixed(1)} false alert-days a week`,
  );
}
