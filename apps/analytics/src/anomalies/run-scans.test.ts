import { expect, test } from "vitest";

import { plantYear } from "../../test/plant-year.ts";
import { openTestService, toApi, type TestService } from "../../test/test-service.ts";
import { runScans } from "./run-scans.ts";

/** Runs until it has paused so often. @returns how long it paused each time, ms */
async function runUntilPause({ service, stop }: TestService, pauses: number): Promise<readonly number[]> {
  const paused: number[] = [];
  const pause = async (ms: number) => {
    paused.push(ms);
    if (paused.length === pauses) stop();
  };
  await runScans({ ...service, pause });
  return paused;
}

test("scans a minute after the start and then every hour, and tells the report", async () => {
  await using tested = await openTestService();
  await plantYear(tested.service, { seed: 1, isPlanted: true });
  expect(await runUntilPause(tested, 3)).toEqual([60_000, 3_600_000, 3_600_000]);
  const api = toApi(tested.service, ["reports:read"]);
  const sentences = (await api.anomalies.list()).map(({ sentence }) => `Anomaly: ${sentence}`);
  expect(sentences.length).toBeGreaterThan(0);
  const { words } = await api.report.read({ lastDays: 30 });
  expect(words.filter((word) => word.startsWith("Anomaly")).toSorted()).toEqual(sentences.toSorted());
});

test("a scan that fails is logged, and the next one tries again", async () => {
  await using tested = await openTestService();
  await tested.service.warehouse.command({ query: "drop view lead_v1" });
  expect(await runUntilPause(tested, 3)).toHaveLength(3);
  expect(tested.logged.filter((line) => line.includes("the scan for anomalies failed"))).toHaveLength(2);
});
