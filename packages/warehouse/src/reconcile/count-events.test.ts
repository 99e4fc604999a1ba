import { startTestClickHouse } from "@pointsman/testkit/clickhouse";
import { expect, test } from "vitest";

import { insertBatch } from "../ingest/insert-batch.ts";
import { migrate } from "../migrate.ts";
import { toOutboxRow } from "../testing/lead-history.ts";
import { makeRandomHistory, seedRandom } from "../testing/random-history.ts";
import { countEvents } from "./count-events.ts";

const RANGE = { from: "2026-10-01T12:00:00.000Z", until: "2026-11-01T12:00:00.000Z" };

test("count and XOR per hour and kind are those of the events sent, however often each was", async () => {
  await using engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  const random = seedRandom(3);
  const history = makeRandomHistory(random, 300);
  const rows = history.map(toOutboxRow);
  await insertBatch(engine.client, { token: "1", rows });
  await insertBatch(engine.client, { token: "2", rows: random.shuffle(rows).slice(0, 100) });

  const inRange = history.filter((event) => event.occurredAt >= RANGE.from && event.occurredAt < RANGE.until);
  const groups = Map.groupBy(inRange, (event) => `${event.occurredAt.slice(0, 13)}:00:00.000Z ${event.kind}`);
  const expected = [...groups].map(([key, events]) => {
    const hashes = events.map((event) => BigInt(toOutboxRow(event).contentHash));
    const [hour = "", kind = ""] = key.split(" ");
    const hashXor = hashes.reduce((xor, hash) => xor ^ hash, 0n).toString();
    return { hour, kind, count: String(events.length), hashXor };
  });
  const byHourAndKind = (a: { hour: string; kind: string }, b: typeof a) =>
    `${a.hour} ${a.kind}` < `${b.hour} ${b.kind}` ? -1 : 1;

  expect(expected.length).toBeGreaterThan(100);
  expect(await countEvents.run(engine.client, RANGE)).toEqual(expected.sort(byHourAndKind));
});

test("one event less, or one with another hash, shows", async () => {
  await using engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  const [first, second, ...rest] = makeRandomHistory(seedRandom(4), 20).map(toOutboxRow);
  const wholeYear = { from: "2026-01-01T00:00:00.000Z", until: "2027-12-31T00:00:00.000Z" };
  await insertBatch(engine.client, { token: "1", rows: [first!, ...rest] });
  const withoutSecond = await countEvents.run(engine.client, wholeYear);
  await insertBatch(engine.client, { token: "2", rows: [{ ...second!, contentHash: "1" }] });
  const damaged = await countEvents.run(engine.client, wholeYear);
  await insertBatch(engine.client, { token: "3", rows: [second!] });
  const whole = await countEvents.run(engine.client, wholeYear);
  expect(damaged).not.toEqual(withoutSecond);
  expect(whole).not.toEqual(damaged);
});
