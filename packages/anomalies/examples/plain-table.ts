import { localise } from "@pointsman/anomalies/localise/localise";
import { splitMix } from "@pointsman/anomalies/localise/split-mix";
import { detectRateChanges } from "@pointsman/anomalies/rates/detect-rate-changes";

const rows = ["west", "east", "north", "south"].flatMap((territory) =>
  ["A", "B", "C"].map((tier) => ({
    attributes: { territory, tier },
    now: { k: territory === "west" && tier === "B" ? 18 : 6, n: 100 },
    base: { k: 24, n: 400 },
  })),
);

export const changes = detectRateChanges(rows, { groupBy: ["territory"], q: 0.1 });
// [{ row: { attributes: { territory: "west", tier: "B" }, … }, rate: 0.18, expected: 0.060, lift: 3.0, p: 0.00006, q: 0.0007 }]

export const { causes } = localise(rows);
// [{ where: { territory: "west", tier: "B" }, score: 4.8, k: 18, n: 100, expected: 6 }]

export const split = splitMix(rows);
// { change: 0.01, rate: 0.01, mix: 0 }
