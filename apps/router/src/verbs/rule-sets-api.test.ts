import { demoRuleSet } from "@pointsman/demo/rule-set";
import { expect, test } from "vitest";

import { openTestService, seedOrganisation } from "../../test/test-service.ts";

const DRAFT = { draftId: "draft_west", name: "West anew" } as const;

const conflict = (expected: string) => ({
  cause: { code: "CONFLICT", issues: [expect.objectContaining({ expected })] },
});

test("drafts are saved whatever is wrong with them, said so, and nobody writes over another", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const { drafts } = router.api.ruleSets;
  const begun = await drafts.save({ ...DRAFT, revision: 0, ruleSet: { name: "West", stages: [] } });
  expect(begun).toMatchObject({ revision: 1, basedOnVersion: 1, warnings: 0, createdBy: "key_test" });
  expect(begun.diagnostics[0]).toMatchObject({ code: "invalid_shape", severity: "error" });
  expect(begun.errors).toBe(begun.diagnostics.length);
  await expect(drafts.save({ ...DRAFT, revision: 0, ruleSet: {} })).rejects.toMatchObject(conflict("1"));
  router.advance(1_000);
  const ruleSet = { ...demoRuleSet, fallbackQueueId: "queue_nowhere" };
  const saved = await drafts.save({ ...DRAFT, revision: 1, ruleSet });
  expect(saved).toMatchObject({ revision: 2, errors: 1, ruleSet: { fallbackQueueId: "queue_nowhere" } });
  expect(saved.diagnostics).toEqual([expect.objectContaining({ code: "no_final_fallback" })]);
  expect(saved.updatedAt > begun.updatedAt && saved.createdAt === begun.createdAt).toBe(true);
  await expect(drafts.save({ ...DRAFT, revision: 1, ruleSet: {} })).rejects.toMatchObject(conflict("2"));
  await expect(drafts.remove({ ...DRAFT, revision: 1 })).rejects.toMatchObject(conflict("2"));
  await expect(drafts.publish({ ...DRAFT, revision: 2 })).rejects.toMatchObject({ cause: { code: "INVALID_INPUT" } });
  expect(await drafts.get(DRAFT)).toEqual(saved);
  await drafts.save({ draftId: "draft_a", name: "Another", revision: 0, ruleSet: demoRuleSet });
  const first = await drafts.list({ limit: 1 });
  expect(first.drafts).toMatchObject([{ draftId: "draft_a", errors: 0 }]);
  expect(await drafts.list({ limit: 1, cursor: first.nextCursor! })).toMatchObject({
    drafts: [{ draftId: "draft_west", revision: 2, errors: 1 }],
    nextCursor: null,
  });
  expect(await drafts.remove({ ...DRAFT, revision: 2 })).toEqual({ removed: 1 });
  await expect(drafts.get(DRAFT)).rejects.toMatchObject({ cause: { code: "NOT_FOUND" } });
  expect(await router.api.ruleSets.active()).toMatchObject({ version: 1 });
});

test("of many who save one revision of a draft, one does", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const { drafts } = router.api.ruleSets;
  await drafts.save({ ...DRAFT, revision: 0, ruleSet: {} });
  const saves = Array.from({ length: 4 }, async (_, index) =>
    drafts.save({ ...DRAFT, name: `by ${index}`, revision: 1, ruleSet: {} }),
  );
  const results = await Promise.allSettled(saves);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await drafts.get(DRAFT)).toMatchObject({ revision: 2 });
});

test("a draft nested deeper than anybody can read is refused", async () => {
  await using router = await openTestService();
  let deep: unknown = 1;
  for (let level = 0; level < 5_000; level++) deep = { all: [deep] };
  const ruleSet = { name: "deep", when: deep };
  await expect(router.api.ruleSets.drafts.save({ ...DRAFT, revision: 0, ruleSet })).rejects.toThrow(/levels deep/);
});

test("a published draft is a version with a note; history, difference and roll-back tell the rest", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const { ruleSets } = router.api;
  const longer = { ...demoRuleSet, maxHoldHours: demoRuleSet.maxHoldHours + 1 };
  const draft = await ruleSets.drafts.save({ ...DRAFT, revision: 0, ruleSet: longer });
  const published = await ruleSets.drafts.publish({ ...draft, note: "West asked for it" });
  expect(published).toMatchObject({ version: 2 });
  await expect(ruleSets.drafts.get(DRAFT)).rejects.toMatchObject({ cause: { code: "NOT_FOUND" } });
  expect(await ruleSets.diff({ from: 1, to: 2 })).toEqual({
    from: 1,
    to: 2,
    changes: [{ path: "maxHoldHours", before: demoRuleSet.maxHoldHours, after: longer.maxHoldHours }],
    truncated: false,
  });
  await expect(ruleSets.publish({ ruleSet: longer, ifVersion: 1 })).rejects.toMatchObject(conflict("2"));
  expect(await ruleSets.rollBack({ toVersion: 1, note: "too long" })).toMatchObject({ version: 3 });
  expect(await ruleSets.active()).toMatchObject({ version: 3, rollsBackTo: 1, body: demoRuleSet });
  // What is in force is what it was: nothing more to roll back.
  expect(await ruleSets.rollBack({ toVersion: 1 })).toMatchObject({ version: 3 });
  await expect(ruleSets.rollBack({ toVersion: 9 })).rejects.toMatchObject({ cause: { code: "NOT_FOUND" } });
  const first = await ruleSets.list({ limit: 2 });
  expect(first.versions).toMatchObject([
    { version: 3, note: "too long", rollsBackTo: 1, active: true, publishedBy: "key_test" },
    { version: 2, note: "West asked for it", rollsBackTo: null, active: false },
  ]);
  expect(await ruleSets.list({ limit: 2, cursor: first.nextCursor! })).toMatchObject({
    versions: [{ version: 1, note: null, active: false }],
    nextCursor: null,
  });
});

test("a version that the organisation has outgrown is not rolled back to", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const { api } = router;
  await api.queues.upsert({ queues: [{ id: "queue_old", name: "Old", ownerRepId: "rep_jordan-k" }] });
  await api.ruleSets.publish({ ruleSet: { ...demoRuleSet, fallbackQueueId: "queue_old" } });
  await api.ruleSets.publish({ ruleSet: demoRuleSet });
  await api.queues.remove({ queueId: "queue_old" });
  await expect(api.ruleSets.rollBack({ toVersion: 2 })).rejects.toMatchObject({
    cause: { code: "INVALID_INPUT", issues: [expect.objectContaining({ field: "fallbackQueueId" })] },
  });
  expect(await api.ruleSets.active()).toMatchObject({ version: 3 });
});
