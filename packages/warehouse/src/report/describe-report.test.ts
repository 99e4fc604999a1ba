import type { LeadEvent } from "@pointsman/contracts/event";
import { startTestClickHouse } from "@pointsman/testkit/clickhouse";
import { expect, test } from "vitest";

import { insertBatch } from "../ingest/insert-batch.ts";
import { migrate } from "../migrate.ts";
import { toEvents, toOutboxRow, type Change } from "../testing/lead-history.ts";
import { describeReport } from "./describe-report.ts";
import { readReport } from "./report.ts";

const HOUR = 3_600_000;
const FROM_MS = Date.UTC(2026, 6, 1);
const MONTH = { from: "2026-07-01T00:00:00.000Z", until: "2026-07-31T00:00:00.000Z" } as const;
const NAMES = { reps: { rep_jordan: "Jordan K.", rep_sarah: "Sarah L." }, territories: { west: "West", east: "East" } };

interface Part {
  readonly name: string;
  readonly leads: number;
  readonly routeMs: number;
  readonly rep: string;
  readonly place: Pick<Change, "tier" | "territory">;
  readonly rerouted: number;
  readonly converted: number;
  readonly reason?: string;
}

/** The first ones are re-routed, the last ones convert, a week later. */
function plant({ name, leads, routeMs, rep, place, rerouted, converted, reason }: Part): readonly LeadEvent[] {
  return Array.from({ length: leads }, (_, index) => {
    const here = { ...place, rep, ruleId: `${place.territory}-${place.tier}` };
    // From 30 s below to 30 s above, so that only the mean is what was planted.
    const afterMs = routeMs + ((index % 2) * 2 - 1) * Math.min(routeMs, 30_000);
    const changes: Change[] = [{ kind: "lead.assigned", epoch: 1, afterMs, ...here }];
    if (index < rerouted) {
      changes.push({ kind: "lead.rerouted", epoch: 2, afterMs: HOUR, ...here, reason: reason ?? "wrong_owner" });
      changes.push({ kind: "lead.assigned", epoch: 2, afterMs: HOUR, ...here, rep: "desk" });
    } else if (index >= leads - converted) {
      changes.push({ kind: "lead.converted", epoch: 1, afterMs: (7 * 24 + 1) * HOUR, ...here });
    }
    return toEvents({ lead: `${name}-${index}`, receivedMs: FROM_MS + (index % 700) * HOUR }, changes);
  }).flat();
}

/** Scenario S22: 6 % are re-routed, in the west at tier 2 18 %, for capacity. */
const SCENARIO = [
  {
    name: "jordan",
    leads: 100,
    routeMs: 48_000,
    rep: "jordan",
    place: { tier: "tier1", territory: "west" },
    rerouted: 0,
    converted: 31,
  },
  {
    name: "sarah",
    leads: 100,
    routeMs: 48_000,
    rep: "sarah",
    place: { tier: "tier1", territory: "east" },
    rerouted: 0,
    converted: 22,
  },
  {
    name: "west2",
    leads: 200,
    routeMs: 90_000,
    rep: "desk",
    place: { tier: "tier2", territory: "west" },
    rerouted: 36,
    converted: 0,
    reason: "capacity",
  },
  {
    name: "east2",
    leads: 400,
    routeMs: 90_000,
    rep: "desk",
    place: { tier: "tier2", territory: "east" },
    rerouted: 12,
    converted: 0,
  },
].flatMap(plant);

test("S22: a manager reads speed, accuracy, conversion by rep, and the place that is re-routed 18 % of the time", async () => {
  await using engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  await insertBatch(engine.client, { token: "s22", rows: SCENARIO.map(toOutboxRow) });
  const report = await readReport(engine.client, { ...MONTH, completeUntil: "2026-11-22T12:04:30.000Z" });
  const words = describeReport(report, NAMES);
  expect(words).toContain("Avg route time Tier 1: 48 seconds.");
  expect(words).toContain("Accuracy: 94 % (6 % re-routed).");
  expect(words).toContain("Jordan K.: Tier 1 conversion 31 %, Sarah L.: 22 %.");
  expect(words.filter((line) => line.startsWith("Anomaly"))).toEqual([
    "Anomaly: West territory Tier 2 leads re-routed 18 % of the time (capacity).",
  ]);
});

test("days after the leads came, it says how many are old enough, and corrects for the others", async () => {
  await using engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  const completeUntil = "2026-07-12T00:00:00.000Z";
  const known = SCENARIO.filter(({ occurredAt }) => occurredAt <= completeUntil);
  await insertBatch(engine.client, { token: "young", rows: known.map(toOutboxRow) });
  const report = await readReport(engine.client, { ...MONTH, completeUntil });
  // Conversions take seven days and an hour, so that they fall on the eighth day, of the last hour of a day on the ninth: of 100
  // hourly leads each, those of the last four hours, which are of 5 July, have lived through seven.
  expect(describeReport(report, NAMES)).toContain(
    "Conversion Tier 1: 192 of 200 leads are old enough; rates are corrected for age.",
  );
  const [tier1] = report.conversionByTier;
  // On the eighth day 42 of 192 convert, on the ninth 1 of the 142 that are older: of 4 July's 48 leads the ninth is to come.
  const unconverted = 1 - 42 / 192;
  const byTheEighth = (1 - unconverted) / (1 - unconverted * (1 - 1 / 142));
  expect(tier1?.corrected?.of).toBeCloseTo(144 + 48 * byTheEighth, 9);
  expect(tier1?.corrected?.count).toBeLessThan(tier1?.converted.count ?? 0);
});

test("of no leads it says that there is nothing to say", async () => {
  await using engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  const report = await readReport(engine.client, { ...MONTH, completeUntil: null });
  expect(describeReport(report, NAMES)).toEqual(["Accuracy: – (– re-routed)."]);
});
