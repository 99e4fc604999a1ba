import { ROUTING_FAULTS } from "@pointsman/contracts/event";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { buildLeadEvent } from "@pointsman/testkit/builders";
import { startTestClickHouse, type TestClickHouse } from "@pointsman/testkit/clickhouse";
import { expect, test } from "vitest";

import { migrate } from "../migrate.ts";
import { toOutboxRow } from "../testing/lead-history.ts";
import { makeRandomHistory, seedRandom } from "../testing/random-history.ts";
import { foldLeads, foldRange } from "./fold-leads.ts";
import { insertBatch, insertEvents } from "./insert-batch.ts";

const EVER = { from: "1970-01-01T00:00:00.000Z", until: "2299-12-31T00:00:00.000Z" };
const SETTINGS = { date_time_output_format: "iso" } as const;

async function select(engine: TestClickHouse, query: string): Promise<readonly Record<string, unknown>[]> {
  const result = await engine.client.query({ query, format: "JSONEachRow", clickhouse_settings: SETTINGS });
  return result.json();
}

/** The kept rows, and those made of the events now. */
async function readBoth(engine: TestClickHouse) {
  const kept = {
    leads: await select(engine, "select * from lead_v1 order by lead_id"),
    assignments: await select(engine, "select * from assignment_v1 order by lead_id, epoch"),
  };
  const made = {
    leads: await select(engine, "select * except (version) from lead_fold_v1 order by lead_id"),
    assignments: await select(engine, "select * except (version) from assignment_fold_v1 order by lead_id, epoch"),
  };
  return { kept, made };
}

test("however events come in, doubled, reordered, late or damaged at first, the kept rows are those of the events", async () => {
  await using engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  await engine.client.command({ query: "system stop merges" });
  const random = seedRandom(11);
  const history = makeRandomHistory(random, 120);
  const damaged = history.filter((event) => event.kind === "lead.assigned").map((event) => ({ ...event, tier: "Z" }));
  await insertBatch(engine.client, { token: "damaged", rows: damaged.slice(0, 20).map(toOutboxRow) });
  // The repair is told from the damage by its time of arrival, in milliseconds.
  await engine.client.command({ query: "select sleep(0.01) format Null" });
  const apart: number[] = [];
  const sent = random.shuffle([...history, ...history.slice(0, 150)]);
  for (let at = 0; at < sent.length; at += 40) {
    await insertBatch(engine.client, { token: `${at}`, rows: sent.slice(at, at + 40).map(toOutboxRow) });
    // Now and then, since what is wrong half-way may be mended by later events.
    if (at % 200 !== 0) continue;
    const { kept, made } = await readBoth(engine);
    if (JSON.stringify(kept) !== JSON.stringify(made)) apart.push(at);
  }
  expect(apart).toEqual([]);
  const { kept, made } = await readBoth(engine);
  expect(kept.leads).toHaveLength(120);
  expect(kept.assignments.length).toBeGreaterThan(100);
  expect(kept).toEqual(made);
  expect(JSON.stringify(kept)).not.toContain('"tier":"Z"');
  await engine.client.command({ query: "system start merges" });
  await engine.client.command({ query: "optimize table lead_row_v1 final" });
  expect((await readBoth(engine)).kept).toEqual(kept);
});

test("a row that was made before later events were known does not replace one that knew them", async () => {
  await using engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  const history = makeRandomHistory(seedRandom(5), 40).map(toOutboxRow);
  await insertBatch(engine.client, { token: "1", rows: history.slice(0, 60) });
  await engine.client.command({ query: "create table stale as lead_row_v1" });
  await engine.client.command({ query: "insert into stale select * from lead_row_v1" });
  await insertBatch(engine.client, { token: "2", rows: history.slice(60) });
  await engine.client.command({
    query: "insert into lead_row_v1 select * from stale settings insert_deduplication_token = ''",
  });
  const { kept, made } = await readBoth(engine);
  expect(kept).toEqual(made);
});

