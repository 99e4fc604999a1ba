import { Scope } from "@pointsman/contracts/api";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { hashApiKey } from "@pointsman/rpc/authenticate";
import { insertApiKey } from "@pointsman/store/api-keys/insert-api-key";
import { connect } from "@pointsman/store/connect";
import { sql } from "kysely";
import { expect, inject, test, vi } from "vitest";

import { openBalancer } from "../test/balancer.ts";
import { openClient, TEST_KEY } from "../test/http-service.ts";
import { startRouter } from "../test/router-process.ts";
import { toSubmission } from "../test/submission.ts";
import { openTestService, seedOrganisation, START_MS, type TestService } from "../test/test-service.ts";

/** The demo's organisation on a database of its own, and a key for its services. Processes go by the real clock. */
async function openDatabase(): Promise<TestService> {
  const opened = await openTestService();
  opened.advance(Date.now() - START_MS);
  await seedOrganisation(opened);
  const key = { id: "key_all", name: "all", scopes: Scope.options, createdAt: toTimestamp(START_MS) } as const;
  await insertApiKey(opened.service.db, { ...key, secretHash: hashApiKey(TEST_KEY), expiresAt: null });
  return opened;
}

async function ask(url: string): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(url);
  return { status: answer.status, text: await answer.text() };
}

async function untilReady(url: string): Promise<void> {
  await vi.waitFor(async () => expect(await ask(`${url}/health/ready`)).toMatchObject({ status: 200 }), {
    timeout: 20_000,
  });
}

test("a process says why it cannot start, each variable with what would be right", async () => {
  const started = startRouter({ DATABASE_URL: "mysql://x", PORT: "many", DRAIN_TIMEOUT_MS: "0" });
  await expect(started).rejects.toThrow(/DATABASE_URL: expected a Postgres URL.*PORT: .*DRAIN_TIMEOUT_MS: /s);
});

test.each([
  [{ AUDIT_SIGNING_KEY: "secret" }, "AUDIT_SIGNING_KEY: expected a private key (PKCS #8, PEM) such as"],
  [{ AUDIT_SIGNING_KEY_FILE: "/nowhere.pem" }, "AUDIT_SIGNING_KEY_FILE: /nowhere.pem cannot be read (ENOENT)"],
  [{}, "connect ECONNREFUSED 127.0.0.1:1"],
])("with %j it cannot start, and says why in a line of its log and in a sentence", async (environment, reason) => {
  const error: unknown = await startRouter({ DATABASE_URL: "postgresql://x:y@127.0.0.1:1/none", ...environment }).catch(
    (caught: unknown) => caught,
  );
  const lines = String(error).split("\n");
  expect(lines).toContainEqual(expect.stringContaining(`The routing service cannot start: ${reason}`));
  const logged = lines.filter((line) => line.startsWith("{")).map((line): unknown => JSON.parse(line));
  expect(logged).toEqual([
    expect.objectContaining({ level: 60, name: "pointsman-router", msg: "The routing service cannot start" }),
  ]);
  expect(lines.filter((line) => /^ +at /.test(line))).toEqual([]);
});

