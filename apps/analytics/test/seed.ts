import { toEventId } from "@pointsman/contracts/event";
import type { Submission } from "@pointsman/contracts/lead";
import { decide, type DecisionInputs, type DecisionResult } from "@pointsman/router-core/decide";
import { buildFacts } from "@pointsman/router-core/facts/build-facts";
import { planRouting } from "@pointsman/router-core/plan";
import { hashRuleSet } from "@pointsman/router-core/rule-set/hash-rule-set";
import { collectScope } from "@pointsman/router-core/scope";
import { buildSnapshot, type Directory, type LiveState } from "@pointsman/router-core/snapshot";
import { insertAssignments } from "@pointsman/store/assignments/insert-assignments";
import type { Db, Tx } from "@pointsman/store/connect";
import { insertDecisions } from "@pointsman/store/decisions/insert-decisions";
import { inTransaction } from "@pointsman/store/in-transaction";
import { insertLeads } from "@pointsman/store/leads/insert-leads";
import { upsertPools } from "@pointsman/store/organisation/upsert-pools";
import { upsertQueues } from "@pointsman/store/organisation/upsert-queues";
import { upsertReps } from "@pointsman/store/organisation/upsert-reps";
import { upsertTerritories } from "@pointsman/store/organisation/upsert-territories";
import { appendEvents } from "@pointsman/store/outbox/append-events";
import { lockPools } from "@pointsman/store/pools/lock-pools";
import { writePools } from "@pointsman/store/pools/write-pools";
import { lockRepLoads } from "@pointsman/store/reps/lock-rep-loads";
import { writeRepLoads } from "@pointsman/store/reps/write-rep-loads";
import { publishRuleSet } from "@pointsman/store/rule-sets/publish-rule-set";
import {
  buildLeadEvent,
  buildPool,
  buildQueue,
  buildRep,
  buildRuleSet,
  buildSubmission,
  buildTerritory,
  TEST_NOW,
} from "@pointsman/testkit/builders";

const REPS = [buildRep("ann", { capacity: 10_000 }), buildRep("bob", { capacity: 10_000 })];
const POOL = buildPool("west", REPS);
const QUEUE = buildQueue("fallback", buildRep("ann"));
const TERRITORY = buildTerritory("west");
const RULE_SET = buildRuleSet({ derivedFacts: [{ fact: "territory", rows: [], otherwise: TERRITORY.id }] });
const RULE_SET_REF = { version: 1, hash: hashRuleSet(RULE_SET) };

const DIRECTORY: Directory = {
  reps: new Map(REPS.map((rep) => [rep.id, rep])),
  pools: new Map([[POOL.id, POOL]]),
  findTerritory: (id) => (id === TERRITORY.id ? TERRITORY : undefined),
  queues: new Map([[QUEUE.id, QUEUE]]),
};

/** Events written for each lead: its receipt and its assignment. */
export const EVENTS_PER_LEAD = 2;

/** Ann and Bob share the pool `pool_west`; every lead is of `terr_west` and goes to it. */
export async function seedOrganisation(db: Db): Promise<void> {
  await inTransaction(db, async (tx) => {
    await upsertReps(tx, REPS);
    await upsertPools(tx, [POOL]);
    await upsertTerritories(tx, [TERRITORY]);
    await upsertQueues(tx, [QUEUE]);
    await publishRuleSet(tx, {
      body: RULE_SET,
      hash: RULE_SET_REF.hash,
      name: RULE_SET.name,
      publishedAt: TEST_NOW,
      publishedBy: "key_test",
    });
  });
}

/** Routes leads of these names as the router does: engine, ledger, loads and events, in one transaction. */
export async function routeLeads(db: Db, names: readonly string[]): Promise<void> {
  await inTransaction(db, async (tx) => {
    for (const name of names) await routeLead(tx, buildSubmission(name));
  });
}

async function routeLead(tx: Tx, submission: Submission): Promise<void> {
  const { inputs, result } = await decideLead(tx, submission);
  const { leadId } = submission;
  const { outcome } = result.decision;
  if (outcome.kind !== "assigned" || result.pool === null) throw new Error("the pool takes every lead");
  await insertLeads(tx, [
    {
      submission,
      qualifiedAt: TEST_NOW,
      createdAt: TEST_NOW,
      accountId: null,
      partnerId: null,
      attribution: null,
      accountMatch: null,
      placement: { state: "assigned", epoch: 1, repId: outcome.repId, heldUntil: null, attachedToLeadId: null },
    },
  ]);
  await insertDecisions(tx, [{ decision: result.decision, inputs: JSON.parse(JSON.stringify(inputs)) }]);
  const placed = { repId: outcome.repId, ruleId: "to-west", stageId: "everybody", poolId: POOL.id };
  const { via, coOwnerRepIds, copiedRepIds, note } = outcome;
  await insertAssignments(tx, [
    {
      ...placed,
      leadId,
      epoch: 1,
      via,
      coOwnerRepIds,
      copiedRepIds,
      note,
      tier: null,
      territory: TERRITORY.id,
      workUnits: 1,
      assignedAt: TEST_NOW,
      slaDueAt: null,
    },
  ]);
  const facts = { leadId, territory: TERRITORY.id };
  await appendEvents(tx, [
    buildLeadEvent("", { ...facts, eventId: toEventId(leadId, 0, "lead.received") }),
    buildLeadEvent("", { ...facts, ...placed, epoch: 1, kind: "lead.assigned", ruleSetVersion: 1 }),
  ]);
  await writePools(tx, [{ ...result.pool, poolId: result.pool.id }]);
  const loads = await lockRepLoads(tx, [outcome.repId]);
  await writeRepLoads(
    tx,
    loads.map((load) => ({ ...load, openLeads: load.openLeads + 1, openUnits: load.openUnits + 1 })),
  );
}

async function decideLead(
  tx: Tx,
  submission: Submission,
): Promise<{ readonly inputs: DecisionInputs; readonly result: DecisionResult }> {
  const facts = buildFacts({ submission, account: null, partner: null, nameOf: () => null });
  const scope = collectScope(planRouting(RULE_SET, facts, DIRECTORY.findTerritory), DIRECTORY);
  const pools = await lockPools(tx, scope.poolIds);
  const loads = await lockRepLoads(tx, scope.repIds);
  const live: LiveState = {
    openLeads: (repId) => loads.find((load) => load.repId === repId)?.openLeads,
    pool: (poolId) => pools.find((pool) => pool.poolId === poolId),
  };
  const inputs: DecisionInputs = {
    format: 1,
    ruleSet: RULE_SET_REF,
    request: {
      leadId: submission.leadId,
      epoch: 1,
      now: TEST_NOW,
      facts,
      excludedRepIds: [],
      duplicateOf: null,
      assignTo: null,
    },
    snapshot: buildSnapshot(scope, DIRECTORY, live),
  };
  return { inputs, result: decide(RULE_SET, inputs) };
}

/** Puts events that no lead stands behind in the outbox: enough for what is only about the relay. */
export async function appendReceived(db: Db, count: number, prefix = "l"): Promise<void> {
  const events = Array.from({ length: count }, (_, index) => buildLeadEvent(`${prefix}${index}`));
  await inTransaction(db, async (tx) => appendEvents(tx, events));
}
