import { startTestClickHouse, type TestClickHouse } from "@pointsman/testkit/clickhouse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { insertBatch } from "../ingest/insert-batch.ts";
import { migrate } from "../migrate.ts";
import { toProportion } from "../statistics/proportion.ts";
import { toOutboxRow } from "../testing/lead-history.ts";
import { PLANTED_HISTORY, PLANTED_PERIOD } from "../testing/planted-history.ts";
import { readReport, type Report } from "./report.ts";

let engine: TestClickHouse;
let report: Report;

beforeAll(async () => {
  engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  await insertBatch(engine.client, { token: "planted", rows: PLANTED_HISTORY.map(toOutboxRow) });
  report = await readReport(engine.client, { ...PLANTED_PERIOD, completeUntil: "2026-11-22T12:04:30.000Z" });
});

afterAll(async () => {
  await engine[Symbol.asyncDispose]();
});

describe("the report of the planted history", () => {
  test("says its period, its filter and how fresh it is", () => {
    expect(report.params).toEqual({ ...PLANTED_PERIOD, territory: null, tier: null, source: null });
    expect(report.completeUntil).toBe("2026-11-22T12:04:30.000Z");
    expect(report.received).toBe(11);
  });

  test("coverage: each lead once, by its first outcome", () => {
    expect(report.coverage).toEqual([
      { outcome: "assigned", reason: null, territory: "east", leads: 1, assignedSince: 1 },
      { outcome: "assigned", reason: null, territory: "west", leads: 5, assignedSince: 5 },
      { outcome: "attached", reason: null, territory: "west", leads: 1, assignedSince: 0 },
      { outcome: "held", reason: "out_of_office", territory: "east", leads: 1, assignedSince: 1 },
      { outcome: "parked", reason: "no_coverage", territory: null, leads: 1, assignedSince: 1 },
      { outcome: "parked", reason: "nobody_available", territory: "east", leads: 1, assignedSince: 0 },
      { outcome: "undecided", reason: null, territory: null, leads: 1, assignedSince: 0 },
    ]);
  });

  test("route time: −500, 1,000, 2,000, 3,000 and 61,000 ms at tier A, 4,000 at B", () => {
    expect(report.routeTime.byTier).toEqual([
      {
        tier: "A",
        routed: 5,
        meanMs: 13_300,
        p50Ms: 2_000,
        p95Ms: 49_400,
        p99Ms: 58_680,
        within60s: toProportion(4, 5),
        negative: 1,
        held: 0,
        parked: 0,
      },
      {
        tier: "B",
        routed: 1,
        meanMs: 4_000,
        p50Ms: 4_000,
        p95Ms: 4_000,
        p99Ms: 4_000,
        within60s: toProportion(1, 1),
        negative: 0,
        held: 1,
        parked: 1,
      },
      {
        tier: null,
        routed: 0,
        meanMs: null,
        p50Ms: null,
        p95Ms: null,
        p99Ms: null,
        within60s: toProportion(0, 0),
        negative: 0,
        held: 0,
        parked: 1,
      },
    ]);
    expect(report.routeTime.total).toEqual({
      routed: 6,
      meanMs: 11_750,
      p50Ms: 2_500,
      p95Ms: 46_750,
      p99Ms: 58_150,
      within60s: toProportion(5, 6),
      negative: 1,
      held: 1,
      parked: 2,
    });
  });

  test("accuracy: an SLA breach is a re-route but no fault, leaving a queue is neither", () => {
    expect(report.accuracy.byTerritoryAndTier).toEqual([
      {
        territory: "east",
        tier: "B",
        routed: 2,
        rerouted: toProportion(1, 2),
        misrouted: 1,
        accuracy: toProportion(1, 2),
        reasons: [{ reason: "wrong_owner", count: 1 }],
      },
      {
        territory: "west",
        tier: "A",
        routed: 5,
        rerouted: toProportion(2, 5),
        misrouted: 1,
        accuracy: toProportion(4, 5),
        reasons: [
          { reason: "sla_breach", count: 1 },
          { reason: "wrong_territory", count: 1 },
        ],
      },
      {
        territory: null,
        tier: null,
        routed: 1,
        rerouted: toProportion(0, 1),
        misrouted: 0,
        accuracy: toProportion(1, 1),
        reasons: [],
      },
    ]);
    expect(report.accuracy.total).toMatchObject({
      routed: 8,
      rerouted: toProportion(3, 8),
      misrouted: 2,
      accuracy: toProportion(6, 8),
    });
  });

  test("conversion by rule: the rule under which the lead converted, of all leads it assigned", () => {
    expect(report.conversionByRule).toEqual([
      { ruleId: "east-all", tier: "A", converted: toProportion(1, 1) },
      { ruleId: "east-all", tier: "B", converted: toProportion(1, 2) },
      { ruleId: "west-a", tier: "A", converted: toProportion(1, 5) },
      { ruleId: null, tier: "B", converted: toProportion(0, 1) },
      { ruleId: null, tier: null, converted: toProportion(0, 1) },
    ]);
  });

  test("conversion by rep: without what was his by a fault of the routing, a lead that came back once", () => {
    expect(report.conversionByRep).toEqual([
      { repId: "rep_kim", tier: "A", assigned: 4, converted: toProportion(1, 3) },
      { repId: "rep_kim", tier: "B", assigned: 2, converted: toProportion(1, 2) },
      { repId: "rep_kim", tier: null, assigned: 1, converted: toProportion(0, 1) },
      { repId: "rep_lee", tier: "A", assigned: 3, converted: toProportion(1, 3) },
      { repId: "rep_lee", tier: "B", assigned: 1, converted: toProportion(0, 1) },
    ]);
  });
});

