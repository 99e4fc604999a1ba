import { startTestClickHouse, type TestClickHouse } from "@pointsman/testkit/clickhouse";
import { expect, test } from "vitest";

import { insertBatch } from "../ingest/insert-batch.ts";
import { migrate } from "../migrate.ts";
import { PLANTED_HISTORY } from "../testing/planted-history.ts";

const CANARIES = ["canary@personal.example", "+1 555 0100", "Casey Canary"];

/** Names under which a person's data would come; `utm`, ids of reps and the names of migrations are none. */
const PERSONAL =
  /mail|phone|(first|last|full|contact|company)_?name|^name$|address|postcode|title|message|website|\bip\b|extra/;

async function select(engine: TestClickHouse, query: string): Promise<readonly Record<string, unknown>[]> {
  const result = await engine.client.query({ query, format: "JSONEachRow" });
  return result.json();
}

test("no table or view that holds leads has a column for personal data", async () => {
  await using engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  const columns = await select(
    engine,
    `select table, name from system.columns where database = currentDatabase() and table != 'schema_migration_v1'`,
  );
  expect(columns.length).toBeGreaterThan(60);
  expect(columns.filter(({ name }) => PERSONAL.test(String(name)))).toEqual([]);
  for (const name of ["email", "first_name", "phone", "job_title", "company_name"]) expect(name).toMatch(PERSONAL);
});

test("personal fields that a payload carries by mistake are not stored (I-25)", async () => {
  await using engine = await startTestClickHouse();
  await migrate(engine.client, engine);
  const rows = PLANTED_HISTORY.map((event) => ({
    payload: JSON.stringify({ ...event, email: CANARIES[0], phone: CANARIES[1], lead: { lastName: CANARIES[2] } }),
    contentHash: "1",
  }));
  await insertBatch(engine.client, { token: "1", rows });
  const tables = await select(engine, "select name from system.tables where database = currentDatabase()");
  const dumps = await Promise.all(tables.map(({ name }) => select(engine, `select * from ${String(name)}`)));
  const everything = JSON.stringify(dumps);
  // The dump would show them: it shows what is stored.
  expect(everything).toContain("lead_wrong-territory");
  for (const canary of CANARIES) expect(everything).not.toContain(canary);
});
