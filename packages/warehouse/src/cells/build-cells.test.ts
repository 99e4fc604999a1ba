import type { ClickHouseClient } from "@clickhouse/client";
import { startTestClickHouse, type TestClickHouse } from "@pointsman/testkit/clickhouse";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";

import { foldRange } from "../ingest/fold-leads.ts";
import { insertBatch } from "../ingest/insert-batch.ts";
import { migrate } from "../migrate.ts";
import { readReport } from "../report/report.ts";
import { toOutboxRow } from "../testing/lead-history.ts";
import { PLANTED_PERIOD } from "../testing/planted-history.ts";
import { makeRandomHistory, seedRandom } from "../testing/random-history.ts";
import { buildCells } from "./build-cells.ts";
import { listCleanDays } from "./clean-days.ts";
import { markBegun, markEveryDay } from "./mark-days.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const EVER = { from: "2026-01-01T00:00:00.000Z", until: "2027-01-01T00:00:00.000Z" } as const;
const BUILD = { before: EVER.until, limit: 1_000 } as const;

/** Of leads of six days. */
const HISTORY = seedRandom(3)
  .shuffle(
    makeRandomHistory(seedRandom(3), 600).filter(
      ({ receivedAt }) => receivedAt >= "2026-10-01" && receivedAt < "2026-10-07",
    ),
  )
  .map(toOutboxRow);
const HALF = Math.floor(HISTORY.length / 2);
/** The engine remembers tokens when the tables are emptied. */
let starts = 0;
const FIRST = () => ({ token: `first.${starts}`, rows: HISTORY.slice(0, HALF) });
const SECOND = () => ({ token: `second.${starts}`, rows: HISTORY.slice(HALF) });

let engine: TestClickHouse;

beforeAll(async () => {
  engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  await engine.client.command({ query: "create table no_cells as report_cell_v1" });
  return async () => engine[Symbol.asyncDispose]();
});

/** The events of the first batch, and cells of them. */
beforeEach(async () => {
  for (const table of ["lead_event_v2", "lead_row_v1", "assignment_row_v1", "received_day_v1", "report_cell_v1"]) {
    await engine.client.command({ query: `truncate table ${table}` });
  }
  starts += 1;
  await insertBatch(engine.client, FIRST());
  await buildCells(engine.client, BUILD);
});

/** The client, but ahead of each write something happens; `number` counts from 0. */
function aheadOfWrites(client: ClickHouseClient, happen: (number: number) => Promise<void>): ClickHouseClient {
  let writes = 0;
  return new Proxy(client, {
    get: (target, name) => {
      if (name !== "command" && name !== "insert") return Reflect.get(target, name) as unknown;
      return async (...args: readonly [never]) => {
        writes += 1;
        await happen(writes - 1);
        return target[name](...args);
      };
    },
  });
}

class KilledError extends Error {}

/** Breaks off ahead of this write. @returns whether it came so far */
async function killAt(client: ClickHouseClient, at: number, work: (client: ClickHouseClient) => Promise<unknown>) {
  const dying = aheadOfWrites(client, async (number) => {
    if (number === at) throw new KilledError();
  });
  try {
    await work(dying);
    return false;
  } catch (error) {
    if (error instanceof KilledError) return true;
    throw error;
  }
}

/** The report as it is read, and as it is where there are no cells. */
async function readBoth() {
  const { client } = engine;
  const read = async () => readReport(client, { ...PLANTED_PERIOD, completeUntil: "2026-11-20T12:00:00.000Z" });
  const asIs = await read();
  await client.command({ query: "exchange tables report_cell_v1 and no_cells" });
  const ofRows = await read();
  await client.command({ query: "exchange tables report_cell_v1 and no_cells" });
  return { asIs, ofRows };
}

const countClean = async () => (await listCleanDays.run(engine.client, EVER)).length;

const countDays = async () => {
  const query = "select uniqExact(toDate(received_at)) as days from lead_row_v1";
  const [row] = await (await engine.client.query({ query, format: "JSONEachRow" })).json<{ days: string }>();
  return Number(row?.days);
};

test("cells of all days give the report of the rows, and are made again for days that changed only", async () => {
  const days = await countDays();
  expect(days).toBe(6);
  expect(await countClean()).toBe(days);
  expect(await buildCells(engine.client, BUILD)).toBe(0);
  const { asIs, ofRows } = await readBoth();
  expect(asIs.received).toBeGreaterThan(10);
  expect(asIs).toEqual(ofRows);
  await insertBatch(engine.client, { token: "late", rows: SECOND().rows.slice(0, 1) });
  expect(await countClean()).toBeGreaterThanOrEqual(days - 1);
  expect(await buildCells(engine.client, BUILD)).toBe(1);
  expect(await countClean()).toBe(await countDays());
});

