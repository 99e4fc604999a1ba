import { TEST_NOW } from "@pointsman/testkit/builders";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import { routeToAnn, seedOrganisation } from "../../test/seed.ts";
import { inRollback, openTestStore, type TestStore } from "../../test/test-store.ts";
import type { Db } from "../connect.ts";
import { inTransaction } from "../in-transaction.ts";
import { cutOutboxBatch } from "../outbox/cut-outbox-batch.ts";
import { runStoreChecks, STORE_CHECKS } from "./run-store-checks.ts";

/** A store on which every check holds: three leads with Ann, six events of which four are in a batch. */
let store: TestStore;

beforeAll(async () => {
  store = await openTestStore(1);
  await seedOrganisation(store.db);
  await inTransaction(store.db, async (tx) => routeToAnn(tx, ["a", "b", "c"]));
  await cutOutboxBatch(store.db, { maxEvents: 4, nowTs: TEST_NOW });
});

afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

async function listBroken(db: Db): Promise<readonly string[]> {
  const results = await runStoreChecks(db);
  return results.filter((result) => result.violations.length > 0).map((result) => result.name);
}

/** Names of the checks that find the damage, which is then undone. */
async function listBrokenBy(damage: string): Promise<readonly string[]> {
  let broken: readonly string[] = [];
  await inRollback(store.db, async (tx) => {
    // Foreign keys and triggers off: real damage does not ask them either.
    await sql`set local session_replication_role = replica`.execute(tx);
    await sql.raw(damage).execute(tx);
    broken = await listBroken(tx);
  });
  return broken;
}

/** For each check the damage that it must find. */
const DAMAGE: Readonly<Record<string, string>> = {
  "lead-identity-is-guarded": "alter table lead disable trigger lead_identity_immutable",
  "received-when-the-event-says": "update lead set received_at = received_at + interval '1 s' where id = 'lead_a'",
  "failed-lead-has-its-error": "insert into lead_failure values ('lead_a', 1, 'error', '', now())",
  "decisions-follow-in-time":
    "insert into decision select lead_id, 2, decided_at - interval '61 s', rule_set_version, outcome_kind, outcome, trace, inputs, null, null from decision where lead_id = 'lead_a'",
  "lead-has-state": "update lead set state = null, epoch = 0 where id = 'lead_a'",
  "lead-key-unique":
    "alter table lead drop constraint lead_source_idempotency_key_key; update lead set idempotency_key = 'same'",
  "one-active-assignment":
    "drop index assignment_active_lead_key; insert into assignment (lead_id, epoch, rep_id, via, co_owner_rep_ids, copied_rep_ids, assigned_at) select lead_id, 2, rep_id, via, co_owner_rep_ids, copied_rep_ids, assigned_at from assignment where lead_id = 'lead_a'",
  "assigned-lead-has-its-assignment": "update lead set rep_id = 'rep_bob' where id = 'lead_a'",
  "decision-epochs-gap-free":
    "update decision set epoch = 2 where lead_id = 'lead_a'; update lead set epoch = 2 where id = 'lead_a'",
  "lead-state-fits-decision": "update lead set state = 'parked' where id = 'lead_a'",
  "waiting-lead-knows-for-what":
    "update lead set state = 'parked', rep_id = null where id = 'lead_a'; update decision set outcome_kind = 'parked', outcome = '{\"kind\":\"parked\",\"reason\":\"nobody_available\"}' where lead_id = 'lead_a'",
  "held-lead-is-released":
    "update lead set state = 'held', rep_id = null, held_until = (select max(decided_at) from decision) - interval '61 s' where id = 'lead_a'",
  "assigned-decision-has-its-assignment": "update assignment set rep_id = 'rep_bob' where lead_id = 'lead_a'",
  "assignment-ends-as-it-says":
    "update assignment set ended_at = now(), end_reason = 'rejected' where lead_id = 'lead_a'",
  "rep-load-counts-active-assignments": "update rep_load set open_leads = 2 where rep_id = 'rep_ann'",
  "pool-seq-gap-free": "update decision set pool_seq = 4 where pool_seq = 2; update pool_state set seq = 4",
  "pool-credits-sum-to-zero": "update pool_state set credits_micro[1] = credits_micro[1] + 1",
  "pool-ledger-is-of-its-members": "update pool_state set rep_ids[1] = 'rep_nobody'",
  "change-has-its-event": "delete from outbox where event_id = 'evt_c.1.assigned'",
  "event-has-its-change": "update outbox set event_id = 'evt_c.1.held' where event_id = 'evt_c.1.assigned'",
  "batch-is-as-cut": "update outbox set payload = '{}' where event_id = 'evt_a.0.received'",
  "event-is-in-one-batch": "update outbox_cut set last_id = last_id + 1",
  "commits-are-durable": "set synchronous_commit = off",
};

