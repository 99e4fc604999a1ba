import type { Decision } from "@pointsman/contracts/decision";
import { toId } from "@pointsman/contracts/id";
import {
  buildLeadEvent,
  buildPool,
  buildQueue,
  buildRep,
  buildRuleSet,
  buildSubmission,
  TEST_NOW,
} from "@pointsman/testkit/builders";
import { buildAssigned, buildDecision, buildTrace } from "@pointsman/testkit/decision-builders";

import { insertAssignments, type NewAssignment } from "../src/assignments/insert-assignments.ts";
import type { Db, Tx } from "../src/connect.ts";
import { insertDecisions } from "../src/decisions/insert-decisions.ts";
import { inTransaction } from "../src/in-transaction.ts";
import { insertLeads, type NewLead } from "../src/leads/insert-leads.ts";
import { upsertPools } from "../src/organisation/upsert-pools.ts";
import { upsertQueues } from "../src/organisation/upsert-queues.ts";
import { upsertReps } from "../src/organisation/upsert-reps.ts";
import { appendEvents } from "../src/outbox/append-events.ts";
import { publishRuleSet } from "../src/rule-sets/publish-rule-set.ts";

export const ANN = toId("rep", "ann");
export const BOB = toId("rep", "bob");
export const WEST = toId("pool", "west");

/** Ann and Bob, who share the pool `pool_west`, a queue and rule set 1: what a lead needs to be routed. */
export async function seedOrganisation(db: Db): Promise<void> {
  const reps = [buildRep("ann"), buildRep("bob")];
  await inTransaction(db, async (tx) => {
    await upsertReps(tx, reps);
    await upsertPools(tx, [buildPool("west", reps)]);
    await upsertQueues(tx, [buildQueue("fallback", buildRep("ann"))]);
    await publishRuleSet(tx, {
      body: buildRuleSet(),
      hash: "hash-1",
      name: "test rules",
      publishedAt: TEST_NOW,
      publishedBy: "key_test",
    });
  });
}

/** The lead `lead_<name>`, given to Ann by its first decision. */
export function buildNewLead(name: string, overrides: Partial<NewLead> = {}): NewLead {
  return {
    submission: buildSubmission(name),
    qualifiedAt: TEST_NOW,
    createdAt: TEST_NOW,
    accountId: null,
    partnerId: null,
    attribution: null,
    accountMatch: null,
    placement: { state: "assigned", epoch: 1, repId: ANN, heldUntil: null, attachedToLeadId: null },
    ...overrides,
  };
}

export function buildNewAssignment(name: string, overrides: Partial<NewAssignment> = {}): NewAssignment {
  return {
    leadId: toId("lead", name),
    epoch: 1,
    repId: ANN,
    via: "target",
    stageId: "everybody",
    ruleId: "to-west",
    poolId: WEST,
    tier: null,
    territory: null,
    coOwnerRepIds: [],
    copiedRepIds: [],
    note: null,
    workUnits: 1,
    assignedAt: TEST_NOW,
    slaDueAt: null,
    ...overrides,
  };
}

/** The decision numbered `seq` of `pool_west`: it gives the lead to Ann. */
export function buildWestDecision(name: string, seq: number): Decision {
  return buildDecision(name, {
    outcome: buildAssigned("ann", { poolId: WEST }),
    trace: buildTrace({ selection: { poolId: WEST, policy: "fair_share", seq } }),
  });
}

/** Routes the leads to Ann one after the other, with all that a router writes: every check holds afterwards. */
export async function routeToAnn(tx: Tx, names: readonly string[]): Promise<void> {
  const decisions = names.map((name, index) => buildWestDecision(name, index + 1));
  await insertLeads(
    tx,
    names.map((name) => buildNewLead(name)),
  );
  await insertDecisions(
    tx,
    decisions.map((decision) => ({ decision, inputs: {} })),
  );
  await insertAssignments(
    tx,
    names.map((name) => buildNewAssignment(name)),
  );
  await appendEvents(
    tx,
    names.flatMap((name) => [buildLeadEvent(name), buildLeadEvent(name, { kind: "lead.assigned", epoch: 1 })]),
  );
  await tx.updateTable("pool_state").set({ seq: names.length }).where("pool_id", "=", WEST).execute();
  await tx
    .updateTable("rep_load")
    .set({ open_leads: names.length, open_units: names.length })
    .where("rep_id", "=", ANN)
    .execute();
}

/** A promise and the two functions that settle it, for tests that make transactions wait for each other. */
export function createGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: () => resolve() };
}
