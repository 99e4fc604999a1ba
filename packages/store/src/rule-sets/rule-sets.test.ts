import { buildRuleSet, TEST_NOW } from "@pointsman/testkit/builders";
import { expect, test } from "vitest";

import { openTestStore } from "../../test/test-store.ts";
import type { Db } from "../connect.ts";
import { inTransaction } from "../in-transaction.ts";
import { readOrgState } from "../organisation/read-org-state.ts";
import { getRuleSetVersion, listRuleSetVersions } from "./get-rule-set-version.ts";
import { publishRuleSet } from "./publish-rule-set.ts";

async function publish(db: Db, hash: string): Promise<number> {
  const body = buildRuleSet({ name: hash });
  const publication = { body, hash, name: hash, publishedAt: TEST_NOW, publishedBy: "key_ops" };
  return inTransaction(db, async (tx) => publishRuleSet(tx, publication));
}

test("versions count up, and the latest published is in force", async () => {
  await using store = await openTestStore();
  expect([await publish(store.db, "h1"), await publish(store.db, "h2")]).toEqual([1, 2]);
  expect(await readOrgState(store.db, { lock: "none" })).toMatchObject({ revision: 2, activeRuleSetVersion: 2 });
  const info = { publishedAt: TEST_NOW, publishedBy: "key_ops", note: null, rollsBackTo: null };
  expect(await listRuleSetVersions(store.db)).toEqual([
    { version: 2, hash: "h2", name: "h2", ...info },
    { version: 1, hash: "h1", name: "h1", ...info },
  ]);
  expect(await getRuleSetVersion(store.db, 1)).toEqual({
    version: 1,
    hash: "h1",
    name: "h1",
    ...info,
    body: buildRuleSet({ name: "h1" }),
  });
  expect(await getRuleSetVersion(store.db, 3)).toBeUndefined();
});

test("publishing what is in force changes nothing, publishing an earlier one again is a new version", async () => {
  await using store = await openTestStore();
  await publish(store.db, "h1");
  expect(await publish(store.db, "h1")).toBe(1);
  expect(await readOrgState(store.db, { lock: "none" })).toMatchObject({ revision: 1, activeRuleSetVersion: 1 });
  expect([await publish(store.db, "h2"), await publish(store.db, "h1")]).toEqual([2, 3]);
});

test("many who publish at once get a version each", async () => {
  await using store = await openTestStore(8);
  const hashes = Array.from({ length: 12 }, (_, index) => `h${index}`);
  const versions = await Promise.all(hashes.map(async (hash) => publish(store.db, hash)));
  expect(versions.toSorted((a, b) => a - b)).toEqual(hashes.map((_, index) => index + 1));
});

test("a published version cannot be changed or taken back", async () => {
  await using store = await openTestStore();
  await publish(store.db, "h1");
  await expect(store.db.updateTable("rule_set_version").set({ name: "x" }).execute()).rejects.toThrow("immutable");
  await expect(store.db.deleteFrom("rule_set_version").execute()).rejects.toThrow("immutable");
});
