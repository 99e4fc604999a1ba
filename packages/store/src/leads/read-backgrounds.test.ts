import { toId } from "@pointsman/contracts/id";
import { buildLeadDetails, buildSubmission } from "@pointsman/testkit/builders";
import { expect, test } from "vitest";

import { ANN, buildNewLead, buildWestDecision, seedOrganisation } from "../../test/seed.ts";
import { openTestStore } from "../../test/test-store.ts";
import type { Tx } from "../connect.ts";
import { insertDecisions } from "../decisions/insert-decisions.ts";
import { inTransaction } from "../in-transaction.ts";
import { runTogether } from "../run-together.ts";
import { insertLeads } from "./insert-leads.ts";
import { lockEmails } from "./lock-emails.ts";
import { readBackgrounds, toBackground, type Background, type BackgroundQuery } from "./read-backgrounds.ts";

const PLACED = { epoch: 1, repId: null, heldUntil: null, attachedToLeadId: null } as const;
const WINDOW_MS = 300_000;

/** A submission of `email`, received so many minutes past nine. */
function buildSent(name: string, email: string, minute: number) {
  const receivedAt = `2026-11-22T09:${String(minute).padStart(2, "0")}:00.000Z`;
  return buildSubmission(name, { receivedAt, lead: buildLeadDetails(name, { email }) });
}

function buildLeadOf(name: string, email: string, minute: number) {
  return buildNewLead(name, { submission: buildSent(name, email, minute) });
}

async function read(tx: Tx, queries: readonly BackgroundQuery[], windowMs = WINDOW_MS): Promise<readonly Background[]> {
  return (await readBackgrounds(queries, windowMs).execute(tx)).rows.map(toBackground);
}

test("a new lead of a new person has nothing behind it", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const asked = [{ submission: buildSent("new", "new@a.example", 30), mailbox: "new@a.example" }];
  expect(await inTransaction(store.db, async (tx) => read(tx, asked))).toEqual([
    {
      revision: 4,
      known: null,
      history: { leadCount: 0, lastLeadAt: null, lastOwnerId: null, accountIds: [] },
      openLeads: [],
    },
  ]);
});

test("a lead is known by its key, else by its id, and comes with its first decision", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const [a, b] = [buildSent("a", "a@a.example", 1), buildSent("b", "b@a.example", 1)];
  const decision = buildWestDecision("a", 1);
  await inTransaction(store.db, async (tx) => {
    await insertLeads(tx, [buildNewLead("a", { submission: a }), buildNewLead("b", { submission: b })]);
    await insertDecisions(
      tx,
      [decision, buildWestDecision("b", 2)].map((made) => ({ decision: made, inputs: {} })),
    );
  });
  const asked = [
    a,
    { ...a, idempotencyKey: "another" },
    { ...a, leadId: toId("lead", "another") },
    { ...a, leadId: b.leadId },
  ].map((submission) => ({ submission, mailbox: submission.lead.email }));
  const known = (await inTransaction(store.db, async (tx) => read(tx, asked))).map((background) => background.known);
  expect(known.map((lead) => lead?.leadId)).toEqual([a.leadId, a.leadId, a.leadId, a.leadId]);
  expect(known[0]).toEqual({
    leadId: a.leadId,
    source: a.source,
    idempotencyKey: a.idempotencyKey,
    bodyHash: a.bodyHash,
    decision: { ...decision, ruleSet: { version: 1, hash: "hash-1" } },
  });
});

test("of the address and of its mailbox the nearest open leads before and after are found", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const converted = {
    ...buildLeadOf("done", "x@a.example", 19),
    placement: { ...PLACED, state: "converted", repId: ANN },
  } as const;
  const before = buildLeadOf("before", "x@a.example", 16);
  await inTransaction(store.db, async (tx) => {
    await insertLeads(tx, [
      buildLeadOf("far", "x@a.example", 1),
      before,
      converted,
      buildLeadOf("after", "x@a.example", 22),
      buildLeadOf("later", "x@a.example", 24),
      buildLeadOf("tagged", "x+tag@a.example", 21),
      buildLeadOf("edge", "y@a.example", 30),
      buildLeadOf("nobody", "z@a.example", 30),
    ]);
  });
  const find = async (email: string, minute: number, mailbox = email) => {
    const asked = [{ submission: buildSent("new", email, minute), mailbox }];
    const [background] = await inTransaction(store.db, async (tx) => read(tx, asked));
    return background?.openLeads.map(({ leadId }) => leadId).toSorted();
  };
  expect(await find("x@a.example", 20)).toEqual(["lead_after", "lead_before"]);
  expect(await find("x@a.example", 22)).toEqual(["lead_after", "lead_later"]);
  expect(await find("x@a.example", 8)).toEqual([]);
  expect(await find("x+tag@a.example", 20, "x@a.example")).toEqual(["lead_after", "lead_before", "lead_tagged"]);
  expect(await find("y@a.example", 35)).toEqual(["lead_edge"]);
  expect(await find("y@a.example", 25)).toEqual(["lead_edge"]);
  expect(await find("w@a.example", 20)).toEqual([]);
  const asked = [{ submission: buildSent("new", "x@a.example", 17), mailbox: "x@a.example" }];
  const [background] = await inTransaction(store.db, async (tx) => read(tx, asked));
  expect(background?.openLeads.find(({ leadId }) => leadId === "lead_before")).toEqual({
    leadId: "lead_before",
    receivedAt: "2026-11-22T09:16:00.000Z",
    repId: ANN,
    lead: before.submission.lead,
  });
});

test("two batches with leads of the same person decide one after the other", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const attempt = async (name: string) =>
    inTransaction(store.db, async (tx) => {
      const asked = [{ submission: buildSent(name, "x@a.example", 10), mailbox: "x@a.example" }];
      const [, [row]] = await runTogether(tx, [
        lockEmails(["z@a.example", "x@a.example"]),
        readBackgrounds(asked, WINDOW_MS),
      ]);
      if (row !== undefined && toBackground(row).openLeads.length > 0) return "attached";
      await insertLeads(tx, [buildLeadOf(name, "x@a.example", 10)]);
      return "assigned";
    });
  const outcomes = await Promise.all(["a", "b", "c", "d"].map(attempt));
  expect(outcomes.sort()).toEqual(["assigned", "attached", "attached", "attached"]);
});
