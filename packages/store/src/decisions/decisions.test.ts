import { toId } from "@pointsman/contracts/id";
import { TEST_NOW } from "@pointsman/testkit/builders";
import { buildAssigned, buildDecision, buildTrace } from "@pointsman/testkit/decision-builders";
import { sql } from "kysely";
import { expect, test } from "vitest";

import {
  ANN,
  BOB,
  buildNewAssignment,
  buildNewLead,
  buildWestDecision,
  seedOrganisation,
  WEST,
} from "../../test/seed.ts";
import { openTestStore } from "../../test/test-store.ts";
import { endAssignments } from "../assignments/end-assignments.ts";
import { insertAssignments } from "../assignments/insert-assignments.ts";
import { insertConversions } from "../assignments/insert-conversions.ts";
import { insertReroutes } from "../assignments/insert-reroutes.ts";
import type { Db } from "../connect.ts";
import { inTransaction } from "../in-transaction.ts";
import { getLead } from "../leads/get-lead.ts";
import { insertLeads } from "../leads/insert-leads.ts";
import { findDecisions, listPoolDecisions } from "./find-decisions.ts";
import { insertDecisions } from "./insert-decisions.ts";

const LENA = toId("lead", "lena");

async function seedLeads(db: Db, names: readonly string[]): Promise<void> {
  await seedOrganisation(db);
  await inTransaction(db, async (tx) =>
    insertLeads(
      tx,
      names.map((name) => buildNewLead(name)),
    ),
  );
}

test("a decision and its inputs are stored byte for byte, the order of keys included", async () => {
  await using store = await openTestStore();
  await seedLeads(store.db, ["lena"]);
  const decision = buildDecision("lena", {
    trace: buildTrace({ derived: { zeta: 1e21, alpha: 'ü"\\\n', mid: null } }),
  });
  const inputs = { z: [1, { y: 0.1, x: -0 }], a: "\u2028 ” 💡", facts: { b: 2, a: 1 }, long: "x".repeat(5_000) };
  await inTransaction(store.db, async (tx) => insertDecisions(tx, [{ decision, inputs }]));
  const { rows } = await sql<{ outcome: string; trace: string; inputs: string }>`
    select outcome::text, trace::text, inputs::text from decision`.execute(store.db);
  expect(rows).toEqual([
    {
      outcome: JSON.stringify(decision.outcome),
      trace: JSON.stringify(decision.trace),
      inputs: JSON.stringify(inputs),
    },
  ]);
  expect(
    await findDecisions(store.db, [
      { leadId: LENA, epoch: 1 },
      { leadId: LENA, epoch: 2 },
    ]),
  ).toEqual([decision]);
});

test("the decisions of a pool come in the order of their numbers, page by page, with their inputs", async () => {
  await using store = await openTestStore();
  await seedLeads(store.db, ["a", "b", "c"]);
  const recorded = [
    ["c", 1],
    ["a", 2],
    ["b", 3],
  ] as const;
  const decisions = recorded.map(([name, seq]) => ({ decision: buildWestDecision(name, seq), inputs: { seq } }));
  await inTransaction(store.db, async (tx) => insertDecisions(tx, [...decisions].toReversed()));
  expect(await listPoolDecisions(store.db, WEST, { afterSeq: 0, limit: 2 })).toEqual(decisions.slice(0, 2));
  expect(await listPoolDecisions(store.db, WEST, { afterSeq: 2, limit: 2 })).toEqual(decisions.slice(2));
});

test("a pool's number cannot be given twice", async () => {
  await using store = await openTestStore();
  await seedLeads(store.db, ["a", "b"]);
  const twice = ["a", "b"].map((name) => ({ decision: buildWestDecision(name, 1), inputs: {} }));
  await expect(inTransaction(store.db, async (tx) => insertDecisions(tx, twice))).rejects.toMatchObject({
    code: "23505",
  });
});

const UNTOUCHED = { acceptedAt: null, firstTouchedAt: null } as const;

test("a re-route ends one assignment and begins the next, and the history shows both", async () => {
  await using store = await openTestStore();
  await seedLeads(store.db, ["lena", "max"]);
  const decisions = [buildDecision("lena"), buildDecision("lena", { epoch: 2, outcome: buildAssigned("bob") })];
  const next = buildNewAssignment("lena", {
    epoch: 2,
    repId: BOB,
    via: "manual",
    coOwnerRepIds: [ANN],
    note: "hand-off",
  });
  const ended = await inTransaction(store.db, async (tx) => {
    await insertDecisions(
      tx,
      decisions.map((decision) => ({ decision, inputs: {} })),
    );
    await insertAssignments(tx, [buildNewAssignment("lena")]);
    const rows = await endAssignments(
      tx,
      [LENA, toId("lead", "max")].map((leadId) => ({
        leadId,
        endedAt: TEST_NOW,
        endReason: "wrong_territory" as const,
      })),
    );
    await insertAssignments(tx, [next]);
    const request = {
      reason: "wrong_territory",
      comment: "is in EMEA",
      requestedBy: "key_ops",
      requestedByKind: "rep",
      requestedAt: TEST_NOW,
    } as const;
    await insertReroutes(tx, [{ leadId: LENA, epoch: 2, fromRepId: ANN, ...request }]);
    return rows;
  });
  expect(ended).toEqual([{ leadId: LENA, epoch: 1, repId: ANN }]);
  const history = await getLead(store.db, LENA);
  expect(history?.decisions).toEqual(decisions);
  expect(history?.latestDecision).toEqual(decisions[1]);
  expect(history?.assignments).toEqual([
    { ...buildNewAssignment("lena"), ...UNTOUCHED, endedAt: TEST_NOW, endReason: "wrong_territory" },
    { ...next, ...UNTOUCHED, endedAt: null, endReason: null },
  ]);
  expect(await getLead(store.db, toId("lead", "nobody"))).toBeUndefined();
});

test("a lead cannot have two active assignments", async () => {
  await using store = await openTestStore();
  await seedLeads(store.db, ["lena"]);
  const both = inTransaction(store.db, async (tx) => {
    await insertDecisions(
      tx,
      [1, 2].map((epoch) => ({ decision: buildDecision("lena", { epoch }), inputs: {} })),
    );
    await insertAssignments(
      tx,
      [1, 2].map((epoch) => buildNewAssignment("lena", { epoch })),
    );
  });
  await expect(both).rejects.toMatchObject({ code: "23505", constraint: "assignment_active_lead_key" });
});

test("the first conversion of a lead counts", async () => {
  await using store = await openTestStore();
  await seedLeads(store.db, ["lena"]);
  const conversion = { leadId: LENA, epoch: 1, repId: ANN, convertedAt: TEST_NOW };
  const added = await inTransaction(store.db, async (tx) => {
    await insertDecisions(tx, [{ decision: buildDecision("lena"), inputs: {} }]);
    return [await insertConversions(tx, [conversion]), await insertConversions(tx, [{ ...conversion, repId: BOB }])];
  });
  expect(added).toEqual([[LENA], []]);
});
