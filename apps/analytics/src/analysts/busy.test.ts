import { insertBatch } from "@pointsman/warehouse/ingest/insert-batch";
import { toOutboxRow } from "@pointsman/warehouse/testing/lead-history";
import { PLANTED_HISTORY } from "@pointsman/warehouse/testing/planted-history";
import { afterAll, beforeAll, expect, test } from "vitest";

import { openAnalysts, type TestAnalysts } from "../../test/open-analysts.ts";

let analysts: TestAnalysts;

beforeAll(async () => {
  analysts = await openAnalysts();
});

afterAll(async () => {
  await analysts[Symbol.asyncDispose]();
});

// Ended by the engine at its limit of rows or by the time of one second, whichever comes first.
const SLOW = "select count() from numbers(900000000) where not ignore(sipHash64(number), sipHash64(number + 1))";

test("slow queries hold up neither the relay nor the reports, and the engine ends them", async () => {
  const slow = [1, 2, 3].map(async () => {
    const answer = await analysts.ask(SLOW, { max_execution_time: "1", max_threads: "1" });
    return { code: answer.headers.get("x-clickhouse-exception-code"), status: answer.status };
  });
  let isDone = false;
  const all = Promise.all(slow).then((answers) => {
    isDone = true;
    return answers;
  });
  const { client } = analysts.warehouse;
  await insertBatch(client, { token: "2", rows: PLANTED_HISTORY.map(toOutboxRow) });
  const report = await client.query({
    query: "select count() as n from lead_v1 where source = {source:String}",
    query_params: { source: "demo-form" },
    format: "JSONEachRow",
  });
  expect(await report.json()).toEqual([{ n: 12 }]);
  expect(isDone).toBe(false);
  expect(await all).toEqual([1, 2, 3].map(() => ({ code: "159", status: 408 })));
});

test("the log says that somebody asked and what came of it, not what was asked", async () => {
  await analysts.ask("select 'kim@example.com'", { query_id: "the-id" });
  const said = analysts.logged.filter((line) => line.includes("the-id"));
  expect(said).toHaveLength(1);
  expect(JSON.parse(said[0] ?? "")).toMatchObject({ queryId: "the-id", code: 0, msg: "an analyst asked" });
  expect(analysts.logged.join()).not.toContain("kim@example.com");
});
