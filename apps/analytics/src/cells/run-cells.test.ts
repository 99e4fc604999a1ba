import { expect, test } from "vitest";

import { routeLeads, seedOrganisation } from "../../test/seed.ts";
import { openTestService, relayAll, START_MS, type TestService } from "../../test/test-service.ts";
import { rebuildWarehouse } from "../rebuild/rebuild-warehouse.ts";
import { runCells } from "./run-cells.ts";

const DAY_MS = 86_400_000;

/** With one lead of today in both stores. */
async function openWithLead(): Promise<TestService> {
  const tested = await openTestService();
  await seedOrganisation(tested.db);
  await routeLeads(tested.db, ["a"]);
  await relayAll(tested.relay);
  return tested;
}

/** Runs until it has paused so often. @returns how long it paused each time, ms */
async function runUntilPause({ service, stop }: TestService, { pauses, nowMs }: { pauses: number; nowMs: number }) {
  const paused: number[] = [];
  const pause = async (ms: number) => {
    paused.push(ms);
    if (paused.length === pauses) stop();
  };
  await runCells({ ...service, clock: { nowMs: () => nowMs }, pause });
  return paused;
}

async function countCells({ service }: TestService): Promise<unknown> {
  const query = "select count() as days from report_cell_v1 final where kind = 'lead'";
  return (await service.warehouse.query({ query, format: "JSONEachRow" })).json();
}

test("today's leads stay rows, yesterday's become cells", async () => {
  await using tested = await openWithLead();
  expect(await runUntilPause(tested, { pauses: 2, nowMs: START_MS })).toEqual([30_000, 30_000]);
  expect(await countCells(tested)).toEqual([{ days: 0 }]);
  await using later = await openWithLead();
  await runUntilPause(later, { pauses: 2, nowMs: START_MS + DAY_MS });
  expect(await countCells(later)).toEqual([{ days: 1 }]);
});

test("a turn that fails is logged, and the next one tries again", async () => {
  await using tested = await openWithLead();
  await tested.service.warehouse.command({ query: "drop table report_cell_v1" });
  expect(await runUntilPause(tested, { pauses: 3, nowMs: START_MS + DAY_MS })).toHaveLength(3);
  expect(tested.logged.filter((line) => line.includes("the cells that reports read could not be made"))).toHaveLength(
    2,
  );
});

test("a rebuild leaves cells of what it has rebuilt", async () => {
  await using tested = await openWithLead();
  await runUntilPause(tested, { pauses: 2, nowMs: START_MS + DAY_MS });
  await tested.service.warehouse.command({
    query: "alter table report_cell_v1 update counted = [7] where 1 settings mutations_sync = 2",
  });
  const service = {
    ...tested.service,
    clock: { nowMs: () => START_MS + DAY_MS },
    stopping: new AbortController().signal,
  };
  await rebuildWarehouse(service, () => undefined);
  const query = "select arraySum(counted) as leads from report_cell_v1 final where kind = 'lead'";
  const result = await service.warehouse.query({ query, format: "JSONEachRow" });
  expect(await result.json()).toEqual([{ leads: 1 }]);
});
