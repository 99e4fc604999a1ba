import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { buildLeadEvent } from "@pointsman/testkit/builders";
import { insertBatch } from "@pointsman/warehouse/ingest/insert-batch";
import { afterEach, beforeEach, expect, test } from "vitest";

import { isOld, listVersionProblems } from "./check/list-version-problems.ts";
import { openWarehouse, type Warehouse } from "./open-warehouse.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pointsman-warehouse-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const BATCH = { token: "1", rows: [{ payload: JSON.stringify(buildLeadEvent()), contentHash: "1" }] };

async function countRows({ client }: Warehouse): Promise<unknown> {
  const result = await client.query({ query: "select count() as n from lead_event_v2", format: "JSONEachRow" });
  return result.json();
}

test("what was stored, and under which token, is still known after closing and opening again", async () => {
  const target = { kind: "embedded", path: join(folder, "made", "on", "the", "way") } as const;
  const first = await openWarehouse(target);
  await insertBatch(first.client, BATCH);
  await first.close();
  const second = await openWarehouse(target);
  await insertBatch(second.client, BATCH);
  expect(await countRows(second)).toEqual([{ n: 1 }]);
  await second.close();
});

test("a warehouse that would count repeats is refused, and let go of", async () => {
  const target = { kind: "embedded", path: folder } as const;
  const { client, close } = await openWarehouse(target);
  await client.command({ query: "alter table lead_event_v2 modify setting non_replicated_deduplication_window = 0" });
  await close();
  await expect(openWarehouse(target)).rejects.toThrow("lead_event_v2 has a deduplication window of 0");
  await expect(openWarehouse(target)).rejects.toThrow("would count repeats");
});

test("a server that does not answer is an error at once", async () => {
  const target = { kind: "server", url: "http://pointsman:secret@127.0.0.1:1/pointsman" } as const;
  await expect(openWarehouse(target)).rejects.toThrow("ECONNREFUSED");
});

test.each([
  ["25.8.1.1", true],
  ["26.1.9.3", true],
  ["26.2.1.1", false],
  ["26.7.2.1", false],
  ["27.1.1.1", false],
  ["", true],
])("version %j is too old: %j", (version, expected) => {
  expect(isOld(version)).toBe(expected);
});

test("an engine that states what our inserts need is taken", async () => {
  const warehouse = await openWarehouse({ kind: "embedded", path: folder });
  expect(await listVersionProblems(warehouse.client)).toEqual([]);
  await warehouse.close();
});
