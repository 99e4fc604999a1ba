import type { JsonValue } from "@pointsman/contracts/primitive";
import { unpackJson } from "@pointsman/store/decisions/pack-json";
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";

import { appendReceived, EVENTS_PER_LEAD, routeLeads, seedOrganisation } from "../../test/seed.ts";
import { openTestService, relayAll, type TestService } from "../../test/test-service.ts";
import { runChecks, type CheckReport } from "./run-checks.ts";

const NAMES = ["a", "b", "c", "d", "e"];

let open: TestService;

/** Five leads, routed, their events in the warehouse. */
beforeEach(async () => {
  const service = await openTestService();
  await seedOrganisation(service.db);
  await routeLeads(service.db, NAMES);
  await relayAll(service.relay);
  open = service;
  return async () => service[Symbol.asyncDispose]();
});

/** Damages Postgres with foreign keys and triggers off: real damage does not ask them either. */
async function damage(statement: string): Promise<void> {
  await open.db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx);
    await sql.raw(statement).execute(tx);
  });
}

function broken({ ok, findings }: CheckReport) {
  const failed = findings.filter((finding) => !finding.ok);
  expect(ok).toBe(failed.length === 0);
  return failed;
}

test("a clean history is sound, each decision replays, and both stores hold the same events", async () => {
  const report = await open.api.check.run();
  expect(broken(report)).toEqual([]);
  expect(report.findings.length).toBeGreaterThan(15);
  expect(report.findings).toContainEqual(expect.objectContaining({ name: "decisions-replay", checked: NAMES.length }));
  expect(report.findings).toContainEqual(
    expect.objectContaining({
      name: "stores-hold-the-same-events",
      checked: 2,
      detail: "2 groups of hour and kind compared by count and hash; 0 differ.",
    }),
  );
  expect(report.leads).toEqual({
    total: 5,
    byState: { assigned: 5, held: 0, parked: 0, attached: 0, unqualified: 0, converted: 0, disqualified: 0 },
  });
});

test("a pool's ledger that moved between two decisions is found", async () => {
  await damage(
    "update pool_state set credits_micro = array(select -micro from unnest(credits_micro) with ordinality as c (micro, n) order by n)",
  );
  expect(broken(await open.api.check.run())).toMatchObject([
    { name: "pool-decisions-follow-on", violations: [{ poolId: "pool_west", afterSeq: NAMES.length }] },
  ]);
});

test("a pool that did not start from nothing is found", async () => {
  await using service = await openTestService();
  await seedOrganisation(service.db);
  await sql`update pool_state set credits_micro = '{500000,-500000}'`.execute(service.db);
  await routeLeads(service.db, NAMES);
  await relayAll(service.relay);
  expect(broken(await service.api.check.run())).toMatchObject([
    { name: "pool-decisions-follow-on", violations: [{ poolId: "pool_west", afterSeq: 0 }] },
  ]);
});

test("a published rule set that was changed is found, and so is what was decided by it", async () => {
  await damage(`update rule_set_version set body = replace(body::text, '"Everybody"', '"Nobody"')::json`);
  const failed = broken(await open.api.check.run()).map(({ name }) => name);
  expect(failed).toContain("rule-sets-are-as-published");
});

test("empty stores are sound", async () => {
  await using empty = await openTestService();
  expect(await empty.api.check.run()).toMatchObject({ ok: true, leads: { total: 0 } });
});

test("an event that ClickHouse lost is found", async () => {
  await open.service.warehouse.command({
    query: "delete from lead_event_v2 where event_id = 'evt_c.1.assigned' settings mutations_sync = 2",
  });
  expect(broken(await open.api.check.run())).toMatchObject([
    {
      invariant: "I-20",
      violations: [{ kind: "lead.assigned", postgres: { count: 5 }, warehouse: { count: 4 } }],
    },
  ]);
});

test("an event that only ClickHouse has is found", async () => {
  await damage("delete from outbox where event_id = 'evt_c.1.assigned'");
  const failed = broken(await open.api.check.run());
  expect(failed.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["change-has-its-event", "stores-hold-the-same-events"]),
  );
});

