import { toId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { buildLeadEvent, buildSubmission, TEST_NOW } from "@pointsman/testkit/builders";
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";

import { ANN, BOB, buildNewLead, createGate, routeToAnn, seedOrganisation, WEST } from "../../test/seed.ts";
import { openTestStore, type TestStore } from "../../test/test-store.ts";
import { endAssignments } from "../assignments/end-assignments.ts";
import { findAccountReps } from "../assignments/find-account-reps.ts";
import { insertConversions } from "../assignments/insert-conversions.ts";
import { runStoreChecks } from "../check/run-store-checks.ts";
import type { Db } from "../connect.ts";
import { listPoolDecisions } from "../decisions/find-decisions.ts";
import { inTransaction } from "../in-transaction.ts";
import { getLead } from "../leads/get-lead.ts";
import { insertLeads } from "../leads/insert-leads.ts";
import { listLeads } from "../leads/list-leads.ts";
import { readBackgrounds, toBackground } from "../leads/read-backgrounds.ts";
import { appendEvents } from "../outbox/append-events.ts";
import { countDeliveredEvents } from "../outbox/count-delivered-events.ts";
import { countOutboxByHourAndKind } from "../outbox/count-outbox-by-hour-and-kind.ts";
import { cutOutboxBatch } from "../outbox/cut-outbox-batch.ts";
import { markBatchDelivered } from "../outbox/mark-batch-delivered.ts";
import { readBatch } from "../outbox/read-batch.ts";
import { ARCHIVED_TABLES } from "./archived-tables.ts";
import { runArchive } from "./run-archive.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse(TEST_NOW);
const LATER = toTimestamp(NOW_MS + DAY_MS);
const BOUNDS = { finishedBefore: LATER, unqualifiedBefore: LATER, deliveredBefore: LATER };

let store: TestStore;

/** Leads a, b and c with Ann; a and b are converted; six events of which four are delivered, two of them of other changes. */
beforeEach(async () => {
  store = await openTestStore();
  await seedOrganisation(store.db);
  await inTransaction(store.db, async (tx) => routeToAnn(tx, ["a", "b", "c"]));
  await convert(store.db, ["a", "b"]);
  const batch = await cutOutboxBatch(store.db, { maxEvents: 4, nowTs: TEST_NOW });
  await markBatchDelivered(store.db, batch!.id, TEST_NOW);
  const opened = store;
  return async () => opened[Symbol.asyncDispose]();
});

async function convert(db: Db, names: readonly string[]): Promise<void> {
  const ids = names.map((name) => toId("lead", name));
  await inTransaction(db, async (tx) => {
    await endAssignments(
      tx,
      ids.map((leadId) => ({ leadId, endedAt: TEST_NOW, endReason: "converted" })),
    );
    await insertConversions(
      tx,
      ids.map((leadId) => ({ leadId, epoch: 1, repId: ANN, convertedAt: TEST_NOW })),
    );
    await tx.updateTable("lead").set({ state: "converted" }).where("id", "in", ids).execute();
    await appendEvents(
      tx,
      names.map((name) => buildLeadEvent(name, { kind: "lead.converted", epoch: 1 })),
    );
    await sql`
      update rep_load set open_leads = open_leads - ${ids.length}, open_units = open_units - ${ids.length}
      where rep_id = ${ANN}`.execute(tx);
  });
}

async function listIds(table: "lead" | "all_lead"): Promise<readonly string[]> {
  const rows = await store.db.selectFrom(table).select("id").orderBy("id").execute();
  return rows.map(({ id }) => id);
}

async function expectSound(): Promise<void> {
  const results = await runStoreChecks(store.db);
  expect(results.filter(({ violations }) => violations.length > 0)).toEqual([]);
}

describe("after the archive has run", () => {
  test("finished leads and delivered events are out of the way, and every check holds", async () => {
    expect(await runArchive(store.db, BOUNDS)).toEqual({ leads: 2, events: 4 });
    expect(await listIds("lead")).toEqual(["lead_c"]);
    expect(await listIds("all_lead")).toEqual(["lead_a", "lead_b", "lead_c"]);
    const { rows } = await sql`
      select (select count(*)::int from decision) as decisions, (select count(*)::int from assignment) as assignments,
             (select count(*)::int from conversion) as conversions, (select count(*)::int from outbox) as events,
             (select count(*)::int from outbox_batch) as batches`.execute(store.db);
    expect(rows).toEqual([{ decisions: 1, assignments: 1, conversions: 0, events: 4, batches: 0 }]);
    await expectSound();
  });

  test("a second run finds nothing, and a third takes what has ended since", async () => {
    await runArchive(store.db, BOUNDS);
    expect(await runArchive(store.db, BOUNDS)).toEqual({ leads: 0, events: 0 });
    await convert(store.db, ["c"]);
    expect(await runArchive(store.db, BOUNDS)).toEqual({ leads: 1, events: 0 });
    await expectSound();
  });

  test("what was to be read before is read just the same", async () => {
    const read = async () => ({
      lead: await getLead(store.db, toId("lead", "a")),
      list: await listLeads(store.db, { limit: 10 }),
      ofRep: await listLeads(store.db, { limit: 10, repId: ANN }),
      pool: await listPoolDecisions(store.db, WEST, { afterSeq: 0, limit: 10 }),
      delivered: await countDeliveredEvents(store.db),
      groups: await countOutboxByHourAndKind(store.db),
      batch: await readBatch(store.db, 1),
    });
    const withoutFlag = (value: unknown) => JSON.stringify(value).replaceAll('"archived":true', '"archived":false');
    const before = await read();
    await runArchive(store.db, BOUNDS);
    const after = await read();
    expect(after.lead?.lead.archived).toBe(true);
    expect(withoutFlag(after)).toBe(withoutFlag(before));
    expect(after.pool.map(({ decision }) => decision.trace.selection?.seq)).toEqual([1, 2, 3]);
  });

  test.each([
    ["its key, under another id", { leadId: toId("lead", "other") }],
    ["its id, under another key", { idempotencyKey: "another" }],
  ])("a repeat of a lead is known by %s", async (_, changes) => {
    const submission = { ...buildSubmission("a"), ...changes };
    const ask = async () => {
      const { rows } = await readBackgrounds([{ submission, mailbox: submission.lead.email }], DAY_MS).execute(
        store.db,
      );
      return rows.map(toBackground);
    };
    const before = await ask();
    expect(before[0]?.known?.leadId).toBe("lead_a");
    await runArchive(store.db, BOUNDS);
    expect(await ask()).toEqual(before);
  });

  test("a person's history counts leads that were archived", async () => {
    const submission = { ...buildSubmission("new"), receivedAt: LATER, lead: buildSubmission("a").lead };
    await runArchive(store.db, BOUNDS);
    const { rows } = await readBackgrounds([{ submission, mailbox: submission.lead.email }], DAY_MS).execute(store.db);
    expect(rows.map(toBackground)).toMatchObject([
      { known: null, history: { lastLeadAt: TEST_NOW, lastOwnerId: ANN } },
    ]);
  });
});

test("an account's last rep stays the same, wherever the lead that he got lies", async () => {
  const accountId = toId("account", "apex");
  await store.db.updateTable("lead").set({ account_id: accountId }).where("id", "in", ["lead_a", "lead_b"]).execute();
  await store.db
    .updateTable("assignment")
    .set({ rep_id: BOB, assigned_at: LATER })
    .where("lead_id", "=", "lead_b")
    .execute();
  const ask = async () => inTransaction(store.db, async (tx) => findAccountReps(tx, [accountId]));
  expect(await ask()).toEqual([{ accountId, repId: BOB }]);
  await runArchive(store.db, BOUNDS);
  expect(await ask()).toEqual([{ accountId, repId: BOB }]);
});

describe("left where it is", () => {
  test.each([
    ["a lead that was converted later", "update conversion set converted_at = now() + interval '10 years'"],
    ["a lead that was decided on later", "update decision set decided_at = now() + interval '10 years'"],
    [
      "a lead that ended later",
      "update assignment set ended_at = now() + interval '10 years' where ended_at is not null",
    ],
    [
      "a lead whose partner's code still counts",
      "update lead set attributed_by = 'code', attributed_until = now() + interval '10 years'",
    ],
  ])("%s", async (_, change) => {
    await sql.raw(change).execute(store.db);
    expect(await runArchive(store.db, BOUNDS)).toEqual({ leads: 0, events: 4 });
  });

  test("a lead that somebody has locked, until the next run", async () => {
    const { opened: released, open: release } = createGate();
    const { opened: locked, open: markLocked } = createGate();
    const holding = inTransaction(store.db, async (tx) => {
      await sql`select from lead where id = 'lead_a' for key share`.execute(tx);
      markLocked();
      await released;
    });
    await locked;
    expect(await runArchive(store.db, BOUNDS)).toMatchObject({ leads: 1 });
    release();
    await holding;
    expect(await runArchive(store.db, BOUNDS)).toMatchObject({ leads: 1 });
  });

  test("a lead with one that joined it lately; then both go together", async () => {
    const attached = {
      placement: { state: "attached", epoch: 1, repId: null, heldUntil: null, attachedToLeadId: toId("lead", "a") },
    } as const;
    await inTransaction(store.db, async (tx) => insertLeads(tx, [buildNewLead("late", attached)]));
    await sql`
      insert into decision (lead_id, epoch, decided_at, rule_set_version, outcome_kind, outcome, trace, inputs)
      values ('lead_late', 1, ${LATER}, 1, 'attached', '{}', '{}', '{}')`.execute(store.db);
    expect(await runArchive(store.db, BOUNDS)).toMatchObject({ leads: 1 });
    expect(await listIds("lead")).toEqual(["lead_a", "lead_c", "lead_late"]);
    const later = toTimestamp(NOW_MS + 2 * DAY_MS);
    expect(await runArchive(store.db, { ...BOUNDS, finishedBefore: later })).toMatchObject({ leads: 2 });
    expect(await listIds("lead")).toEqual(["lead_c"]);
  });

  test("events that were delivered later", async () => {
    expect(await runArchive(store.db, { ...BOUNDS, deliveredBefore: TEST_NOW })).toEqual({ leads: 2, events: 0 });
  });
});

test("two runs at once archive each lead once", async () => {
  const counts = await Promise.all([runArchive(store.db, BOUNDS), runArchive(store.db, BOUNDS)]);
  expect(counts.reduce((sum, { leads, events }) => sum + leads + events, 0)).toBe(6);
  await expectSound();
});

test("a lead of the last month and one of this lie in parts of their own", async () => {
  await sql`alter table lead disable trigger lead_identity_immutable`.execute(store.db);
  await sql`update lead set created_at = '2026-01-31T23:59:59.999Z' where id = 'lead_a'`.execute(store.db);
  await sql`update lead set created_at = '2026-02-01' at time zone 'UTC' where id = 'lead_b'`.execute(store.db);
  await runArchive(store.db, BOUNDS);
  const { rows } = await sql`
    select tableoid::regclass::text as part, lead_id from decision_archive order by 1`.execute(store.db);
  expect(rows).toEqual([
    { part: "decision_archive_2026_01", lead_id: "lead_a" },
    { part: "decision_archive_2026_02", lead_id: "lead_b" },
  ]);
});

test.each(ARCHIVED_TABLES)("%s and its archive have the same columns, and its view all of them", async (table) => {
  const columnsOf = async (name: string) => {
    const { rows } = await sql<{ readonly column: string }>`
      select attname || ' ' || format_type(atttypid, atttypmod) as column
      from pg_attribute
      where attrelid = ${name}::regclass and attnum > 0 and not attisdropped
        and attname not in ('lead_created_at', 'archived')
      order by 1`.execute(store.db);
    return rows.map(({ column }) => column);
  };
  const columns = await columnsOf(table);
  expect(await columnsOf(`${table}_archive`)).toEqual(columns);
  expect(await columnsOf(`all_${table}`)).toEqual(columns);
});
