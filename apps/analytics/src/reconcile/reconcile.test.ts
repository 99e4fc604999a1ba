import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";

import { appendReceived, routeLeads, seedOrganisation } from "../../test/seed.ts";
import { countStored, openTestService, relayAll, toApi, type TestService } from "../../test/test-service.ts";
import { rebuildWarehouse } from "../rebuild/rebuild-warehouse.ts";
import { runReconciler } from "./run-reconciler.ts";

let open: TestService;

const operate = () => toApi(open.service, ["reports:read", "config:write"]);

/** Six leads, routed, in both stores. */
beforeEach(async () => {
  const service = await openTestService();
  await seedOrganisation(service.db);
  await routeLeads(service.db, ["a", "b", "c", "d", "e", "f"]);
  await relayAll(service.relay);
  open = service;
  return async () => service[Symbol.asyncDispose]();
});

async function harm(query: string): Promise<void> {
  await open.service.warehouse.command({ query: `${query} settings mutations_sync = 2` });
}

async function readAll(): Promise<unknown> {
  const read = async (query: string) =>
    (await open.service.warehouse.query({ query, format: "JSONEachRow" })).json<unknown>();
  return {
    events: await read("select * except (ingested_at) from event_v1 order by event_id"),
    leads: await read("select * from lead_v1 order by lead_id"),
    assignments: await read("select * from assignment_v1 order by lead_id, epoch"),
  };
}

const damages: readonly (readonly [string, string, number])[] = [
  ["events that were lost", "alter table lead_event_v2 delete where lead_id in ('lead_a', 'lead_b')", 4],
  ["a batch that was lost whole", "alter table lead_event_v2 delete where 1", 12],
  ["an event that was changed", "alter table lead_event_v2 update tier = 'Z', content_hash = 7 where epoch = 1", 6],
];

test.each(damages)("%s: found by count and hash, and shipped again", async (_, query, shipped) => {
  const before = await readAll();
  await harm(query);
  const result = await operate().warehouse.reconcile();
  expect(result.repaired.reduce((sum, group) => sum + group.shipped, 0)).toBe(shipped);
  expect(result.differing).toBe(0);
  expect(await readAll()).toEqual(before);
  expect(await operate().warehouse.reconcile()).toMatchObject({ repaired: [], refolded: 0, differing: 0, checked: 2 });
});

test.each([
  ["leads", "alter table lead_row_v1 delete where lead_id = 'lead_c'"],
  ["assignments", "alter table assignment_row_v1 delete where lead_id = 'lead_c'"],
])("rows of %s that are not those of the events are made anew", async (_, query) => {
  const before = await readAll();
  await harm(query);
  expect(await readAll()).not.toEqual(before);
  expect(await operate().warehouse.reconcile()).toMatchObject({ repaired: [], refolded: 1 });
  expect(await readAll()).toEqual(before);
});

test("what only the warehouse has is told, never removed, and ends the watermark", async () => {
  await sql`delete from outbox where event_id = 'evt_c.1.assigned'`.execute(open.db);
  const result = await operate().warehouse.reconcile();
  expect(result).toMatchObject({ repaired: [{ shipped: 0, extra: ["evt_c.1.assigned"] }], differing: 1 });
  expect(result.completeUntil).toBe(result.repaired[0]?.hour);
  expect(await countStored(open)).toMatchObject({ events: 12 });
});

test("on a schedule it repairs by itself, and a look that fails is followed by the next", async () => {
  await harm("alter table lead_event_v2 delete where lead_id = 'lead_a'");
  const stopping = new AbortController();
  let looks = 0;
  const pause = async (ms: number) => {
    if (ms !== 60_000) return;
    looks += 1;
    const rename = async (from: string, to: string) =>
      open.service.warehouse.command({ query: `rename table ${from} to ${to}` });
    if (looks === 1) await rename("lead_event_v2", "away");
    if (looks === 2) await rename("away", "lead_event_v2");
    if (looks === 3) stopping.abort();
  };
  await runReconciler({ ...open.service, pause, stopping: stopping.signal }, { everyMs: 60_000 });
  expect(open.logged.join("")).toContain("could not be reconciled");
  expect(await countStored(open)).toMatchObject({ events: 12 });
});

test("a caller who may only read cannot repair", async () => {
  await expect(open.api.warehouse.reconcile()).rejects.toThrow("config:write");
  await expect(open.api.warehouse.rebuild()).rejects.toThrow("config:write");
});

test("the warehouse is rebuilt from Postgres, the archive included, while new events go on coming", async () => {
  const before = await readAll();
  await harm("alter table lead_event_v2 delete where lead_id = 'lead_a'");
  await harm("alter table lead_row_v1 update state = 'parked' where 1");
  // As the archive command leaves it: the delivered batch lies in the archive.
  await sql`create table outbox_archive_all partition of outbox_archive default`.execute(open.db);
  await sql`create table outbox_batch_archive_all partition of outbox_batch_archive default`.execute(open.db);
  await sql`with moved as (delete from outbox returning *) insert into outbox_archive select * from moved`.execute(
    open.db,
  );
  await sql`with moved as (delete from outbox_batch returning *) insert into outbox_batch_archive
    (id, token, event_count, created_at, delivered_at, dispatched, event_ids)
    select id, token, event_count, created_at, delivered_at, dispatched, event_ids from moved`.execute(open.db);
  expect(await operate().warehouse.rebuildStatus()).toEqual({ kind: "none" });
  const steps: unknown[] = [];
  await open.service.rebuild.run(async (onProgress) => {
    return rebuildWarehouse(open.service, (progress) => {
      steps.push(progress);
      onProgress(progress);
    });
  });
  expect(steps).toEqual([
    { total: 12, done: 0, emptied: true },
    { total: 12, done: 12, emptied: true },
  ]);
  expect(await open.api.warehouse.rebuildStatus()).toEqual({ kind: "done", total: 12, done: 12, emptied: true });
  expect(await readAll()).toEqual(before);
  const writing = appendReceived(open.db, 30, "meanwhile").then(async () => relayAll(open.relay));
  await operate().warehouse.rebuild();
  await writing;
  for (let look = 0; look < 100 && open.service.rebuild.state.kind === "running"; look++) {
    await sql`select pg_sleep(0.05)`.execute(open.db);
  }
  await relayAll(open.relay);
  expect(open.service.rebuild.state).toMatchObject({ kind: "done" });
  expect(await countStored(open)).toMatchObject({ events: 42 });
  expect(await operate().warehouse.reconcile()).toMatchObject({ repaired: [], differing: 0 });
});
