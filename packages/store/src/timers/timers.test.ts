import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { buildNewLead, seedOrganisation } from "../../test/seed.ts";
import { openTestStore } from "../../test/test-store.ts";
import type { Db } from "../connect.ts";
import { inTransaction } from "../in-transaction.ts";
import { insertLeads } from "../leads/insert-leads.ts";
import { listWaitingLeads } from "../leads/list-waiting-leads.ts";
import { updateLeadStates } from "../leads/update-lead-states.ts";
import { addJobIfLeadsWait, addJobs, type NewJob } from "./add-jobs.ts";
import { hasDueJob } from "./has-due-job.ts";
import { removeWorker, renewWorker, unlockJobsOfDead } from "./worker-life.ts";

const WAKE = { task: "wake", payload: {}, key: "wake" } as const;

/** What the worker's public view shows of the jobs. */
async function listJobs(db: Db) {
  const { rows } = await sql<{ readonly task: string; readonly runAt: string; readonly key: string | null }>`
    select task_identifier as task, run_at as "runAt", key from graphile_worker.jobs order by id`.execute(db);
  return rows;
}

async function parkLeads(
  db: Db,
  leads: readonly { readonly name: string; readonly at: string; readonly waitsFor: readonly string[] | null }[],
) {
  await seedOrganisation(db);
  await inTransaction(db, async (tx) => {
    await insertLeads(
      tx,
      leads.map(({ name, at, waitsFor }) =>
        buildNewLead(name, {
          qualifiedAt: `2026-11-20T${at}:00.000Z`,
          placement: { state: "parked", epoch: 1, repId: null, heldUntil: null, attachedToLeadId: null, waitsFor },
        }),
      ),
    );
  });
}