test.each([
  ["within seconds of one another, which are read as one range", 1_000],
  ["hours apart, each of which is looked up", 3_600_000],
])("leads received %s get their rows, and others are left alone", async (_, apartMs) => {
  await using engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  const leads = Array.from({ length: 40 }, (_unused, index) => {
    const receivedAt = toTimestamp(Date.parse("2026-10-01T00:00:00.000Z") + index * apartMs);
    return buildLeadEvent(`l${index}`, { receivedAt, qualifiedAt: receivedAt, occurredAt: receivedAt });
  });
  const stored = await insertEvents(engine.client, { token: "1", rows: leads.map(toOutboxRow) });
  const wanted = stored.filter((_row, index) => index !== 20);
  await foldLeads(engine.client, wanted);
  const kept = await select(engine, "select lead_id from lead_v1 order by received_at");
  expect(kept.map((row) => row["lead_id"])).toEqual(wanted.map((row) => row.lead_id));
});

test("rows that are missing are made again from the events of their range", async () => {
  await using engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  await insertBatch(engine.client, { token: "1", rows: makeRandomHistory(seedRandom(6), 60).map(toOutboxRow) });
  const before = await readBoth(engine);
  await engine.client.command({ query: "truncate table lead_row_v1" });
  await engine.client.command({ query: "truncate table assignment_row_v1" });
  // Negative control: nothing else makes them.
  expect(await select(engine, "select count() as n from lead_v1")).toEqual([{ n: 0 }]);
  await foldRange(engine.client, EVER);
  expect(await readBoth(engine)).toEqual(before);
});

test.each([
  ["lead_v1", "lead_row_v1"],
  ["assignment_v1", "assignment_row_v1"],
  ["event_v1", "lead_event_v2"],
  ["lead_fold_v1", "lead_event_v2"],
  ["assignment_fold_v1", "lead_event_v2"],
])("a range of %s reads its part of %s only", async (view, table) => {
  await using engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  await engine.client.command({
    query: `insert into ${table} (lead_id, received_at)
      select 'lead_' || toString(number), toDateTime64('2026-10-01 00:00:00', 3, 'UTC') + number from numbers(200000)`,
  });
  const day = "received_at >= '2026-10-01 12:00:00' and received_at < '2026-10-01 13:00:00'";
  const plan = await select(engine, `explain indexes = 1 select * from ${view} where ${day}`);
  const granules = plan.flatMap(({ explain }) => /Parts: \d+ \| Granules: (\d+)$/.exec(String(explain))?.[1] ?? []);
  expect(granules.map(Number)).toEqual([1]);
  const all = await select(engine, `explain indexes = 1 select * from ${view}`);
  expect(all.map(({ explain }) => String(explain)).join()).toMatch(/Granules: 2\d/);
});

test("days add up to what the leads say", async () => {
  await using engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  await insertBatch(engine.client, { token: "1", rows: makeRandomHistory(seedRandom(7), 200).map(toOutboxRow) });
  const faults = ROUTING_FAULTS.map((reason) => `'${reason}'`).join();
  const [days] = await select(
    engine,
    `select sum(leads) as leads, sum(routed) as routed, sum(routed_at_once) as at_once, sum(route_ms) as ms,
       sum(rerouted) as rerouted, sum(misrouted) as misrouted, sum(converted) as converted, sum(parked) as parked
     from daily_v1`,
  );
  const [leads] = await select(
    engine,
    `select count() as leads, countIf(routed_at is not null) as routed, countIf(first_outcome = 'assigned') as at_once,
       sumIf(dateDiff('millisecond', qualified_at, routed_at), first_outcome = 'assigned') as ms,
       countIf(is_rerouted) as rerouted, countIf(reroute_reason in (${faults})) as misrouted,
       countIf(converted_at is not null) as converted, countIf(first_outcome = 'parked') as parked
     from lead_v1`,
  );
  expect(days).toEqual(leads);
});
