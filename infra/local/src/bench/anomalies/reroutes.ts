import type { RateHistory } from "@pointsman/anomalies/rates/history";
import { scanRates } from "@pointsman/anomalies/rates/scan-rates";

import { quantile } from "../figure.ts";
import { drawDistinct, drawOrganisation, SEGMENTS, type Plant } from "./organisation.ts";
import { callByDailyZ, callByWilson, type Call } from "./plain-detectors.ts";

const DAYS = 112;
const FROM_DAY = 42;
/** Planted in as many segments of each organisation, for as many days. */
const PLANTS = 6;
const LASTS = 21;

const DETECTORS = {
  ours: (history: RateHistory) =>
    scanRates(history, { segmentBy: ["territory", "tier", "rule"], groupBy: ["territory", "tier"], fromDay: FROM_DAY })
      .alerts,
  dailyZ: (history: RateHistory) => callByDailyZ(history, FROM_DAY),
  wilson: (history: RateHistory) => callByWilson(history, FROM_DAY),
} as const;
export type Detector = keyof typeof DETECTORS;

export interface RerouteResult {
  /** Share of what was planted that is called while it lasts. */
  readonly recall: number;
  /** Of what was called, from its beginning to the first call: medians. */
  readonly delayDays: number;
  readonly delayLeads: number;
  /** Calls of segments in which nothing was planted, by segment and day. */
  readonly falseAlertDaysPerWeek: number;
}

/** Rates that rise `lift`-fold in six of 200 segments, found by each detector on the same data. */
export function measureReroutes(lift: number, seeds: readonly number[]): Readonly<Record<Detector, RerouteResult>> {
  const tallies = { ours: new Tally(), dailyZ: new Tally(), wilson: new Tally() };
  for (const seed of seeds) {
    const shape = { attributes: SEGMENTS, days: DAYS, medianLeads: 12, crunches: true };
    const { history, planted } = drawOrganisation(seed, shape, (random) =>
      drawDistinct(PLANTS, 200, random).map((cell) => ({
        cells: [cell],
        fromDay: FROM_DAY + 7 + Math.floor(random() * (DAYS - FROM_DAY - 7 - LASTS)),
        days: LASTS,
        lift,
      })),
    );
    for (const [name, detect] of Object.entries(DETECTORS)) {
      tallies[name as Detector].add(history, planted, detect(history));
    }
  }
  return { ours: tallies.ours.toResult(), dailyZ: tallies.dailyZ.toResult(), wilson: tallies.wilson.toResult() };
}

class Tally {
  readonly #delays: { readonly days: number; readonly leads: number }[] = [];
  #planted = 0;
  #false = 0;
  #weeks = 0;

  add(history: RateHistory, plants: readonly Plant[], calls: readonly Call[]): void {
    const affected = new Set(plants.flatMap(({ cells }) => cells));
    this.#false += new Set(
      calls.filter(({ segment }) => !affected.has(segment)).map(({ segment, day }) => segment * DAYS + day),
    ).size;
    this.#weeks += (DAYS - FROM_DAY) / 7;
    for (const { cells, fromDay, days } of plants) {
      this.#planted += 1;
      const [cell] = cells;
      const first = calls
        .filter(({ segment, day }) => segment === cell && day >= fromDay && day < fromDay + days)
        .reduce((least, { day }) => Math.min(least, day), Infinity);
      if (cell === undefined || first === Infinity) continue;
      const leads = history.n
        .subarray(cell * DAYS + fromDay, cell * DAYS + first + 1)
        .reduce((sum, count) => sum + count, 0);
      this.#delays.push({ days: first - fromDay + 1, leads });
    }
  }

  toResult(): RerouteResult {
    return {
      recall: this.#delays.length / this.#planted,
      delayDays: quantile(
        this.#delays.map(({ days }) => days),
        0.5,
      ),
      delayLeads: quantile(
        this.#delays.map(({ leads }) => leads),
        0.5,
      ),
      falseAlertDaysPerWeek: this.#false / this.#weeks,
    };
  }
}

/** The share of organisations in which nothing happens, and one scan calls something all the same. */
export function measureNull(seeds: readonly number[]): number {
  const day = 56;
  const called = seeds.filter((seed) => {
    const shape = { attributes: SEGMENTS, days: day + 1, medianLeads: 12, crunches: false };
    const { history } = drawOrganisation(seed, shape, () => []);
    return (
      scanRates(history, { segmentBy: ["territory", "tier", "rule"], groupBy: ["territory", "tier"], fromDay: day })
        .alerts.length > 0
    );
  });
  return called.length / seeds.length;
}
