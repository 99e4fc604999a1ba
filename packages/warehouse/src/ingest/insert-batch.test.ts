import { startTestClickHouse, type TestClickHouse } from "@pointsman/testkit/clickhouse";
import { describe, expect, test } from "vitest";

import { migrate } from "../migrate.ts";
import { countEvents } from "../reconcile/count-events.ts";
import { toOutboxRow } from "../testing/lead-history.ts";
import { PLANTED_HISTORY } from "../testing/planted-history.ts";
import type { OutboxRow } from "./event-row.ts";
import { insertBatch, RefusedRowsError } from "./insert-batch.ts";

const YEAR = { from: "2026-01-01T00:00:00.000Z", until: "2027-01-01T00:00:00.000Z" };
const ROWS = PLANTED_HISTORY.map(toOutboxRow);

async function startWarehouse(): Promise<TestClickHouse> {
  const engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  return engine;
}

async function select({ client }: TestClickHouse, query: string): Promise<unknown> {
  const result = await client.query({ query, format: "JSONEachRow" });
  return result.json();
}

/** Rows as they lie in the table, and rows that FINAL shows. */
async function countBoth(engine: TestClickHouse) {
  const [stored] = (await select(engine, "select count() as n from lead_event_v2")) as [{ n: number }];
  const [final] = (await select(engine, "select count() as n from lead_event_v2 final")) as [{ n: number }];
  return { stored: stored.n, final: final.n };
}

describe("sending a batch again", () => {
  test("under its token stores nothing twice, across months, after other batches, ten times over", async () => {
    await using engine = await startWarehouse();
    // A merge would hide what was stored twice.
    await engine.client.command({ query: "system stop merges lead_event_v2" });
    await insertBatch(engine.client, { token: "1", rows: ROWS.slice(0, 20) });
    await insertBatch(engine.client, { token: "2", rows: ROWS.slice(20) });
    for (let repeat = 0; repeat < 10; repeat += 1) {
      await insertBatch(engine.client, { token: "1", rows: ROWS.slice(0, 20) });
    }
    expect(await countBoth(engine)).toEqual({ stored: ROWS.length, final: ROWS.length });
  });

  test("under another token, reordered or cut differently stores it twice, and FINAL shows it once", async () => {
    await using engine = await startWarehouse();
    await engine.client.command({ query: "system stop merges lead_event_v2" });
    await insertBatch(engine.client, { token: "1", rows: ROWS });
    const before = await countEvents.run(engine.client, YEAR);
    await insertBatch(engine.client, { token: "2", rows: ROWS.toReversed() });
    await insertBatch(engine.client, { token: "3", rows: ROWS.slice(5, 9) });
    expect(await countBoth(engine)).toEqual({ stored: 2 * ROWS.length + 4, final: ROWS.length });
    expect(await countEvents.run(engine.client, YEAR)).toEqual(before);
  });

  test("with other rows under the same token loses none of them", async () => {
    await using engine = await startWarehouse();
    await insertBatch(engine.client, { token: "1", rows: ROWS.slice(0, 3) });
    await insertBatch(engine.client, { token: "1", rows: ROWS.slice(3, 5) });
    expect(await countBoth(engine)).toEqual({ stored: 5, final: 5 });
  });

  test("negative control: without the window the same batch is stored twice, so that FINAL is not what the first test sees", async () => {
    await using engine = await startWarehouse();
    await engine.client.command({
      query: "alter table lead_event_v2 modify setting non_replicated_deduplication_window = 0",
    });
    await engine.client.command({ query: "system stop merges lead_event_v2" });
    await insertBatch(engine.client, { token: "1", rows: ROWS });
    await insertBatch(engine.client, { token: "1", rows: ROWS });
    expect(await countBoth(engine)).toEqual({ stored: 2 * ROWS.length, final: ROWS.length });
  });
});

test("a row that is sent again with other content replaces the old one: Postgres is right", async () => {
  await using engine = await startWarehouse();
  const [event] = PLANTED_HISTORY;
  await insertBatch(engine.client, { token: "1", rows: [toOutboxRow({ ...event!, country: "FR" })] });
  await insertBatch(engine.client, { token: "2", rows: [toOutboxRow({ ...event!, country: "DE" })] });
  expect(await select(engine, "select country from lead_event_v2 final")).toEqual([{ country: "DE" }]);
});

