import { buildSubmission } from "@pointsman/testkit/builders";
import { expect, test } from "vitest";

import { ANN, BOB, buildNewLead, seedOrganisation } from "../../test/seed.ts";
import { openTestStore } from "../../test/test-store.ts";
import type { Db } from "../connect.ts";
import { inTransaction } from "../in-transaction.ts";
import { insertLeads } from "./insert-leads.ts";
import { listLeads, type ListLeadsOptions } from "./list-leads.ts";

function buildLeadAt(name: string, second: number) {
  const receivedAt = `2026-11-22T09:00:${String(second).padStart(2, "0")}.000Z`;
  return buildNewLead(name, { submission: buildSubmission(name, { receivedAt }) });
}

async function addLeads(db: Db, leads: readonly ReturnType<typeof buildLeadAt>[]): Promise<void> {
  await inTransaction(db, async (tx) => insertLeads(tx, leads));
}

async function listIds(db: Db, options: ListLeadsOptions) {
  const { leads, nextCursor } = await listLeads(db, options);
  return { ids: leads.map((lead) => lead.id), nextCursor };
}

test("pages neither repeat nor hide a lead when others arrive in between", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  // b and c were received in the same instant: the id decides.
  await addLeads(store.db, [buildLeadAt("a", 1), buildLeadAt("b", 2), buildLeadAt("c", 2), buildLeadAt("d", 3)]);
  const first = await listIds(store.db, { limit: 2 });
  expect(first.ids).toEqual(["lead_d", "lead_c"]);
  await addLeads(store.db, [buildLeadAt("e", 4), buildLeadAt("f", 5)]);
  const second = await listIds(store.db, { limit: 2, cursor: first.nextCursor ?? "" });
  expect(second).toEqual({ ids: ["lead_b", "lead_a"], nextCursor: null });
});

test("leads are filtered by state and by rep", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const placement = { epoch: 1, repId: BOB, heldUntil: null, attachedToLeadId: null } as const;
  await addLeads(store.db, [
    buildLeadAt("a", 1),
    { ...buildLeadAt("b", 2), placement: { ...placement, state: "assigned" } },
    { ...buildLeadAt("c", 3), placement: { ...placement, state: "parked", repId: null } },
  ]);
  expect((await listIds(store.db, { limit: 9, repId: ANN })).ids).toEqual(["lead_a"]);
  expect((await listIds(store.db, { limit: 9, state: "parked" })).ids).toEqual(["lead_c"]);
  expect((await listIds(store.db, { limit: 9, state: "parked", repId: BOB })).ids).toEqual([]);
});

test.each(["", "x", "bnVsbA", Buffer.from('["1; drop table lead","x"]').toString("base64url")])(
  "the cursor %j, which is none of ours, is refused by name",
  async (cursor) => {
    await using store = await openTestStore(1);
    await expect(listLeads(store.db, { limit: 1, cursor })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      issues: [{ field: "cursor" }],
    });
  },
);
