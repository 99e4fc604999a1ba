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
    const everything = { territory: null, tier: null, segment: null, source: null, rule: null, rep: null, pool: null };
    expect(report.params).toEqual({ ...PLANTED_PERIOD, ...everything, by: [] });
    expect(report.completeUntil).toBe("2026-11-22T12:04:30.000Z");
    expect(report.received).toBe(11);
    expect(report.groups).toEqual([]);
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

  test("route time: −500, 1,000, 2,000, 3,000 and 61,000 ms at tier A, 4,000 at B, a wait of 20 hours apart", () => {
    const [a, b, unknown] = report.routeTime.byTier;
    expect(a).toMatchObject({
      tier: "A",
      route: {
        n: 5,
        mean: { ms: 13_300 },
        p50: { ms: 2_000, low: -500, high: 61_000 },
        p95: { ms: 49_400, low: 3_000, high: null },
        p99: { ms: 58_680 },
        within60s: toProportion(4, 5),
        negative: 1,
      },
      held: { n: 0, mean: { ms: null, low: null, high: null } },
    });
    // 13,300 ± 1.96 × 26,696.4 / √5
    expect(a?.route.mean.low).toBe(-10_100.033);
    expect(b).toMatchObject({
      tier: "B",
      route: { n: 1, mean: { ms: 4_000, low: null, high: null }, p99: { ms: 4_000 } },
      held: { n: 1, mean: { ms: 20 * 3_600_000 - 1_000 }, within60s: toProportion(0, 1) },
    });
    expect(unknown).toMatchObject({ tier: null, route: { n: 0, p50: { ms: null }, within60s: toProportion(0, 0) } });
    expect(report.routeTime.total.route).toMatchObject({ n: 6, mean: { ms: 11_750 }, p50: { ms: 2_500 }, negative: 1 });
  });

  test("edge to commit and commit to routed: 30 s of qualifying are no part of the route time", () => {
    const { edgeToCommit, commitToRouted } = report.routeTime.total;
    expect(edgeToCommit).toMatchObject({ n: 6, mean: { ms: 17_083.333 } });
    // The one whose clocks disagree qualified after it was assigned.
    expect(commitToRouted).toMatchObject({ n: 6, negative: 1, p50: { ms: 0 } });
  });

  test("accuracy: an SLA breach is a re-route but no fault, leaving a queue is neither", () => {
    const rows = report.accuracy.byTerritoryAndTier.map(({ territory, tier, routed, rerouted, accuracy, reasons }) => ({
      place: [territory, tier],
      routed,
      rerouted,
      accuracy,
      reasons: reasons.map(({ reason, share }) => [reason, share.count, share.of]),
    }));
    expect(rows.filter(({ routed }) => routed > 0)).toEqual([
      {
        place: ["east", "B"],
        routed: 2,
        rerouted: toProportion(1, 2),
        accuracy: toProportion(1, 2),
        reasons: [["wrong_owner", 1, 2]],
      },
      {
        place: ["west", "A"],
        routed: 5,
        rerouted: toProportion(2, 5),
        accuracy: toProportion(4, 5),
        reasons: [
          ["sla_breach", 1, 5],
          ["wrong_territory", 1, 5],
        ],
      },
      { place: [null, null], routed: 1, rerouted: toProportion(0, 1), accuracy: toProportion(1, 1), reasons: [] },
    ]);
    expect(report.accuracy.total).toMatchObject({
      routed: 8,
      rerouted: toProportion(3, 8),
      misrouted: 2,
      accuracy: toProportion(6, 8),
    });
    expect(report.accuracy.byTerritoryTierAndRule.map(({ rule, routed }) => [rule, routed])).toEqual([
      ["east-all", 2],
      [null, 0],
      ["west-a", 5],
      [null, 0],
      [null, 1],
    ]);
  });

  test("fallback: the leads that nobody was found for, by territory", () => {
    expect(report.byTerritory.map(({ territory, fallback }) => [territory, fallback])).toEqual([
      ["east", toProportion(1, 3)],
      ["west", toProportion(0, 6)],
      [null, toProportion(1, 2)],
    ]);
  });

  const counts = (rows: readonly { readonly converted: { readonly count: number; readonly of: number } }[]) =>
    rows.map(({ converted }) => `${converted.count} of ${converted.of}`);

  test("conversion by rule: the rule under which the lead converted, of all its assignments", () => {
    expect(report.conversionByRule.map(({ rule, tier }) => [rule, tier])).toEqual([
      ["east-all", "A"],
      ["east-all", "B"],
      ["west-a", "A"],
      [null, "B"],
      [null, null],
    ]);
    expect(counts(report.conversionByRule)).toEqual(["1 of 1", "1 of 3", "1 of 6", "0 of 1", "0 of 1"]);
  });

  test("conversion by rep: without what was his by a fault of the routing", () => {
    expect(report.conversionByRep.map(({ rep, tier, assigned }) => [rep, tier, assigned])).toEqual([
      ["rep_kim", "A", 4],
      ["rep_kim", "B", 2],
      ["rep_kim", null, 1],
      ["rep_lee", "A", 3],
      ["rep_lee", "B", 2],
    ]);
    expect(counts(report.conversionByRep)).toEqual(["1 of 3", "1 of 2", "0 of 1", "1 of 3", "0 of 1"]);
  });

  test("conversion corrected for age: all were routed weeks ago, so that it is what it looks like", () => {
    expect(report.delayCurves).toMatchObject([{ tier: null, pooled: true, conversions: 3, horizonDays: 52 }]);
    expect(report.conversionByTier).toMatchObject([
      { tier: "A", assigned: 5, converted: toProportion(2, 5), oldEnough: 5, corrected: toProportion(2, 5) },
      { tier: "B", assigned: 2, converted: toProportion(1, 2), oldEnough: 2, corrected: toProportion(1, 2) },
      { tier: null, assigned: 1, converted: toProportion(0, 1) },
    ]);
  });

  test("conversion corrected for age: two days after the leads came, three of eight are old enough for nothing yet", async () => {
    const young = await readReport(engine.client, { ...PLANTED_PERIOD, completeUntil: "2026-10-03T02:00:00.000Z" });
    // The only conversion that is within whole days of its age: none by then, so that there is no curve.
    expect(young.delayCurves).toEqual([]);
    expect(young.conversionByTier[0]).toMatchObject({ tier: "A", oldEnough: null, corrected: null });
  });

  test("all figures by any dimensions", async () => {
    const { groups } = await readReport(engine.client, {
      ...PLANTED_PERIOD,
      completeUntil: null,
      by: ["rep", "source"],
    });
    expect(
      groups.map(({ key, outcomes, times, conversion }) => [
        ...Object.values(key),
        outcomes.received,
        times.route.n,
        conversion.assigned,
      ]),
    ).toEqual([
      ["rep_kim", "demo-form", 5, 3, 6],
      ["rep_kim", "partner-form", 1, 1, 1],
      ["rep_lee", "demo-form", 2, 2, 5],
      [null, "demo-form", 3, 0, 0],
    ]);
  });
});

describe("the filter", () => {
  const read = (filter: { source?: string; tier?: string; territory?: string }) =>
    readReport(engine.client, { ...PLANTED_PERIOD, ...filter, completeUntil: null });

  test("by source leaves one lead", async () => {
    const { received, routeTime, conversionByRule } = await read({ source: "partner-form" });
    expect(received).toBe(1);
    expect(routeTime.total.route.mean.ms).toBe(3_000);
    expect(conversionByRule).toMatchObject([{ rule: "west-a", tier: "A", converted: toProportion(0, 1) }]);
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
    expect(conversionByRule).toMatchObject([{ rule: "west-a", tier: "A", converted: toProportion(1, 6) }]);
  });

  test("that nothing passes gives an empty report, not an error", async () => {
    const empty = await read({ source: "no-such-source" });
    expect(empty).toMatchObject({ received: 0, coverage: [], conversionByRule: [], conversionByRep: [] });
    expect(empty.routeTime).toMatchObject({
      total: { route: { n: 0, mean: { ms: null }, p99: { ms: null }, within60s: toProportion(0, 0) }, held: { n: 0 } },
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
