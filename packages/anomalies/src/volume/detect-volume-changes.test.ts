import { describe, expect, test } from "vitest";

import { createRandom, drawPoisson } from "../simulation/random.ts";
import { detectVolumeChanges } from "./detect-volume-changes.ts";

/** Seven weeks in which a source has `mean` leads an hour by day and a tenth of it by night. */
function drawVolume(mean: number, seed: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: 7 * 168 }, (_, hour) =>
    drawPoisson(hour % 24 >= 8 && hour % 24 < 20 ? mean : mean / 10, random),
  );
}

function tamper(counts: readonly number[], last: readonly number[]): readonly number[] {
  return [...counts.slice(0, counts.length - last.length), ...last];
}

describe("detectVolumeChanges", () => {
  // The last hour ends at 15:00.
  const usual = drawVolume(20, 11).slice(0, -9);

  test("says nothing of a usual hour", () => {
    expect(detectVolumeChanges([{ source: "form", counts: usual }])).toEqual([]);
  });

  test.each([
    ["more", [90]],
    ["less", [1]],
  ] as const)("sees %s", (kind, last) => {
    expect(detectVolumeChanges([{ source: "form", counts: tamper(usual, last) }])).toMatchObject([
      { kind, source: "form" },
    ]);
  });

  test("hears silence after an hour of a large source, and not before its time of a small one", () => {
    expect(detectVolumeChanges([{ source: "form", counts: tamper(usual, [0]) }])).toContainEqual(
      expect.objectContaining({ kind: "silence", hours: 1 }),
    );
    const small = drawVolume(2, 12).slice(0, -9);
    expect(detectVolumeChanges([{ source: "chat", counts: tamper(small, [0, 0]) }])).toEqual([]);
    expect(detectVolumeChanges([{ source: "chat", counts: tamper(small, [0, 0, 0, 0, 0, 0]) }])).toMatchObject([
      { kind: "silence", source: "chat", count: 0 },
    ]);
  });

  test("waits for six weeks", () => {
    expect(detectVolumeChanges([{ source: "form", counts: [...usual.slice(0, 900), 0] }])).toEqual([]);
  });
});
