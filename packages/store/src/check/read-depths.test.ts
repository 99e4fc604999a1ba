import { buildLeadEvent, TEST_NOW } from "@pointsman/testkit/builders";
import { sql } from "kysely";
import { expect, test } from "vitest";

import { openTestStore } from "../../test/test-store.ts";
import { inTransaction } from "../in-transaction.ts";
import { appendEvents } from "../outbox/append-events.ts";
import { cutOutboxBatch } from "../outbox/cut-outbox-batch.ts";
import { markBatchDelivered } from "../outbox/mark-batch-delivered.ts";
import { readDepths } from "./read-depths.ts";

const NOTHING = {
  parkedLeads: 0,
  heldLeads: 0,
  waitingLeads: 0,
  outboxEvents: 0,
  outboxOldestAt: null,
  deliveries: 0,
  dueJobs: 0,
  laterJobs: 0,
  failedJobs: 0,
};

const LEAD_COLUMNS = sql`
  id, source, idempotency_key, body_hash, received_at, qualified_at, created_at, state, epoch, held_until, waits_for,
  personal_email, personal, attributes, warnings`;

function lead(state: string, rest: { readonly heldUntil?: string; readonly waitsFor?: string } = {}) {
  const { heldUntil = null, waitsFor = null } = rest;
  return sql`
    'lead_' || ${state}::text || n, 'form', ${state}::text || n, 'hash', now(), now(), now(), ${state}, 1, ${heldUntil}::timestamptz,
    case when ${waitsFor}::text is not null then array[${waitsFor}] end, 'a@b.example', '{}'::jsonb, '{}'::jsonb, '{}'::text[]`;
}

test("an empty database has nothing that waits", async () => {
  await using store = await openTestStore();
  expect(await readDepths(store.db)).toEqual(NOTHING);
});

test("counts what is parked, held and waiting, what the warehouse lacks, and jobs", async () => {
  await using store = await openTestStore();
  const { db } = store;
  for (const leads of [
    sql`select ${lead("parked")} from generate_series(1, 3) as n`,
    sql`select ${lead("parked", { waitsFor: "pool_west" })} from generate_series(4, 5) as n`,
    sql`select ${lead("held", { heldUntil: TEST_NOW })} from generate_series(1, 4) as n`,
  ])
    await sql`insert into lead (${LEAD_COLUMNS}) ${leads}`.execute(db);
  await inTransaction(db, async (tx) => appendEvents(tx, [buildLeadEvent("a"), buildLeadEvent("b")]));
  const batch = await cutOutboxBatch(db, { maxEvents: 10, nowTs: TEST_NOW });
  await inTransaction(db, async (tx) => appendEvents(tx, [buildLeadEvent("c")]));
  await sql`select graphile_worker.add_job('remind', run_at => now() - interval '1 min')`.execute(db);
  await sql`select graphile_worker.add_job('remind', run_at => now() + interval '1 day')`.execute(db);
  expect(await readDepths(db)).toEqual({
    ...NOTHING,
    parkedLeads: 5,
    waitingLeads: 2,
    heldLeads: 4,
    outboxEvents: 3,
    outboxOldestAt: TEST_NOW,
    dueJobs: 1,
    laterJobs: 1,
  });
  await markBatchDelivered(db, batch?.id ?? 0, TEST_NOW);
  expect(await readDepths(db)).toMatchObject({ outboxEvents: 1 });
});