test("a store that was used as it should be violates nothing", async () => {
  expect(await listBroken(store.db)).toEqual([]);
});

test("every check has a damage that it is tried on", () => {
  expect(Object.keys(DAMAGE)).toEqual(STORE_CHECKS.map((check) => check.name));
});

test.each(Object.entries(DAMAGE))("%s finds what was planted", async (name, damage) => {
  expect(await listBrokenBy(damage)).toContain(name);
});

/** What looks like damage and is none. */
test.each([
  [
    "clocks of two routers that differ by some milliseconds",
    "insert into decision select lead_id, 2, decided_at - interval '5 ms', rule_set_version, outcome_kind, outcome, trace, inputs, null, null from decision where lead_id = 'lead_a'",
    "decisions-follow-in-time",
  ],
  [
    "a hold that is due this moment",
    "update lead set state = 'held', rep_id = null, held_until = (select max(decided_at) from decision) - interval '59 s' where id = 'lead_a'",
    "held-lead-is-released",
  ],
])("%s is not found", async (_, damage, name) => {
  expect(await listBrokenBy(damage)).not.toContain(name);
});

test.each([
  [
    "a decision number used for two leads",
    "alter table decision drop constraint decision_pool_id_pool_seq_key; update decision set pool_seq = 1 where pool_seq = 2",
    "pool-seq-gap-free",
  ],
  ["a pool's counter ahead of its decisions", "update pool_state set seq = 5", "pool-seq-gap-free"],
  [
    "an assigned lead whose assignment was ended",
    "update assignment set ended_at = now(), end_reason = 'other' where lead_id = 'lead_a'",
    "assigned-lead-has-its-assignment",
  ],
  [
    "a converted lead that still counts",
    "update lead set state = 'converted' where id = 'lead_a'",
    "assigned-lead-has-its-assignment",
  ],
  [
    "a converted lead without a conversion",
    "update lead set state = 'converted' where id = 'lead_a'",
    "lead-state-fits-decision",
  ],
  [
    "a conversion of a lead that is open",
    "insert into conversion values ('lead_a', 1, 'rep_ann', now())",
    "lead-state-fits-decision",
  ],
  ["a lead without a decision", "delete from decision where lead_id = 'lead_a'", "decision-epochs-gap-free"],
  [
    "a re-route without its event",
    "insert into reroute values ('lead_a', 1, 'rep_bob', 'other', null, 'x', now(), 'rep')",
    "change-has-its-event",
  ],
  [
    "an acceptance without its event",
    "update assignment set accepted_at = now() where lead_id = 'lead_a'",
    "change-has-its-event",
  ],
  [
    "a rejection without its event",
    "insert into rejection values ('lead_a', 1, 'rep_bob', 'other', null, 'x', now())",
    "change-has-its-event",
  ],
  [
    "a disqualified lead without a disqualification",
    "update lead set state = 'disqualified' where id = 'lead_a'",
    "lead-state-fits-decision",
  ],
  [
    "a disqualification of a lead that is open",
    "insert into disqualification values ('lead_a', 1, 'rep_ann', 'spam', null, 'x', now())",
    "lead-state-fits-decision",
  ],
  [
    "units that do not add up",
    "update assignment set work_units = 3 where lead_id = 'lead_a'",
    "rep-load-counts-active-assignments",
  ],
  [
    "an assignment that was ended by no re-route",
    "update assignment set ended_at = now(), end_reason = 'capacity' where lead_id = 'lead_a'",
    "assignment-ends-as-it-says",
  ],
  ["a rep without a load", "delete from rep_load where rep_id = 'rep_bob'", "rep-load-counts-active-assignments"],
  [
    "an event taken out of its batch",
    "update outbox_batch set event_ids = event_ids - (select int8multirange(int8range(id, id, '[]')) from outbox where event_id = 'evt_a.0.received')",
    "batch-is-as-cut",
  ],
  [
    "an event in two batches",
    `insert into outbox_batch (token, event_count, created_at, event_ids)
     select token, event_count, created_at, event_ids from outbox_batch`,
    "event-is-in-one-batch",
  ],
  ["an event that would be cut again", "update outbox_cut set last_id = last_id - 1", "event-is-in-one-batch"],
])("%s is found", async (_, damage, name) => {
  expect(await listBrokenBy(damage)).toContain(name);
});
