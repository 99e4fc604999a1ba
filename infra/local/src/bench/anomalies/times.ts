import { createRandom, drawNormal, drawPoisson, type Random } from "@pointsman/anomalies/simulation/random";
import { detectTimeShifts, type TimeRow, type TimeShift } from "@pointsman/anomalies/times/detect-time-shifts";
import type { HourClass } from "@pointsman/anomalies/times/hour-class";
import { findQuantile } from "@pointsman/anomalies/times/rank-test";

const SEGMENTS = 50;
const SLOWED = 5;
const LEADS_A_DAY = 12;
const DAYS = { now: 7, base: 28 } as const;
/** Mean share of the leads, and how much slower than in office hours. */
const HOURS: Readonly<Record<HourClass, readonly [share: number, factor: number]>> = {
  work: [0.7, 1],
  evening: [0.2, 2],
  weekend: [0.1, 3],
};

export interface TimeResult {
  /** Shares found of segments in which all leads take 1.6 times as long, and in which one of eight takes 20 times as long. */
  readonly location: number;
  readonly tail: number;
  /** Calls of other segments a week, as one scan a day would make them if days were independent. */
  readonly falsePerWeek: number;
  /** Of these segments the share whose 95th percentile doubled, which is what it would be tempting to call. */
  readonly doubledByChance: number;
}

/** Route times that get worse in five of 50 segments, in every other organisation for all leads and for some of them. */
export function measureTimes(seeds: readonly number[]): TimeResult {
  const found = { location: 0, tail: 0 };
  let wrong = 0;
  let doubled = 0;
  for (const seed of seeds) {
    const random = createRandom(seed);
    const kind = seed % 2 === 0 ? "location" : "tail";
    const rows = Array.from({ length: SEGMENTS }, (_, segment) =>
      drawRow(segment, segment < SLOWED ? kind : null, random),
    );
    const shifts = detectTimeShifts(rows);
    found[kind] += countRows(shifts, (segment) => segment < SLOWED) / SLOWED;
    wrong += countRows(shifts, (segment) => segment >= SLOWED);
    doubled += rows.slice(SLOWED).filter(hasDoubled).length;
  }
  const half = seeds.length / 2;
  return {
    location: found.location / half,
    tail: found.tail / half,
    falsePerWeek: (7 * wrong) / seeds.length,
    doubledByChance: doubled / seeds.length / (SEGMENTS - SLOWED),
  };
}

function drawRow(segment: number, slowed: TimeShift["kind"] | null, random: Random): TimeRow {
  const median = 5_000 * Math.exp(0.4 * drawNormal(random));
  const volume = LEADS_A_DAY * Math.exp(0.6 * drawNormal(random));
  const drawTimes = (mean: number, factor: number, slowed: TimeShift["kind"] | null) =>
    Array.from({ length: drawPoisson(mean, random) }, () => {
      const slow = slowed === "location" ? 1.6 : slowed === "tail" && random() < 1 / 8 ? 20 : 1;
      return median * factor * slow * Math.exp(0.9 * drawNormal(random));
    });
  const byHours = Object.fromEntries(
    Object.entries(HOURS).map(([hours, [share, factor]]) => [
      hours,
      {
        now: drawTimes(volume * share * DAYS.now, factor, slowed),
        base: drawTimes(volume * share * DAYS.base, factor, null),
      },
    ]),
  );
  return { attributes: { segment: String(segment) }, byHours };
}

function countRows(shifts: readonly TimeShift[], isMeant: (segment: number) => boolean): number {
  return new Set(shifts.map(({ row }) => Number(row.attributes["segment"])).filter(isMeant)).size;
}

/** Of the last 24 hours against the same class before, as dashboards have it. */
function hasDoubled({ byHours }: TimeRow): boolean {
  const { now = [], base = [] } = byHours.work ?? {};
  return findQuantile(now.slice(0, Math.ceil(now.length / DAYS.now)), 0.95) >= 2 * findQuantile(base, 0.95);
}
