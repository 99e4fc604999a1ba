import { describe, expect, test } from "vitest";

import { measureWorstDebt, searchWorstDebt } from "./search-worst-debt.ts";

/** The history that docs/fairness.md publishes: who is there for each lead, in hexadecimal, bit 0 being the first rep. */
const PUBLISHED = {
  weights: [2, 372, 131, 3, 105, 17, 2, 9, 39, 2],
  present:
    `3df 094 0b4 23c 070 087 30d 253 314 0a0 2d4 25b 39a 22a 22e 2de 3c6 0dc 303 224 157 2ab 102 243 09f 0b5 1e4 3a9
    27d 302 21e 245 33e 212 249 319 2cf 32c 23f 284 085 0a0 022 372 077 307 122 32f 23d 061 285 04e 0fd 34c 020 0ff 2cd
    076 07a 3a0`
      .split(/\s+/)
      .map((bits) => Number.parseInt(bits, 16)),
};

describe("the worst debt where reps come and go", () => {
  test("of the published history is the published one", () => {
    expect(measureWorstDebt(PUBLISHED)).toBe(1.598826);
  });

  test.each([2, 4, 7, 12])("among %i reps stays below two leads in a search of its own", (reps) => {
    expect(searchWorstDebt({ reps, seed: 7, draws: 6, steps: 1_200 }).leads).toBeLessThan(2);
  });

  test("is found again by the same search", () => {
    const options = { reps: 4, seed: 11, draws: 3, steps: 200 };
    expect(searchWorstDebt(options)).toEqual(searchWorstDebt(options));
  });

  test("of a rep who is alone is nothing, and of nobody there too", () => {
    expect(measureWorstDebt({ weights: [100, 300], present: [1, 2, 0, 2] })).toBe(0);
  });
});
