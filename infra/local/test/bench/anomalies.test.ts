import { describe, expect, test } from "vitest";

import { measureLocalisation } from "../../src/bench/anomalies/localisation.ts";
import { measureNull, measureReroutes } from "../../src/bench/anomalies/reroutes.ts";

/** Seeds that the detectors were tuned on; the bench reports others. */
const SEEDS = [1, 2, 3, 4, 5, 6];

describe("the bench of anomalies", () => {
  test("finds most of what is planted, with far fewer false alerts than a daily z-test", () => {
    const { ours, dailyZ } = measureReroutes(5, SEEDS);
    expect(ours.recall).toBeGreaterThan(0.75);
    expect(ours.falseAlertDaysPerWeek).toBeLessThan(dailyZ.falseAlertDaysPerWeek / 10);
  });

  test("names most causes", () => {
    const { top1, top5 } = measureLocalisation(SEEDS);
    expect(top1).toBeGreaterThan(0.5);
    expect(top5).toBeGreaterThanOrEqual(top1);
  });

  test("says the same of the same seeds", () => {
    expect(measureNull(SEEDS)).toBe(measureNull(SEEDS));
  });
});
