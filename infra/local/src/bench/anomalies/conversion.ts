import type { LeadAge } from "@pointsman/anomalies/conversion/delay-curve";
import { detectConversionFalls } from "@pointsman/anomalies/conversion/detect-conversion-falls";
import { createRandom, drawNormal, drawPoisson, type Random } from "@pointsman/anomalies/simulation/random";
import { lowerGammaPoissonTail } from "@pointsman/anomalies/special/count-tails";

import { quantile } from "../figure.ts";

const RULES = 20;
const LEADS_A_DAY = 20;
const RATE = 0.135;
/** Volume grows fourfold over so many days from the day of the change on. */
const GROWTH = { times: 4, days: 28 } as const;
/** Leads are "routed lately" so many days, and a baseline as long as anybody waits for a conversion. */
const NOW_DAYS = 21;
const BASE_DAYS = 90;
const LAST_DAY = 40;
/** Cohorts are mature at this age, for whoever waits for that. */
const MATURE_DAYS = 14;

export interface ConversionResult {
  /** From the day on which conversion halves to the first call: median, days; and how many are called within 40. */
  readonly medianDay: number;
  readonly recall: number;
  readonly falsePerWeek: number;
  /** Median where cohorts are compared only once they are mature. */
  readonly maturedMedianDay: number;
}

interface Lead {
  readonly routedDay: number;
  /** null: never converts. */
  readonly delay: number | null;
}

/** Conversion of one of 20 rules halves on day 0, while the volume of all grows fourfold. */
export function measureConversion(seeds: readonly number[]): ConversionResult {
  const days: number[] = [];
  const matured: number[] = [];
  let wrong = 0;
  let watched = 0;
  for (const seed of seeds) {
    const random = createRandom(seed);
    const rules = Array.from({ length: RULES }, (_, rule) => drawLeads(rule === 0, random));
    let first = Infinity;
    for (let day = 1; day <= LAST_DAY && first === Infinity; day++) {
      watched += 1;
      const rows = rules.map((leads, rule) => ({
        attributes: { rule: String(rule) },
        tier: "all",
        now: seeAt(day, leads, day - NOW_DAYS, day),
        base: seeAt(day, leads, day - NOW_DAYS - BASE_DAYS, day - NOW_DAYS),
      }));
      for (const { row } of detectConversionFalls(rows)) {
        if (row.attributes["rule"] === "0") first = Math.min(first, day);
        else wrong += 1;
      }
    }
    days.push(first);
    matured.push(waitForCohorts(rules[0] ?? []));
  }
  return {
    medianDay: quantile(days, 0.5),
    recall: days.filter((day) => day < Infinity).length / days.length,
    falsePerWeek: wrong / (watched / 7),
    maturedMedianDay: quantile(matured, 0.5),
  };
}

function drawLeads(halves: boolean, random: Random): readonly Lead[] {
  const leads: Lead[] = [];
  for (let day = -NOW_DAYS - BASE_DAYS; day < LAST_DAY; day++) {
    const volume = LEADS_A_DAY * GROWTH.times ** Math.min(1, Math.max(0, day / GROWTH.days));
    for (let left = drawPoisson(volume, random); left > 0; left--) {
      const converts = random() < (halves && day >= 0 ? RATE / 2 : RATE);
      const delay = 9 * Math.exp(0.9 * drawNormal(random));
      leads.push({ routedDay: day + random(), delay: converts && delay <= BASE_DAYS ? delay : null });
    }
  }
  return leads;
}

/** What is known on a day of the leads that were routed in `from ≤ day < until`. */
function seeAt(day: number, leads: readonly Lead[], from: number, until: number): readonly LeadAge[] {
  return leads
    .filter(({ routedDay }) => routedDay >= from && routedDay < until)
    .map(({ routedDay, delay }) => {
      const age = day - routedDay;
      return { age, convertedAfter: delay !== null && delay <= age ? delay : null };
    });
}

/** The first day on which the mature cohorts since the change are too low for chance, at 1 in 200 (one rule of 20, q = 0.1). */
function waitForCohorts(leads: readonly Lead[]): number {
  const count = (from: number, until: number) => {
    const cohort = leads.filter(({ routedDay }) => routedDay >= from && routedDay < until);
    return { n: cohort.length, k: cohort.filter(({ delay }) => delay !== null && delay <= MATURE_DAYS).length };
  };
  const base = count(-BASE_DAYS, 0);
  for (let day = MATURE_DAYS + 1; day <= LAST_DAY; day++) {
    const now = count(0, day - MATURE_DAYS);
    if (lowerGammaPoissonTail(now.k, now.n, { shape: base.k, rate: base.n }) < 1 / 200) return day;
  }
  return Infinity;
}
