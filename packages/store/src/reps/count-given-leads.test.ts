import { toId } from "@pointsman/contracts/id";
import { buildAccount, TEST_NOW } from "@pointsman/testkit/builders";
import { buildDecision } from "@pointsman/testkit/decision-builders";
import { expect, test } from "vitest";

import { ANN, BOB, buildNewAssignment, buildNewLead, seedOrganisation } from "../../test/seed.ts";
import { openTestStore } from "../../test/test-store.ts";
import { upsertAccounts } from "../accounts/upsert-accounts.ts";
import { endAssignments } from "../assignments/end-assignments.ts";
import { findAccountReps } from "../assignments/find-account-reps.ts";
import { insertAssignments, type NewAssignment } from "../assignments/insert-assignments.ts";
import type { Tx } from "../connect.ts";
import { insertDecisions } from "../decisions/insert-decisions.ts";
import { inTransaction } from "../in-transaction.ts";
import { insertLeads } from "../leads/insert-leads.ts";
import { countGivenLeads } from "./count-given-leads.ts";

const ACME = toId("account", "acme");

/** Assignments at these instants, each of a lead of its own of the account Acme. */
async function assign(tx: Tx, list: readonly Pick<NewAssignment, "assignedAt" | "repId">[]): Promise<void> {
  const names = list.map((_, index) => `lead${index}`);
  await upsertAccounts(tx, [buildAccount("acme")]);
  await insertLeads(
    tx,
    names.map((name) => buildNewLead(name, { accountId: ACME })),
  );
  await insertDecisions(
    tx,
    names.map((name) => ({ decision: buildDecision(name), inputs: {} })),
  );
  await insertAssignments(
    tx,
    names.map((name, index) => buildNewAssignment(name, list[index])),
  );
}

const GIVEN = [
  { repId: ANN, assignedAt: "2026-11-01T06:59:59.999Z" },
  { repId: ANN, assignedAt: "2026-11-01T07:00:00.000Z" },
  { repId: ANN, assignedAt: "2026-11-23T07:59:59.999Z" },
  { repId: ANN, assignedAt: "2026-11-23T08:00:00.000Z" },
  { repId: ANN, assignedAt: "2026-11-24T08:00:00.000Z" },
  { repId: BOB, assignedAt: "2026-11-24T08:30:00.000Z" },
] as const;

/** A Tuesday in Los Angeles. */
const PERIODS = {
  day: "2026-11-24T08:00:00.000Z",
  week: "2026-11-23T08:00:00.000Z",
  month: "2026-11-01T07:00:00.000Z",
} as const;

test("leads are counted from the very start of each rep's day, week and month", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const counts = await inTransaction(store.db, async (tx) => {
    await assign(tx, GIVEN);
    return countGivenLeads(tx, [
      { repId: ANN, ...PERIODS },
      { repId: BOB, ...PERIODS, day: "2026-11-24T09:00:00.000Z", week: "2026-11-24T09:00:00.000Z" },
    ]);
  });
  expect(counts.toSorted((a, b) => (a.repId < b.repId ? -1 : 1))).toEqual([
    { repId: ANN, day: 1, week: 2, month: 4 },
    { repId: BOB, day: 0, week: 0, month: 1 },
  ]);
});

test("a lead that he lost again counts, and who had none comes with zeros", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const counts = await inTransaction(store.db, async (tx) => {
    await assign(tx, [{ repId: ANN, assignedAt: TEST_NOW }]);
    await endAssignments(tx, [{ leadId: toId("lead", "lead0"), endedAt: TEST_NOW, endReason: "other" }]);
    const periods = { day: TEST_NOW, week: TEST_NOW, month: TEST_NOW };
    return countGivenLeads(tx, [
      { repId: ANN, ...periods },
      { repId: BOB, ...periods },
    ]);
  });
  expect(counts.toSorted((a, b) => (a.repId < b.repId ? -1 : 1))).toEqual([
    { repId: ANN, day: 1, week: 1, month: 1 },
    { repId: BOB, day: 0, week: 0, month: 0 },
  ]);
});

test("an account's rep is the one who was given its last lead", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const found = await inTransaction(store.db, async (tx) => {
    await assign(tx, GIVEN);
    return findAccountReps(tx, [ACME, toId("account", "none")]);
  });
  expect(found).toEqual([{ accountId: ACME, repId: BOB }]);
});