test("a counter that was changed is found", async () => {
  await damage("update rep_load set open_leads = open_leads + 1 where rep_id = 'rep_ann'");
  expect(broken(await open.api.check.run())).toMatchObject([
    { invariant: "I-8", violations: [{ rep_id: "rep_ann" }], detail: expect.stringContaining("Violations: 1.") },
  ]);
});

test.each<readonly [string, string, readonly [string, string], string]>([
  [
    "another credit in its trace",
    "trace",
    ['"creditBefore":0', '"creditBefore":1'],
    "trace.steps[0].candidates[0].creditBefore: 1 → 0",
  ],
  ["another note in its outcome", "outcome", ['"note":null', '"note":"x"'], "outcome.note: another text"],
  ["other inputs", "inputs", ['"openLeads":0', '"openLeads":50000'], "outcome.kind: assigned → parked"],
])("a decision with %s no longer replays, and the first difference is named", async (_, column, [from, to], first) => {
  const { rows } = await sql<{ readonly value: JsonValue }>`
    select ${sql.ref(column)} as value from decision where lead_id = 'lead_a'`.execute(open.db);
  // Stored as tables: taken apart for the damage, and read back as it is.
  const damaged = JSON.stringify(unpackJson(rows[0]?.value ?? null)).replaceAll(from, to);
  await damage(`update decision set ${column} = '${damaged}' where lead_id = 'lead_a'`);
  const failed = broken(await open.api.check.run()).filter(({ name }) => name !== "nobody-was-given-too-much");
  expect(failed).toMatchObject([
    { name: "decisions-replay", violations: [{ leadId: "lead_a", epoch: 1 }], checked: 5 },
  ]);
  expect(failed[0]?.violations[0]).toHaveProperty("differs.0", first);
});

test("inputs that are none are a finding, not a failure", async () => {
  await damage("update decision set inputs = '{}' where lead_id = 'lead_b'");
  expect(broken(await open.api.check.run())).toMatchObject([
    {
      violations: [
        { leadId: "lead_b", epoch: 1, error: "The decision record cannot be read: inputs.format: missing." },
      ],
    },
  ]);
});

test("events that wait are delivered first: they are no difference", async () => {
  await routeLeads(open.db, ["late"]);
  expect(await open.api.relay.status()).toMatchObject({ waiting: EVENTS_PER_LEAD });
  expect(broken(await open.api.check.run())).toEqual([]);
});

test("while nothing is delivered that is the finding, and what is on its way is not called a difference", async () => {
  await routeLeads(open.db, ["late"]);
  const service = { ...open.service, pause: async () => undefined, relay: { state: { kind: "stopped" } } as const };
  const report = await runChecks(service);
  expect(broken(report)).toMatchObject([{ invariant: "I-19", violations: [{ waiting: EVENTS_PER_LEAD }] }]);
  expect(report.findings.find(({ invariant }) => invariant === "I-20")).toMatchObject({
    checked: 0,
    detail: expect.stringContaining("2 more could not be compared: events were on their way."),
  });
});

function createStop() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

test("while leads are routed and relayed no difference is made up", async () => {
  const { signal, abort } = createStop();
  const traffic = (async () => {
    for (let round = 0; !signal.aborted; round++) await routeLeads(open.db, [`x${round}`, `y${round}`]);
  })();
  const relay = (async () => {
    while (!signal.aborted) await relayAll(open.relay);
  })();
  for (let run = 0; run < 5; run++) {
    const { findings } = await open.api.check.run();
    expect(findings.filter(({ invariant, ok }) => invariant === "I-20" && !ok)).toEqual([]);
  }
  abort();
  await Promise.all([traffic, relay]);
  expect(broken(await open.api.check.run())).toEqual([]);
}, 90_000);

test("more decisions than fit a page are all replayed", async () => {
  await routeLeads(
    open.db,
    Array.from({ length: 210 }, (_, index) => `p${index}`),
  );
  const { findings } = await open.api.check.run();
  expect(findings.find(({ name }) => name === "decisions-replay")).toMatchObject({ ok: true, checked: 215 });
});

test("a process that stops breaks off the replay", async () => {
  await appendReceived(open.db, 1);
  open.stop();
  await expect(open.api.check.run()).rejects.toThrow("The service is stopping.");
});
