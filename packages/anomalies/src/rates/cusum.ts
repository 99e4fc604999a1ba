import { createRandom, drawBinomial } from "../simulation/random.ts";

/** The drift that is looked for: the rate doubles. */
const RATIO = 2;

/** How much a day's k of n speak for twice the rate `p0` over `p0` itself, added up and never below 0. */
export function addEvidence(sum: number, { k, n }: { readonly k: number; readonly n: number }, p0: number): number {
  const p1 = Math.min(RATIO * p0, 0.99);
  return Math.max(0, sum + k * Math.log(p1 / p0) + (n - k) * Math.log((1 - p1) / (1 - p0)));
}

/** What the threshold is simulated for. */
export interface CusumCase {
  readonly seed: number;
  /** Leads a day. */
  readonly leads: number;
  readonly rate: number;
  /** Leads that the baseline has: its rate is only known so well. */
  readonly baseline: number;
  readonly segments: number;
  readonly days: number;
  /** Alarms a week that all segments together may raise where nothing changes. */
  readonly falseAlarmsPerWeek: number;
}

/** The median segment of the organisations that `npm run bench -- anomalies` simulates, at one false alarm in four weeks. */
export const CALIBRATION: CusumCase = {
  seed: 1954,
  leads: 12,
  rate: 0.06,
  baseline: 400,
  segments: 200,
  days: 1_400,
  falseAlarmsPerWeek: 0.25,
};

/** `simulateThreshold(CALIBRATION)`, rounded up; a test repeats it. */
export const CUSUM_THRESHOLD = 9.75;

/** The lowest threshold, in steps of 0.25, at which segments without any drift raise few enough alarms. */
export function simulateThreshold(given: CusumCase): number {
  for (let threshold = 7; ; threshold += 0.25) {
    if (countAlarms(given, threshold) / (given.days / 7) <= given.falseAlarmsPerWeek) return threshold;
  }
}

function countAlarms({ seed, leads, rate, baseline, segments, days }: CusumCase, threshold: number): number {
  const random = createRandom(seed);
  let alarms = 0;
  for (let segment = 0; segment < segments; segment++) {
    let sum = 0;
    let p0 = rate;
    for (let day = 0; day < days; day++) {
      // The baseline moves on, so that a bad estimate of it does not last.
      if (day % 28 === 0) p0 = (drawBinomial(baseline, rate, random) + 1) / (baseline + 1 / rate);
      sum = addEvidence(sum, { k: drawBinomial(leads, rate, random), n: leads }, p0);
      if (sum <= threshold) continue;
      alarms += 1;
      sum = 0;
    }
  }
  return alarms;
}