test("every field arrives as it was sent", async () => {
  await using engine = await startWarehouse();
  const event = {
    ...PLANTED_HISTORY[1]!,
    segment: `mid;"market"\n\n\t\r'\\`,
    vertical: "Élan ✓ \\N",
    utmSource: "",
    accountStatus: "customer",
    partnerId: "part_acme",
    poolId: "pool_west",
    queueId: "queue_ops",
    reason: "null",
  };
  const row = { payload: JSON.stringify(event), contentHash: "-9223372036854775808" };
  await insertBatch(engine.client, { token: "1", rows: [row] });
  const [stored] = (await select(
    engine,
    `select * except (ingested_at) replace (toString(content_hash) as content_hash) from lead_event_v2 final
     settings date_time_output_format = 'iso'`,
  )) as [Record<string, unknown>];
  const sent: Record<string, unknown> = { ...event, contentHash: row.contentHash };
  const snake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  expect(stored).toEqual(Object.fromEntries(Object.entries(sent).map(([key, value]) => [snake(key), value])));
});

describe("rows that are not events", () => {
  const good = ROWS[0]!;
  const event = PLANTED_HISTORY[0]!;
  const alter = (change: Record<string, unknown>): OutboxRow => ({
    ...good,
    payload: JSON.stringify({ ...event, ...change }),
  });

  test.each<[string, OutboxRow]>([
    ["no JSON", { ...good, payload: "{" }],
    ["an unknown kind", alter({ kind: "lead.lost" })],
    ["a missing field", alter({ source: undefined })],
    ["a time without milliseconds", alter({ occurredAt: "2026-10-01T00:00:00Z" })],
    ["a time before 1970, which the column would clamp", alter({ occurredAt: "1969-12-31T23:59:59.999Z" })],
    ["a time after 2299, which the column would clamp", alter({ qualifiedAt: "2300-01-01T00:00:00.000Z" })],
    ["an epoch over 32 bits, which the column would wrap", alter({ epoch: 2 ** 32 })],
    ["a hash over 64 bits, which the column would wrap", { ...good, contentHash: "9223372036854775808" }],
    ["a hash that is no number", { ...good, contentHash: "cafe" }],
  ])("%s: is named by its place, and nothing is sent", async (_, bad) => {
    await using engine = await startWarehouse();
    const sending = insertBatch(engine.client, { token: "1", rows: [good, bad, good, bad] });
    await expect(sending).rejects.toBeInstanceOf(RefusedRowsError);
    await expect(sending).rejects.toMatchObject({ refused: [{ index: 1 }, { index: 3 }] });
    expect(await countBoth(engine)).toEqual({ stored: 0, final: 0 });
  });

  test("no rows at all are nothing to do", async () => {
    await using engine = await startWarehouse();
    await insertBatch(engine.client, { token: "1", rows: [] });
    expect(await countBoth(engine)).toEqual({ stored: 0, final: 0 });
  });
});

test("the last hash that fits is stored exactly, and 50,000 rows make one block", async () => {
  await using engine = await startWarehouse();
  const rows = Array.from({ length: 50_000 }, (_, number) => ({
    payload: JSON.stringify({ ...PLANTED_HISTORY[0]!, eventId: `evt_converts.0.received-${number}` }),
    contentHash: "9223372036854775807",
  }));
  await insertBatch(engine.client, { token: "1", rows });
  expect(
    await select(
      engine,
      "select count() as parts from system.parts where table = 'lead_event_v2' and database = currentDatabase() and active",
    ),
  ).toEqual([{ parts: 1 }]);
  expect(
    await select(
      engine,
      "select distinct toString(content_hash) as hash, count() as n from lead_event_v2 final group by hash",
    ),
  ).toEqual([{ hash: "9223372036854775807", n: 50_000 }]);
});

test("a failed insert is thrown, not swallowed", async () => {
  await using engine = await startWarehouse();
  await engine.client.command({ query: "drop table lead_event_v2" });
  await expect(insertBatch(engine.client, { token: "1", rows: ROWS })).rejects.toThrow("lead_event_v2");
});