test("cells are read: of a day that is clean, whatever its rows say", async () => {
  const { asIs } = await readBoth();
  await engine.client.command({ query: "truncate table lead_row_v1" });
  await engine.client.command({ query: "truncate table assignment_row_v1" });
  const after = await readBoth();
  expect(after.asIs.accuracy).toEqual(asIs.accuracy);
  expect(after.asIs.conversionByRuleAndRep).toEqual(asIs.conversionByRuleAndRep);
  expect(after.ofRows.received).toBe(0);
});

/** Events, the mark, rows of leads, rows of assignments, the mark that it is done. */
const WRITES_OF_A_BATCH = 5;

test.each(Array.from({ length: WRITES_OF_A_BATCH + 1 }, (_, at) => at))(
  "a batch that is killed ahead of write %i, before or after cells are made: the report is that of the rows",
  async (at) => {
    const isKilled = await killAt(engine.client, at, async (client) => insertBatch(client, SECOND()));
    expect(isKilled).toBe(at < WRITES_OF_A_BATCH);
    const killed = await readBoth();
    expect(killed.asIs).toEqual(killed.ofRows);
    await buildCells(engine.client, BUILD);
    const built = await readBoth();
    expect(built.asIs).toEqual(killed.ofRows);
    // Sent again, as it was not acknowledged.
    await insertBatch(engine.client, SECOND());
    await buildCells(engine.client, BUILD);
    const again = await readBoth();
    expect(again.asIs).toEqual(again.ofRows);
    expect(await countClean()).toBe(await countDays());
  },
);

test.each(Array.from({ length: WRITES_OF_A_BATCH }, (_, at) => at))(
  "cells that are made ahead of write %i of a batch do not hide what it writes",
  async (at) => {
    // So that there are cells to be made.
    await markEveryDay(engine.client);
    const meanwhile = aheadOfWrites(engine.client, async (number) => {
      if (number === at) await buildCells(engine.client, BUILD);
    });
    await insertBatch(meanwhile, SECOND());
    const { asIs, ofRows } = await readBoth();
    expect(asIs).toEqual(ofRows);
  },
);

/** Cells of leads and of assignments of three days, then of three more. */
test.each([0, 1, 2])("a build that is overtaken by a batch, or killed, ahead of write %i hides nothing", async (at) => {
  await markEveryDay(engine.client);
  const overtaken = aheadOfWrites(engine.client, async (number) => {
    if (number === at) await insertBatch(engine.client, SECOND());
  });
  await buildCells(overtaken, BUILD);
  const first = await readBoth();
  expect(first.asIs).toEqual(first.ofRows);
  expect(await killAt(engine.client, at, async (client) => buildCells(client, BUILD))).toBe(true);
  const killed = await readBoth();
  expect(killed.asIs).toEqual(first.ofRows);
  await buildCells(engine.client, BUILD);
  expect(await countClean()).toBe(await countDays());
  expect((await readBoth()).asIs).toEqual(first.ofRows);
});

test("of a day that is being changed no cells are made, unless the change broke off long ago", async () => {
  const day = "select toDate32('2026-10-01') as day";
  await markBegun(engine.client, day);
  expect(await buildCells(engine.client, BUILD)).toBe(0);
  const days = await countDays();
  expect(await countClean()).toBe(days - 1);
  await engine.client.command({ query: "create table marks as received_day_v1" });
  await engine.client.command({
    query: `insert into marks select day, begun, done, marked_at - interval 11 minute from received_day_v1`,
  });
  await engine.client.command({ query: "exchange tables received_day_v1 and marks" });
  expect(await buildCells(engine.client, BUILD)).toBe(1);
  expect(await countClean()).toBe(days);
});

test("the days of a range that is made anew are marked; days from `before` on stay rows", async () => {
  await foldRange(engine.client, { from: "2026-10-01T00:00:00.000Z", until: "2026-10-04T00:00:00.000Z" });
  expect(await buildCells(engine.client, { before: "2026-10-03T00:00:00.000Z", limit: 1_000 })).toBe(2);
  expect(await buildCells(engine.client, { before: "2026-10-04T00:00:00.000Z", limit: 1_000 })).toBe(1);
});
