import { startTestClickHouse } from "@pointsman/testkit/clickhouse";
import { expect, test } from "vitest";

import { buildCells } from "../cells/build-cells.ts";
import { insertBatch } from "../ingest/insert-batch.ts";
import { migrate } from "../migrate.ts";
import { toOutboxRow } from "../testing/lead-history.ts";
import { PLANTED_HISTORY, PLANTED_PERIOD } from "../testing/planted-history.ts";
import { makeRandomHistory, seedRandom } from "../testing/random-history.ts";
import { recomputeReport } from "../testing/recompute-report.ts";
import { ReportParams, type ReportParamsInput } from "./report-params.ts";
import { readReport } from "./report.ts";

const COMPLETE_UNTIL = "2026-11-22T12:04:30.000Z";
const PARAMS = { ...PLANTED_PERIOD, completeUntil: COMPLETE_UNTIL };

/** What replaces rows by newer ones, now or at a merge. */
const TABLES = ["lead_event_v2", "lead_row_v1", "assignment_row_v1"];

/** Cells of how many days are made, once half of the deliveries have come, and after all of them. */
const CELLS: readonly (readonly [number, string, { readonly halfWay: number; readonly after: number }])[] = [
  [1, "no day has cells", { halfWay: 0, after: 0 }],
  [2, "all have", { halfWay: 0, after: 1_000 }],
  [3, "they are of the first half of what came", { halfWay: 1_000, after: 0 }],
  [4, "some days have", { halfWay: 0, after: 30 }],
  [5, "some have been made anew since", { halfWay: 1_000, after: 20 }],
];

/** Invariant I-22, after deliveries that are late, doubled, out of order and cut anyhow. */
test.each(CELLS)(
  "seed %i: the report equals a recomputation from the raw events, where %s",
  { timeout: 120_000 },
  async (seed, _, { halfWay, after }) => {
    await using engine = await startTestClickHouse();
    await migrate(engine.client, engine);
    const build = async (limit: number) =>
      limit > 0 && buildCells(engine.client, { before: "2026-12-01T00:00:00.000Z", limit });
    const random = seedRandom(seed);
    const history = [...PLANTED_HISTORY, ...makeRandomHistory(random, 600)];
    const deliveries = random.shuffle([...history, ...random.shuffle(history).slice(0, 500)]);
    for (let sent = 0; sent < deliveries.length;) {
      const rows = deliveries.slice(sent, sent + 1 + random.below(400)).map(toOutboxRow);
      await insertBatch(engine.client, { token: `${sent}`, rows });
      if (sent < deliveries.length / 2 && sent + rows.length >= deliveries.length / 2) await build(halfWay);
      sent += rows.length;
    }
    await build(after);
    const filters: readonly (ReportParamsInput & { readonly completeUntil?: null })[] = [
      { ...PLANTED_PERIOD, by: ["rule", "rep", "tier", "territory"] },
      { ...PLANTED_PERIOD, territory: "west", by: ["source", "tier"] },
      { ...PLANTED_PERIOD, tier: "B", by: ["pool", "segment"] },
      { ...PLANTED_PERIOD, rule: "west-a", by: ["rep"] },
      { ...PLANTED_PERIOD, rep: "rep_kim", by: ["territory", "rule"] },
      { ...PLANTED_PERIOD, pool: "pool_west", by: ["pool"] },
      { ...PLANTED_PERIOD, segment: "smb", completeUntil: null },
      { ...PLANTED_PERIOD, territory: "east", tier: "A", source: "partner-form" },
      { from: "2026-09-20T10:11:12.131Z", until: "2026-11-12T13:14:15.161Z" },
    ];
    for (const filter of filters) {
      const params = { completeUntil: COMPLETE_UNTIL, ...filter };
      const { params: __, completeUntil: ___, ...report } = await readReport(engine.client, params);
      const expected = recomputeReport(history, { ...params, ...ReportParams.parse(filter) });
      expect(toNineDigits(report)).toEqual(toNineDigits(expected));
      expect(report.received).toBeGreaterThan(5);
    }
  },
);

test(
  "ingested once, twice, backwards or event by event, with or without merges, the report is the same",
  { timeout: 120_000 },
  async () => {
    const history = [...PLANTED_HISTORY, ...makeRandomHistory(seedRandom(9), 60)];
    const rows = history.map(toOutboxRow);
    const deliveries = [
      [rows],
      [rows, rows],
      [rows.toReversed(), rows.slice(7), rows],
      [...rows.slice(-80).map((row) => [row]), rows.slice(0, -80).toReversed()],
      [
        rows.filter((_, index) => index % 2 === 1),
        rows.filter((_, index) => index % 3 !== 1),
        rows.filter((_, index) => index % 6 === 4),
      ],
    ];
    const reports = await Promise.all(
      deliveries.map(async (batches, delivery) => {
        await using engine = await startTestClickHouse();
        await migrate(engine.client, engine);
        // Table by table: without a name it would be those of the other engines of this process too.
        const atTables = async (toCommand: (table: string) => string) => {
          for (const table of TABLES) await engine.client.command({ query: toCommand(table) });
        };
        if (delivery % 2 === 0) await atTables((table) => `system stop merges ${table}`);
        for (const [number, batch] of batches.entries()) {
          await insertBatch(engine.client, { token: `${number}`, rows: batch });
        }
        if (delivery % 2 === 1) await atTables((table) => `optimize table ${table} final`);
        return await readReport(engine.client, PARAMS);
      }),
    );
    for (const report of reports) expect(report).toEqual(reports[0]);
    const expected = recomputeReport(history, { ...PARAMS, ...ReportParams.parse(PARAMS) });
    expect(toNineDigits(reports[0])).toMatchObject(toNineDigits(expected) as object);
  },
);

/** Negative control: an event that got lost must show, else the two tests above prove nothing. */
test("one re-route less changes the report", async () => {
  const params = { ...PARAMS, ...ReportParams.parse(PARAMS) };
  const lost = PLANTED_HISTORY.find((event) => event.kind === "lead.rerouted")!;
  const without = PLANTED_HISTORY.filter((event) => event !== lost);
  expect(recomputeReport(without, params)).not.toEqual(recomputeReport(PLANTED_HISTORY, params));
});

/** The recomputation takes other arithmetic, which differs in the last digits. */
function toNineDigits(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) => {
      if (typeof part !== "number") return part;
      // Close to zero the difference of two large numbers is left.
      return Math.abs(part) < 1e-12 ? 0 : Number(part.toPrecision(9));
    }),
  );
}
