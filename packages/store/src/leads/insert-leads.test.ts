import { toId } from "@pointsman/contracts/id";
import { buildLeadDetails, buildSubmission } from "@pointsman/testkit/builders";
import { expect, test } from "vitest";

import { ANN, buildNewLead, createGate, seedOrganisation } from "../../test/seed.ts";
import { openTestStore } from "../../test/test-store.ts";
import { inTransaction } from "../in-transaction.ts";
import { findLeadsByIds, findLeadsByKeys } from "./find-leads.ts";
import { insertLeads } from "./insert-leads.ts";
import { updateLeadStates } from "./update-lead-states.ts";

const LENA = toId("lead", "lena");

test("a lead comes back as it was handed over", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const lead = buildLeadDetails("lena", {
    message: 'He said "hi" — ünïcode, \\ and a\nline',
    extra: { "q[1]": "42" },
    score: 87.5,
  });
  const submission = buildSubmission("lena", { lead, warnings: ["phone: kept as typed", 'a,b {c} "d"'] });
  await inTransaction(store.db, async (tx) => insertLeads(tx, [buildNewLead("lena", { submission })]));
  const [stored] = await findLeadsByIds(store.db, [LENA]);
  expect(stored).toMatchObject({ details: lead, warnings: submission.warnings, bodyHash: submission.bodyHash });
  expect(stored).toMatchObject({ state: "assigned", epoch: 1, repId: ANN, receivedAt: submission.receivedAt });
});

test("what is personal stands in columns that are named so", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const lead = buildLeadDetails("lena", { message: "call me", extra: { mobile: "+1 555 0199" } });
  const submission = buildSubmission("lena", { lead });
  await inTransaction(store.db, async (tx) => insertLeads(tx, [buildNewLead("lena", { submission })]));
  const { attributes } = await store.db.selectFrom("lead").select("attributes").executeTakeFirstOrThrow();
  expect(Object.keys(attributes).sort()).toEqual(["company", "country", "employees", "region", "utm"]);
});

test("only leads that are new are added, by id and by source and key", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const inserted = await inTransaction(store.db, async (tx) => {
    await insertLeads(tx, [buildNewLead("lena")]);
    const sameKey = buildNewLead("other", { submission: buildSubmission("other", { idempotencyKey: "key-lena" }) });
    return insertLeads(tx, [buildNewLead("lena"), buildNewLead("max"), buildNewLead("max"), sameKey]);
  });
  expect(inserted).toEqual([toId("lead", "max")]);
  const found = await findLeadsByKeys(store.db, [
    { source: "demo-form", idempotencyKey: "key-lena" },
    { source: "other-form", idempotencyKey: "key-max" },
  ]);
  expect(found.map((lead) => lead.id)).toEqual([LENA]);
});

test("two transactions with the same lead add it once: the second waits and is told it is not new", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const [inserted, release] = [createGate(), createGate()];
  const first = inTransaction(store.db, async (tx) => {
    const ids = await insertLeads(tx, [buildNewLead("lena")]);
    inserted.open();
    await release.opened;
    return ids;
  });
  await inserted.opened;
  const second = inTransaction(store.db, async (tx) => insertLeads(tx, [buildNewLead("lena")]));
  release.open();
  expect([await first, await second]).toEqual([[LENA], []]);
});

test("a lead may be decided on after it is inserted, and is not to be seen in between", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  await inTransaction(store.db, async (tx) => {
    await insertLeads(tx, [buildNewLead("lena", { placement: null })]);
    expect(await findLeadsByIds(tx, [LENA])).toEqual([]);
    const heldUntil = "2026-11-23T09:00:00.000Z";
    await updateLeadStates(tx, [
      { leadId: LENA, state: "held", epoch: 1, repId: null, heldUntil, attachedToLeadId: null },
    ]);
  });
  expect(await findLeadsByIds(store.db, [LENA])).toMatchObject([
    { state: "held", heldUntil: "2026-11-23T09:00:00.000Z" },
  ]);
});

test("a lead that nobody decided on cannot be committed", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const forgetful = inTransaction(store.db, async (tx) => insertLeads(tx, [buildNewLead("lena", { placement: null })]));
  await expect(forgetful).rejects.toThrow("lead lead_lena would be committed without a decision");
});

test.each([
  { state: "assigned", repId: null, heldUntil: null, attachedToLeadId: null },
  { state: "held", repId: null, heldUntil: null, attachedToLeadId: null },
  { state: "assigned", repId: ANN, heldUntil: "2026-11-23T09:00:00.000Z", attachedToLeadId: null },
  { state: "attached", repId: null, heldUntil: null, attachedToLeadId: null },
] as const)("a placement that contradicts itself is refused: %j", async (placement) => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const lead = buildNewLead("lena", { placement: { ...placement, epoch: 1 } });
  await expect(inTransaction(store.db, async (tx) => insertLeads(tx, [lead]))).rejects.toThrow("check constraint");
});