describe("jobs", () => {
  const later: NewJob = { task: "remind", payload: { leadId: "lead_1" }, runAt: "2026-11-23T09:00:00.000Z", key: null };

  test("exist exactly if the transaction commits", async () => {
    await using store = await openTestStore();
    const failing = inTransaction(store.db, async (tx) => {
      await addJobs(tx, [later]);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await listJobs(store.db)).toEqual([]);
    await inTransaction(store.db, async (tx) => addJobs(tx, [later, later]));
    const job = { task: "remind", runAt: later.runAt, key: null };
    expect(await listJobs(store.db)).toEqual([job, job]);
  });

  test.each([
    { what: "for at once", runAt: null, damage: "attempts = 1", due: true },
    { what: "for at once that failed for good", runAt: null, damage: "attempts = max_attempts", due: false },
    { what: "due now", runAt: "2026-11-20T12:00:00.000Z", damage: "attempts = 1", due: true },
    { what: "due since a moment", runAt: "2026-11-20T11:59:51.000Z", damage: "attempts = 1", due: true },
    { what: "due for long", runAt: "2026-11-20T11:59:50.000Z", damage: "attempts = 1", due: false },
    { what: "due later", runAt: "2026-11-20T12:00:01.000Z", damage: "attempts = 0", due: false },
  ])("$what: whether it is about to be run is $due", async ({ runAt, damage, due }) => {
    await using store = await openTestStore();
    await inTransaction(store.db, async (tx) => addJobs(tx, [{ ...later, runAt }]));
    await sql.raw(`update graphile_worker._private_jobs set ${damage}`).execute(store.db);
    expect(await hasDueJob(store.db, "remind", "2026-11-20T12:00:00.000Z")).toBe(due);
    expect(await hasDueJob(store.db, "wake", "2026-11-20T12:00:00.000Z")).toBe(false);
  });

  test("of one key are one, the later; at once is due by any clock", async () => {
    await using store = await openTestStore();
    await inTransaction(store.db, async (tx) => {
      await addJobs(tx, [{ ...later, key: "k" }]);
      await addJobs(tx, [
        { ...later, key: "k" },
        { ...later, key: "k", runAt: null },
      ]);
    });
    expect(await listJobs(store.db)).toEqual([{ task: "remind", runAt: "1970-01-01T00:00:00.000Z", key: "k" }]);
  });

  test("for waiting leads are added only while one waits", async () => {
    await using store = await openTestStore();
    await parkLeads(store.db, [{ name: "a", at: "10:00", waitsFor: null }]);
    await inTransaction(store.db, async (tx) => addJobIfLeadsWait(tx, WAKE));
    expect(await listJobs(store.db)).toEqual([]);
    const placement = { state: "parked", epoch: 1, repId: null, heldUntil: null, attachedToLeadId: null } as const;
    await inTransaction(store.db, async (tx) => {
      await updateLeadStates(tx, [{ leadId: "lead_a", ...placement, waitsFor: ["pool_west"] }]);
      await addJobIfLeadsWait(tx, WAKE);
      await addJobIfLeadsWait(tx, WAKE);
    });
    expect(await listJobs(store.db)).toMatchObject([{ task: "wake", key: "wake" }]);
  });
});

describe("waiting leads", () => {
  test("are listed oldest first, by what they wait for, page by page", async () => {
    await using store = await openTestStore();
    await parkLeads(store.db, [
      { name: "d", at: "12:00", waitsFor: ["pool_west", "rep_ann"] },
      { name: "c", at: "11:00", waitsFor: ["pool_east"] },
      { name: "b", at: "10:00", waitsFor: ["pool_west"] },
      { name: "a", at: "10:00", waitsFor: ["pool_west"] },
      { name: "e", at: "09:00", waitsFor: null },
    ]);
    const list = async (targets: readonly string[] | null, after: string | null, limit = 10) => {
      const all = await listWaitingLeads(store.db, { targets: null, after: null, limit: 10 });
      const from = all.find(({ leadId }) => leadId === after) ?? null;
      return (await listWaitingLeads(store.db, { targets, after: from, limit })).map(({ leadId }) => leadId);
    };
    expect(await list(null, null)).toEqual(["lead_a", "lead_b", "lead_c", "lead_d"]);
    expect(await list(["pool_west"], null, 2)).toEqual(["lead_a", "lead_b"]);
    expect(await list(["pool_west"], "lead_b")).toEqual(["lead_d"]);
    expect(await list(["rep_ann", "pool_east"], null)).toEqual(["lead_c", "lead_d"]);
  });

  test("stop waiting in whatever other state they are put", async () => {
    await using store = await openTestStore();
    await parkLeads(store.db, [{ name: "a", at: "10:00", waitsFor: ["pool_west"] }]);
    const placement = { epoch: 1, heldUntil: null, attachedToLeadId: null, waitsFor: ["pool_west"] } as const;
    await inTransaction(store.db, async (tx) =>
      updateLeadStates(tx, [{ leadId: "lead_a", ...placement, state: "assigned", repId: "rep_ann" }]),
    );
    expect(await listWaitingLeads(store.db, { targets: null, after: null, limit: 10 })).toEqual([]);
  });
});

describe("jobs that a process has locked", () => {
  const MINUTE_MS = 60_000;

  /** A job that the process has had under way for so many seconds. */
  async function lockJob(db: Db, workerId: string, seconds: number) {
    await inTransaction(db, async (tx) =>
      addJobs(tx, [{ task: "remind", payload: {}, runAt: null, key: `${workerId}-${seconds}` }]),
    );
    await sql`
      update graphile_worker._private_jobs set locked_by = ${workerId}, locked_at = now() - ${seconds} * interval '1 s'
      where key = ${`${workerId}-${seconds}`}`.execute(db);
  }

  async function listLocked(db: Db) {
    const { rows } = await sql<{ readonly key: string }>`
      select key from graphile_worker.jobs where locked_at is not null order by key`.execute(db);
    return rows.map(({ key }) => key);
  }

  test("are free again once it has been silent for so long, and not before", async () => {
    await using store = await openTestStore();
    const { db } = store;
    for (const workerId of ["alive", "dead", "silent"]) await lockJob(db, workerId, 61);
    await lockJob(db, "new", 59);
    await renewWorker(db, "alive");
    await renewWorker(db, "dead");
    await sql`update timer_worker set seen_at = now() - interval '61 s' where id = 'dead'`.execute(db);
    expect(await unlockJobsOfDead(db, MINUTE_MS)).toEqual(["dead", "silent"]);
    expect(await listLocked(db)).toEqual(["alive-61", "new-59"]);
    expect(await unlockJobsOfDead(db, MINUTE_MS)).toEqual([]);
    await renewWorker(db, "alive");
    await removeWorker(db, "alive");
    expect(await unlockJobsOfDead(db, MINUTE_MS)).toEqual(["alive"]);
    const { rows } = await sql`select id from timer_worker`.execute(db);
    expect(rows).toEqual([]);
  });
});
