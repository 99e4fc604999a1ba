import { describe, expect, test } from "vitest";

import { createRandom, drawBinomial, drawPoisson } from "../simulation/random.ts";
import { CALIBRATION, CUSUM_THRESHOLD, simulateThreshold } from "./cusum.ts";
import type { RateHistory } from "./history.ts";
import { scanRates } from "./scan-rates.ts";

const SCAN = { segmentBy: ["territory", "tier"], groupBy: ["territory"] };

/** 40 segments of two leaves each, 6 leads a day in each, re-routed at 6 % times what `lift` says of the segment's day. */
function buildHistory(days: number, lift: (segment: number, day: number) => number): RateHistory {
  const random = createRandom(7);
  const cells = Array.from({ length: 80 }, (_, cell) => [
    `t${Math.floor(cell / 2) % 8}`,
    `tier${Math.floor(cell / 16)}`,
    `source${cell % 2}`,
  ]);
  const n = new Float64Array(cells.length * days);
  const k = n.map((_, at) => {
    const count = drawPoisson(6, random);
    n[at] = count;
    return drawBinomial(count, 0.06 * lift(Math.floor(at / days / 2), at % days), random);
  });
  return { attributes: ["territory", "tier", "source"], cells, days, k, n };
}

describe("scanRates", () => {
  test("opens an anomaly days after it began, dates it back, and closes it after it ended", () => {
    const scan = scanRates(
      buildHistory(120, (segment, day) => (segment === 3 && day >= 60 && day < 80 ? 4 : 1)),
      SCAN,
    );
    const episodes = scan.episodes.filter(({ segment }) => segment === 3);
    expect(episodes).toHaveLength(1);
    const [episode] = episodes;
    expect(episode?.openedDay).toBeGreaterThanOrEqual(60);
    expect(episode?.openedDay).toBeLessThanOrEqual(66);
    expect(Math.abs((episode?.sinceDay ?? 0) - 60)).toBeLessThanOrEqual(2);
    expect(episode?.closedDay).toBeGreaterThan(80);
    expect(episode?.closedDay).toBeLessThan(105);
  });

  test("learns what lasts as the new usual", () => {
    const scan = scanRates(
      buildHistory(200, (segment, day) => (segment === 3 && day >= 60 ? 4 : 1)),
      SCAN,
    );
    const episode = scan.episodes.find(({ segment }) => segment === 3);
    expect(episode?.closedDay).toBeGreaterThan(88);
    expect(episode?.closedDay).toBeLessThan(150);
  });

  test("finds a drift that no week shows", () => {
    const scan = scanRates(
      buildHistory(240, (segment, day) => (segment === 5 ? 1 + Math.max(0, Math.min(1.2, (day - 100) / 80)) : 1)),
      SCAN,
    );
    expect(scan.episodes.map(({ segment }) => segment)).toContain(5);
  });

  test("says the same of a day, whatever comes after it", () => {
    const lift = (segment: number, day: number) => (segment === 3 && day >= 60 ? 4 : 1);
    const long = buildHistory(100, lift);
    const cut = (values: Float64Array) => values.filter((_, at) => at % 100 < 70);
    const short = { ...long, days: 70, k: cut(long.k), n: cut(long.n) };
    expect(scanRates(short, SCAN).alerts).toEqual(scanRates(long, SCAN).alerts.filter(({ day }) => day < 70));
  });

  test("names an attribute that does not exist", () => {
    expect(() =>
      scanRates(
        buildHistory(30, () => 1),
        { ...SCAN, segmentBy: ["colour"] },
      ),
    ).toThrow('There is no attribute "colour"; there are territory, tier, source');
  });
});

describe("the threshold of the drift", () => {
  test("is what its simulation says", () => {
    expect(simulateThreshold(CALIBRATION)).toBe(CUSUM_THRESHOLD);
  });
});