test("it is alive, and not ready, while migrations are missing and while the database is away", async () => {
  await using database = await openDatabase();
  const { db } = database.service;
  const { rows } = await sql<{ readonly name: string; readonly checksum: string }>`
    delete from migration where name = (select max(name) from migration) returning name, checksum`.execute(db);
  const [last] = rows;
  await using router = await startRouter({ DATABASE_URL: database.url });
  expect(await ask(`${router.url}/health/ready`)).toMatchObject({
    status: 503,
    text: expect.stringContaining(`Migrations are missing: ${last?.name}`),
  });
  await sql`insert into migration (name, checksum) values (${last?.name}, ${last?.checksum})`.execute(db);
  await untilReady(router.url);

  const name = new URL(database.url).pathname.slice(1);
  await using admin = connect({ url: inject("postgresTemplate").adminUrl, maxConnections: 1, applicationName: "test" });
  await sql`alter database ${sql.id(name)} with allow_connections false`.execute(admin);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = ${name} and application_name like 'pointsman-router%'`.execute(admin);
  await vi.waitFor(async () =>
    expect(await ask(`${router.url}/health/ready`)).toMatchObject({
      status: 503,
      text: expect.stringContaining("The database does not answer."),
    }),
  );
  expect(await ask(`${router.url}/health/live`)).toMatchObject({ status: 200 });
  const metrics = await ask(`${router.url}/metrics`);
  expect(metrics).toMatchObject({ status: 200, text: expect.stringContaining("pointsman_state_read 0") });
  await sql`alter database ${sql.id(name)} with allow_connections true`.execute(admin);
  await untilReady(router.url);
  expect(await router.end()).toBe(0);
});

test("its numbers say what it did and what stands", async () => {
  await using database = await openDatabase();
  await using router = await startRouter({ DATABASE_URL: database.url });
  await untilReady(router.url);
  const api = openClient(router.url);
  const submissions = [toSubmission("one"), toSubmission("two", { country: "DE" })];
  await api.leads.submit.mutate({ submissions });
  await api.leads.submit.mutate({ submissions });
  await api.leads.submit.mutate({ submissions: [{ ...toSubmission("one"), bodyHash: "b".repeat(64) }] });
  await expect(api.leads.get.query({ leadId: "lead_nobody" })).rejects.toThrow(/lead/);
  const { text } = await ask(`${router.url}/metrics`);
  const valueOf = (series: string) =>
    Number(
      text
        .split("\n")
        .find((line) => line.startsWith(`${series} `))
        ?.slice(series.length),
    );
  expect(valueOf('pointsman_route_duration_seconds_count{outcome="repeated"}')).toBe(2);
  expect(valueOf('pointsman_route_duration_seconds_count{outcome="refused"}')).toBe(1);
  expect(valueOf("pointsman_batch_leads_sum")).toBe(5);
  expect(valueOf('pointsman_errors_total{code="IDEMPOTENCY_CONFLICT"}')).toBe(1);
  expect(valueOf('pointsman_errors_total{code="NOT_FOUND"}')).toBe(1);
  expect(valueOf("pointsman_outbox_events")).toBe(4);
  expect(valueOf("pointsman_state_read")).toBe(1);
  expect(valueOf("process_resident_memory_bytes")).toBeGreaterThan(1e6);
});

test("two processes behind a round-robin proxy serve everything, and no call fails while one of them ends", async () => {
  await using database = await openDatabase();
  const environment = { DATABASE_URL: database.url, DRAIN_DELAY_MS: "500" };
  await using one = await startRouter(environment);
  await using two = await startRouter(environment);
  await Promise.all([untilReady(one.url), untilReady(two.url)]);
  await using proxy = await openBalancer([one.url, two.url]);
  const api = openClient(proxy.url);

  const done = new AbortController();
  const states: string[] = [];
  const callOn = async (worker: number) => {
    for (let turn = 0; !done.signal.aborted; turn += 1) {
      const submission = toSubmission(`w${worker}-${turn}`, { company: `Company ${worker} ${turn}` });
      const { results } = await api.leads.submit.mutate({ submissions: [submission] });
      expect(results).toMatchObject([{ ok: true }]);
      const { leadId } = submission;
      const [{ decisions }, explained, { leads }] = await Promise.all([
        api.leads.get.query({ leadId }),
        api.leads.explain.query({ leadId }),
        api.leads.list.query({ limit: 5 }),
      ]);
      expect(decisions).toHaveLength(1);
      expect(leads.length).toBeGreaterThan(0);
      states.push(JSON.stringify(explained).length > 0 ? "answered" : "empty");
    }
  };
  const calls = Promise.all([0, 1, 2, 3].map(callOn));
  await vi.waitFor(() => expect(Math.min(...proxy.counts)).toBeGreaterThan(10), { timeout: 20_000 });
  const ending = one.end();
  await vi.waitFor(async () =>
    expect(await ask(`${one.url}/health/ready`)).toMatchObject({
      status: 503,
      text: expect.stringContaining("The service is about to end."),
    }),
  );
  expect(await ending).toBe(0);
  const before = states.length;
  await vi.waitFor(() => expect(states.length).toBeGreaterThan(before + 10), { timeout: 20_000 });
  done.abort();
  await calls;
  expect(one.logged.at(-1)).toContain("stopped");
}, 60_000);
