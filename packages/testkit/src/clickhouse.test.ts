import { expect, test } from "vitest";

import { startTestClickHouse, type TestClickHouse } from "./clickhouse.ts";

async function select({ client }: TestClickHouse, query: string): Promise<unknown> {
  const result = await client.query({ query, format: "JSONEachRow" });
  return result.json();
}

test("engines that are open at the same time see nothing of each other", async () => {
  await using one = await startTestClickHouse();
  await using two = await startTestClickHouse();
  expect(one.database).not.toBe(two.database);
  await one.client.command({ query: "create table t (n UInt8) engine = MergeTree order by n" });
  await one.client.insert({ table: "t", values: [{ n: 1 }], format: "JSONEachRow" });
  expect(await select(one, "select n from t")).toEqual([{ n: 1 }]);
  await expect(select(two, "select n from t")).rejects.toThrow("t");
});

test("closing and opening again, one after the other or at once, works and starts empty", async () => {
  for (let round = 0; round < 3; round += 1) {
    await using engine = await startTestClickHouse();
    expect(await select(engine, "show tables")).toEqual([]);
    await engine.client.command({ query: "create table t (n UInt8) engine = MergeTree order by n" });
  }
  await Promise.all(
    Array.from({ length: 5 }, async () => {
      await using engine = await startTestClickHouse();
      expect(await select(engine, "select currentDatabase() as name")).toEqual([{ name: engine.database }]);
    }),
  );
});

test("an engine may start while the last one is still closing", async () => {
  const first = await startTestClickHouse();
  const closing = first[Symbol.asyncDispose]();
  await using second = await startTestClickHouse();
  await closing;
  expect(await select(second, "select 1 as n")).toEqual([{ n: 1 }]);
});