describe("the filter", () => {
  const read = (filter: { source?: string; tier?: string; territory?: string }) =>
    readReport(engine.client, { ...PLANTED_PERIOD, ...filter, completeUntil: null });

  test("by source leaves one lead", async () => {
    const { received, routeTime, conversionByRule } = await read({ source: "partner-form" });
    expect(received).toBe(1);
    expect(routeTime.total.meanMs).toBe(3_000);
    expect(conversionByRule).toEqual([{ ruleId: "west-a", tier: "A", converted: toProportion(0, 1) }]);
  });

  test("by tier goes through every part", async () => {
    const { received, accuracy, routeTime, conversionByRep } = await read({ tier: "B" });
    expect(received).toBe(3);
    expect(accuracy.byTerritoryAndTier.map((row) => row.tier)).toEqual(["B"]);
    expect(routeTime.byTier.map((row) => row.tier)).toEqual(["B"]);
    expect(conversionByRep.map((row) => row.tier)).toEqual(["B", "B"]);
  });

  test("by territory takes assignments by their own: the second one of the misrouted lead lies in the east", async () => {
    const { received, conversionByRule } = await read({ territory: "west" });
    expect(received).toBe(6);
    expect(conversionByRule).toEqual([{ ruleId: "west-a", tier: "A", converted: toProportion(1, 5) }]);
  });

  test("that nothing passes gives an empty report, not an error", async () => {
    const empty = await read({ source: "no-such-source" });
    expect(empty).toMatchObject({ received: 0, coverage: [], conversionByRule: [], conversionByRep: [] });
    expect(empty.routeTime).toEqual({
      total: {
        routed: 0,
        meanMs: null,
        p50Ms: null,
        p95Ms: null,
        p99Ms: null,
        within60s: toProportion(0, 0),
        negative: 0,
        held: 0,
        parked: 0,
      },
      byTier: [],
    });
    expect(empty.accuracy.total).toMatchObject({ routed: 0, misrouted: 0, reasons: [] });
  });

  test("is text to the engine, whatever it says", async () => {
    expect((await read({ tier: "A' or 1 = 1 --" })).received).toBe(0);
  });
});

test("a period that ends before it starts is refused", async () => {
  const params = { from: PLANTED_PERIOD.until, until: PLANTED_PERIOD.from, completeUntil: null };
  await expect(readReport(engine.client, params)).rejects.toThrow("expected an end after the start");
});
