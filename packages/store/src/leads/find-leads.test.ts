import { toId } from "@pointsman/contracts/id";
import { buildLeadDetails, buildSubmission } from "@pointsman/testkit/builders";
import { expect, test } from "vitest";

import { ANN, buildNewLead, createGate, seedOrganisation } from "../../test/seed.ts";
import { openTestStore } from "../../test/test-store.ts";
import type { Tx } from "../connect.ts";
import { inTransaction } from "../in-transaction.ts";
import { findContactHistories } from "./find-contact-histories.ts";
import { lockLeads } from "./find-leads.ts";
import { insertLeads } from "./insert-leads.ts";
import { listDueHolds } from "./list-due-holds.ts";

const [A, B] = [toId("lead", "a"), toId("lead", "b")];
const PLACED = { epoch: 1, repId: null, heldUntil: null, attachedToLeadId: null } as const;

/** A lead of `email`, received so many minutes past nine. */
function buildLeadOf(name: string, email: string, minute: number) {
  const receivedAt = `2026-11-22T09:${String(minute).padStart(2, "0")}:00.000Z`;
  return buildNewLead(name, {
    submission: buildSubmission(name, { receivedAt, lead: buildLeadDetails(name, { email }) }),
  });
}

test("leads are locked in id order, whatever the order they are asked for in", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  // b comes first on disk, so that reading without an order would lock it first.
  for (const name of ["b", "a"]) {
    await inTransaction(store.db, async (tx) => insertLeads(tx, [buildNewLead(name)]));
  }
  let runs = 0;
  const lockBoth = async (tx: Tx, ids: readonly (typeof A)[]) => {
    runs += 1;
    return (await lockLeads(tx, ids)).map((lead) => lead.id);
  };
  const rounds = Array.from({ length: 20 }, (_, round) => (round % 2 === 0 ? [A, B] : [B, A]));
  const locked = await Promise.all(rounds.map(async (ids) => inTransaction(store.db, async (tx) => lockBoth(tx, ids))));
  expect(new Set(locked.map(String))).toEqual(new Set(["lead_a,lead_b"]));
  expect(runs, "no transaction had to run again").toBe(20);
});

test("who waits for a lock reads the lead as it is after the wait", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  await inTransaction(store.db, async (tx) => insertLeads(tx, [buildNewLead("a")]));
  const [locked, release] = [createGate(), createGate()];
  const first = inTransaction(store.db, async (tx) => {
    await lockLeads(tx, [A]);
    await tx.updateTable("lead").set({ epoch: 2 }).where("id", "=", A).execute();
    locked.open();
    await release.opened;
  });
  await locked.opened;
  const second = inTransaction(store.db, async (tx) => lockLeads(tx, [A]));
  release.open();
  await first;
  expect(await second).toMatchObject([{ id: A, epoch: 2 }]);
});

test("holds are due from their time on, the longest due first", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const hold = (name: string, heldUntil: string) =>
    buildNewLead(name, { placement: { ...PLACED, state: "held", heldUntil } });
  const [early, due, late] = ["2026-11-22T10:00:00.000Z", "2026-11-22T11:00:00.000Z", "2026-11-22T11:00:00.001Z"];
  await inTransaction(store.db, async (tx) =>
    insertLeads(tx, [hold("due", due), hold("late", late), hold("early", early)]),
  );
  expect(await listDueHolds(store.db, due, 10)).toEqual([
    { leadId: "lead_early", epoch: 1 },
    { leadId: "lead_due", epoch: 1 },
  ]);
  expect(await listDueHolds(store.db, due, 1)).toHaveLength(1);
});

test("the history of a contact is what the address sent before, with who has the latest", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const lead = (name: string, minute: number, rest = {}) => ({
    ...buildLeadOf(name, "ann@x.example", minute),
    ...rest,
  });
  await inTransaction(store.db, async (tx) =>
    insertLeads(tx, [
      lead("a", 1, { accountId: toId("account", "b") }),
      lead("b", 2, { accountId: toId("account", "a") }),
      lead("c", 3, { placement: { ...PLACED, state: "attached", attachedToLeadId: A } }),
      lead("d", 4, { accountId: toId("account", "a") }),
      buildLeadOf("e", "bob@x.example", 1),
    ]),
  );
  const at = (minute: number) => `2026-11-22T09:0${minute}:00.000Z`;
  const asked = [
    { email: "eve@x.example", receivedAt: at(9) },
    { email: "ann@x.example", receivedAt: at(4) },
    { email: "ann@x.example", receivedAt: at(1) },
  ];
  const none = { leadCount: 0, lastLeadAt: null, lastOwnerId: null, accountIds: [] };
  expect(await findContactHistories(store.db, asked)).toEqual([
    none,
    { leadCount: 3, lastLeadAt: at(3), lastOwnerId: ANN, accountIds: ["acct_a", "acct_b"] },
    none,
  ]);
  expect(await findContactHistories(store.db, [])).toEqual([]);
});
