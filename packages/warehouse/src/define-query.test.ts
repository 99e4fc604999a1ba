import { Timestamp } from "@pointsman/contracts/primitive";
import { startTestClickHouse } from "@pointsman/testkit/clickhouse";
import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";

import { defineQuery, TimeParam } from "./define-query.ts";
import { toInsertSettings } from "./settings.ts";

const echo = defineQuery({
  name: "echo",
  sql: `select {text: String} as some_text, {time: DateTime64(3, 'UTC')} as time, {n: Nullable(UInt64)} as n2,
    getSetting('log_comment') as log_comment, toUInt64(2) as whole_number, 0 / 0 as not_a_number`,
  params: z.object({ text: z.string(), time: TimeParam, n: z.number().nullable() }),
  row: z.object({
    someText: z.string(),
    time: Timestamp,
    n2: z.number().nullable(),
    logComment: z.string(),
    wholeNumber: z.number(),
    notANumber: z.null(),
  }),
});

test("parameters go in and rows come out as they were declared, under the query's name", async () => {
  await using engine = await startTestClickHouse();
  const time = "2026-11-22T09:30:00.120Z";
  const text = `it's; \\ "é"\n--`;
  expect(await echo.run(engine.client, { text, time, n: null })).toEqual([
    { someText: text, time, n2: null, logComment: "echo", wholeNumber: 2, notANumber: null },
  ]);
  expect(await echo.run(engine.client, { text: "", time, n: 7 })).toMatchObject([{ someText: "", n2: 7 }]);
});

test("a wrong parameter is refused before the query runs", async () => {
  await using engine = await startTestClickHouse();
  const running = echo.run(engine.client, { text: "", time: "yesterday", n: 1 });
  await expect(running).rejects.toThrow("expected a UTC time");
});

test("a row that is not as declared is refused", async () => {
  await using engine = await startTestClickHouse();
  const wrong = defineQuery({
    name: "wrong",
    sql: "select 'one' as n",
    params: z.object({}),
    row: z.object({ n: z.number() }),
  });
  await expect(wrong.run(engine.client, {})).rejects.toThrow(z.ZodError);
});

test("the types follow the schemas", () => {
  expectTypeOf(echo.run).parameter(1).toEqualTypeOf<{ text: string; time: string; n: number | null }>();
  expectTypeOf(echo.run).returns.resolves.items.toHaveProperty("wholeNumber").toEqualTypeOf<number>();
});

test("every setting we pin exists on this engine: it refuses one that does not", async () => {
  await using engine = await startTestClickHouse();
  const settings = { ...toInsertSettings("token"), log_comment: "x" };
  await engine.client.command({ query: "select 1", clickhouse_settings: settings });
  const unknown = engine.client.command({ query: "select 1", clickhouse_settings: { no_such_setting: 1 } });
  await expect(unknown).rejects.toThrow("no_such_setting");
});
