import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Scope } from "../../packages/contracts/src/api.ts";
import { buildOrganisation } from "../../packages/demo/src/organisation.ts";
import { pools } from "../../packages/demo/src/pools.ts";
import { demoRuleSet } from "../../packages/demo/src/rule-set.ts";
import { createEmptyDatabase, startTestPostgres } from "../../packages/testkit/src/postgres.ts";

interface PgClient {
  connect(): Promise<void>;
  query(text: string): Promise<{ readonly rows: readonly Record<string, unknown>[] }>;
  end(): Promise<void>;
}

// This folder is no workspace: `pg` is taken from where a workspace has it.
const { Client } = createRequire(new URL("../local/package.json", import.meta.url))("pg") as {
  readonly Client: new (options: { readonly connectionString: string }) => PgClient;
};

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PASSWORD = "only-for-this-test";
const ROLES = ["pointsman_migrator", "pointsman_app", "pointsman_analyst"] as const;
type Role = (typeof ROLES)[number];

const SCOPES = Scope.options;
const DENIED = { code: "42501" };

const cleanUp = new AsyncDisposableStack();
let adminUrl: string;
let urls: Record<Role, string>;
let key: string;
let router: Service;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pointsman-roles-"));
  cleanUp.defer(async () => rm(folder, { recursive: true, force: true }));
  const server = cleanUp.use(await startTestPostgres());
  const database = cleanUp.use(await createEmptyDatabase(server.adminUrl));
  adminUrl = database.url;
  // Twice, because both scripts promise that repeating them does no harm.
  for (let run = 0; run < 2; run += 1) await query(adminUrl, await readScript("roles.sql"));
  for (const role of ROLES) await query(adminUrl, `alter role ${role} password '${PASSWORD}'`);
  urls = {
    pointsman_migrator: toUrl("pointsman_migrator"),
    pointsman_app: toUrl("pointsman_app"),
    pointsman_analyst: toUrl("pointsman_analyst"),
  };
  await runCommand("migrate.ts", urls.pointsman_migrator);
  for (let run = 0; run < 2; run += 1) await query(urls.pointsman_migrator, await readScript("grants.sql"));
  const flags = SCOPES.flatMap((scope) => ["--scope", scope]);
  key = await runCommand("keys.ts", urls.pointsman_app, "create", "--name", "test", ...flags);
  router = cleanUp.use(await startService("apps/router/src/main.ts"));
}, 120_000);

afterAll(async () => {
  await cleanUp.disposeAsync();
}, 60_000);

describe("pointsman_app", () => {
  test("routes, re-routes and converts leads, and keeps the organisation", async () => {
    await saveOrganisation();
    // The second time everything is on file, and every upsert takes its other branch.
    await saveOrganisation();
    const first = await submitLead("one");
    expect(first).toMatchObject({ results: [{ ok: true, lead: { state: "assigned", repeated: false } }] });
    expect(await submitLead("one")).toMatchObject({ results: [{ ok: true, lead: { repeated: true } }] });
    expect(
      await router.call("leads.reroute", { leadId: "lead_one", reason: "rep_request", comment: "she asked" }),
    ).toBeDefined();
    await router.call("leads.convert", { leadId: "lead_one" });
    const [counts] = await query(
      adminUrl,
      `select (select state from lead) as state, (select count(*)::int from decision) as decisions,
              (select count(*)::int from reroute) as reroutes, (select count(*)::int from outbox) as events`,
    );
    expect(counts).toEqual({ state: "converted", decisions: 2, reroutes: 1, events: 5 });
  });

  test("takes, touches, refuses, qualifies and disqualifies leads, and corrects credit", async () => {
    const qualification = { fact: "lead.score", op: "gte", value: 50 };
    await router.call("ruleSets.publish", { ruleSet: { ...demoRuleSet, qualification } });
    expect(await submitLead("late")).toMatchObject({ results: [{ ok: true, lead: { state: "unqualified" } }] });
    const leadId = "lead_late";
    expect(await router.call("leads.qualify", { leadId, details: { score: 80 } })).toMatchObject({ state: "assigned" });
    await router.call("leads.accept", { leadId });
    await router.call("leads.touch", { leadId });
    await router.call("leads.reject", { leadId, reason: "not_a_fit" });
    await router.call("leads.disqualify", { leadId, reason: "no_budget", comment: "she said so" });
    const { id, members } = pools.find(({ members }) => members.length > 1)!;
    const corrections = members.slice(0, 2).map(({ repId }, index) => ({ repId, deltaMicro: index === 0 ? 5 : -5 }));
    await router.call("pools.correctCredit", { poolId: id, corrections, comment: "agreed" });
    await router.call("ruleSets.publish", { ruleSet: demoRuleSet });
  });

  test("keeps drafts and forms, reads what waits, and takes away what nothing refers to", async () => {
    const form = { id: "contact", label: "Contact", thankYou: "Thanks" };
    for (let run = 0; run < 2; run += 1) await router.call("forms.upsert", { forms: [form] });
    expect(await router.call("forms.remove", { formId: "contact" })).toEqual({ removed: 1 });
    for (const revision of [0, 1]) {
      await router.call("ruleSets.drafts.save", { draftId: "draft_a", name: "A", revision, ruleSet: demoRuleSet });
    }
    await router.call("ruleSets.drafts.publish", { draftId: "draft_a", revision: 2, note: "the same" });
    for (const list of [
      "holds.list",
      "slas.list",
      "queues.list",
      "notifications.list",
      "ruleSets.list",
      "forms.sources",
    ]) {
      expect(await router.ask(list)).toBeDefined();
    }
    const pool = { ...pools[0], id: "pool_spare" };
    await router.call("pools.upsert", { pools: [pool] });
    expect(await router.call("pools.remove", { poolId: "pool_spare" })).toEqual({ removed: 1 });
    await router.call("queues.upsert", { queues: [{ id: "queue_spare", name: "Spare", ownerRepId: "rep_jordan-k" }] });
    expect(await router.call("queues.remove", { queueId: "queue_spare" })).toEqual({ removed: 1 });
  });

  test("holds a lead for who is away, and its timers decide on it when he is back", async () => {
    const { reps } = buildOrganisation(Date.now());
    const jordan = reps.find(({ id }) => id === "rep_jordan-k")!;
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    const timeOff = [{ kind: "pto", firstDay: day(-1), lastDay: day(1) }];
    await router.call("reps.upsert", { reps: [{ ...jordan, timeOff }] });
    expect(await submitLead("held", "newsletter")).toMatchObject({ results: [{ ok: true, lead: { state: "held" } }] });
    await router.call("reps.upsert", { reps: [{ ...jordan, timeOff: [] }] });
    const state = async () => (await query(adminUrl, "select state from lead where id = 'lead_held'"))[0]?.["state"];
    await expect.poll(state, { timeout: 15_000 }).toBe("assigned");
  });

  test("relays events to the warehouse and verifies every invariant", async () => {
    await submitLead("two");
    await using analytics = await startService("apps/analytics/src/main.ts", { CLICKHOUSE_PATH: join(folder, "chdb") });
    expect(await analytics.call("relay.catchUp", { timeoutMs: 10_000 })).toMatchObject({ caughtUp: true });
    const result = (await analytics.ask("check.run")) as { readonly findings: readonly { readonly ok: boolean }[] };
    expect(result.findings.length).toBeGreaterThan(5);
    expect(result.findings.filter(({ ok }) => !ok)).toEqual([]);
  });

  test("keeps contacts, and moves what a leaver had", async () => {
    const contact = { accountId: "acct_tallowby", email: "ann@tallowby.example", role: "champion" };
    for (let run = 0; run < 2; run += 1) await router.call("contacts.upsert", { contacts: [contact] });
    expect(await router.call("contacts.remove", { email: contact.email })).toEqual({ removed: 1 });
    await submitLead("three");
    const preview = await router.call("reps.depart", { repId: "rep_jordan-k", preview: true });
    expect(preview).toMatchObject({ preview: true, successorRepId: "rep_sarah-l" });
    expect(await router.call("reps.depart", { repId: "rep_jordan-k" })).toMatchObject({ done: true });
    expect(
      await query(adminUrl, "select count(*)::int as owned from account where owner_rep_id = 'rep_jordan-k'"),
    ).toEqual([{ owned: 0 }]);
  });

  test("erases a person, and finds the audit trail whole afterwards", async () => {
    await submitLead("leaver");
    const erase = async (name: string) =>
      runCommand("erase.ts", urls.pointsman_app, "--email", `${name}@prismanalytics.example`);
    expect(await erase("leaver")).toContain("of 1 leads: address, name, telephone, texts, what was sent");
    expect(await erase("leaver")).toBe("Nothing is on file of this person.");
    expect(await runCommand("audit.ts", urls.pointsman_app, "verify")).toContain("The chain is whole.");
  });

  test("reads what the migrator archived, and cannot change it", async () => {
    const path = `leads.get?input=${encodeURIComponent(JSON.stringify({ leadId: "lead_one" }))}`;
    const before = await router.ask(path);
    await query(adminUrl, "update conversion set converted_at = now() - interval '100 days'");
    await query(adminUrl, "update decision set decided_at = now() - interval '100 days' where lead_id = 'lead_one'");
    await query(
      adminUrl,
      "update assignment set ended_at = now() - interval '100 days' where ended_at is not null and lead_id = 'lead_one'",
    );
    await expect(archive(urls.pointsman_app)).rejects.toThrow("permission denied");
    expect(await archive(urls.pointsman_migrator)).toContain("1 leads and 0 delivered events were archived.");
    expect(await query(adminUrl, "select id from lead where id = 'lead_one'")).toEqual([]);
    expect(before).toMatchObject({ lead: { id: "lead_one", archived: false } });
    expect(await router.ask(path)).toMatchObject({ lead: { id: "lead_one", archived: true } });
    expect(await submitLead("one")).toMatchObject({ results: [{ ok: true, lead: { repeated: true } }] });
  });

  test("makes, lists, rotates and revokes keys, and the service is told", async () => {
    const run = async (...args: readonly string[]) => runCommand("keys.ts", urls.pointsman_app, ...args);
    const secret = await run("create", "--name", "crm", "--scope", "config:read", "keys:manage", "--expires", "90d");
    const who = async (key: string) => {
      const headers = { authorization: `Bearer ${key}` };
      const response = await fetch(`${router.url}/trpc/keys.self`, { headers });
      return { status: response.status, body: (await response.json()) as { result?: { data: { id: string } } } };
    };
    const { id } = (await who(secret)).body.result!.data;
    expect(await run("list")).toMatch(new RegExp(`^${id} +crm +${secret.slice(0, 12)}… +machine +live`, "m"));
    const next = await run("rotate", id, "--overlap", "0h");
    // Long before the 10 s for which a key is kept.
    await expect.poll(async () => (await who(secret)).status, { timeout: 5_000 }).toBe(401);
    await run("revoke", (await who(next)).body.result!.data.id);
    await expect.poll(async () => (await who(next)).status, { timeout: 5_000 }).toBe(401);
    expect(await run("list")).not.toContain("crm");
    expect(await run("list", "--ended")).toMatch(/crm.*revoked[^]*crm.*expired/);
    await expect(run("rotate", id)).rejects.toThrow("took its place");
  });

  test("keeps people and teams", async () => {
    const person = { id: "person_mia", name: "Mia", email: "mia@firm.example", role: "manager", teamIds: ["west"] };
    await router.call("people.upsert", { people: [person] });
    await router.call("people.upsert", { people: [{ ...person, teamIds: ["west", "dach"], status: "deactivated" }] });
    await router.call("teams.upsert", { teams: [{ id: "west", name: "The West" }] });
    expect(await router.ask("teams.list")).toContainEqual(
      expect.objectContaining({ id: "west", name: "The West", managerPersonIds: ["person_mia"] }),
    );
  });

  test.each([
    ["make a table", "create table note (id int)"],
    ["make a temporary table", "create temporary table note (id int)"],
    ["make a schema", "create schema note"],
    ["drop a table", "drop table lead"],
    ["alter a table", "alter table lead add column note text"],
    ["empty a table", "truncate lead cascade"],
    ["turn a trigger off", "alter table rule_set_version disable trigger all"],
    ["act without triggers", "set session_replication_role = 'replica'"],
    ["become the migrator", "set role pointsman_migrator"],
    ["write what was migrated", "insert into migration values ('x', 'y')"],
    ["change a decision", "update decision set outcome = '{}'"],
    ["delete a decision", "delete from decision"],
    ["change a rule set", "update rule_set_version set body = '{}'"],
    ["delete a rule set", "delete from rule_set_version"],
    ["change who sent a lead", "update lead set personal_email = 'x@example.com'"],
    ["change when a lead came", "update lead set received_at = now()"],
    ["delete a lead", "delete from lead"],
    ["change who got a lead", "update assignment set rep_id = 'rep_x'"],
    ["delete an assignment", "delete from assignment"],
    ["change why a lead was re-routed", "update reroute set reason = 'x'"],
    ["change who owned an account", "update account_ownership set rep_id = 'rep_x'"],
    ["delete who owned an account", "delete from account_ownership"],
    ["change when an account changed", "update account_status_change set changed_at = now()"],
    ["change a rejection", "update rejection set reason = 'x'"],
    ["change a disqualification", "update disqualification set reason = 'x'"],
    ["change a correction", "update credit_correction set deltas = '[]'"],
    ["change what a lead weighed", "update assignment set work_units = 1"],
    ["change a conversion", "update conversion set converted_at = now()"],
    ["change an event", "update outbox set payload = '{}'"],
    ["delete an event", "delete from outbox"],
    ["change a batch", "update outbox_batch set token = 'x'"],
    ["delete an archived lead", "delete from lead_archive"],
    ["change an archived decision", "update decision_archive set outcome = '{}'"],
    ["archive a lead", "insert into lead_archive select * from lead"],
    ["change who is next by the archive", "update account_archived_rep set rep_id = 'rep_x'"],
    ["change how many events were archived", "update outbox_archived set events = 0"],
    ["widen a key", "update api_key set scopes = '{leads:read}'"],
    ["give a key to somebody", "update api_key set person_id = 'person_x'"],
    ["forget a person", "delete from person"],
    ["change the audit trail", "update audit_entry set content = '{}'"],
    ["cut the audit trail off", "delete from audit_entry"],
    [
      "say that somebody changed something",
      "insert into audit_pending (actor, action, entity, entity_id) values ('{}', 'x', 'x', 'x')",
    ],
    ["change what was noted", "update audit_pending set actor = '{}'"],
    ["take a personal value out of the audit trail", "delete from audit_personal"],
    ["sign the audit trail anew", "update audit_checkpoint set signature = 'x'"],
  ])("cannot %s", async (_, statement) => {
    await expect(query(urls.pointsman_app, statement)).rejects.toMatchObject(DENIED);
  });
});

describe("pointsman_analyst", () => {
  test("answers questions about leads, decisions and reps", async () => {
    const leads = `
      select rep.team, assignment.rule_id, lead.state, count(*)::int as leads
      from lead join assignment on assignment.lead_id = lead.id join rep on rep.id = assignment.rep_id
      group by 1, 2, 3`;
    expect((await query(urls.pointsman_analyst, leads)).length).toBeGreaterThan(0);
    expect(await query(urls.pointsman_analyst, "show statement_timeout")).toEqual([{ statement_timeout: "1min" }]);
  });

  test.each([
    "select personal_email from lead",
    "select personal from lead",
    "select * from lead",
    "select attributes from lead",
    "select idempotency_key from lead",
    "select lead from lead",
    "select id from lead where personal_email like 'a%'",
    "select personal_email from lead_archive",
    "select personal_email from all_lead",
    "select payload from all_outbox",
    "select inputs from all_decision",
    "select note from all_assignment",
    "select personal_email from rep",
    "select name from rep",
    "select personal_comment from reroute",
    "select personal_comment from rejection",
    "select personal_comment from disqualification",
    "select personal_comment from credit_correction",
    "select note from assignment",
    "select note from rule_set_version",
    "select body from rule_set_draft",
    "select inputs from decision",
    "select kind from rep_time_off",
    "select payload from outbox",
    "select secret_hash from api_key",
    "select id from person",
    "copy (select personal_email from lead) to stdout",
    "create table mine (id int)",
    "create view mine as select * from lead",
    "create temporary table mine as select id from lead",
    "set role pointsman_app",
  ])("is refused: %s", async (statement) => {
    await expect(query(liftDefaults(urls.pointsman_analyst), statement)).rejects.toMatchObject(DENIED);
  });

  test("can read no column that says it is personal, and write to no table", async () => {
    const rows = await query(
      adminUrl,
      `select c.relname || '.' || a.attname as name
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
         and (has_column_privilege('pointsman_analyst', c.oid, a.attnum, 'insert, update, references')
           or has_table_privilege('pointsman_analyst', c.oid, 'insert, update, delete, truncate, references, trigger')
           or (a.attname like '%personal%' or col_description(c.oid, a.attnum) ilike '%personal data%')
              and has_column_privilege('pointsman_analyst', c.oid, a.attnum, 'select'))`,
    );
    expect(rows).toEqual([]);
    const write = "update lead set epoch = 9";
    await expect(query(urls.pointsman_analyst, write)).rejects.toMatchObject({ code: "25006" });
    await expect(query(liftDefaults(urls.pointsman_analyst), write)).rejects.toMatchObject(DENIED);
  });

  test("cannot read what a later migration adds until grants.sql names it", async () => {
    await query(urls.pointsman_migrator, "alter table lead add column shoe_size int; create table visit (id int)");
    await query(urls.pointsman_migrator, await readScript("grants.sql"));
    try {
      await expect(query(urls.pointsman_analyst, "select shoe_size from lead")).rejects.toMatchObject(DENIED);
      await expect(query(urls.pointsman_analyst, "select id from visit")).rejects.toMatchObject(DENIED);
      await expect(query(urls.pointsman_app, "select id from visit")).rejects.toMatchObject(DENIED);
    } finally {
      await query(urls.pointsman_migrator, "alter table lead drop column shoe_size; drop table visit");
    }
  });
});

test("a stranger who may log in may not even connect to the database", async () => {
  await query(adminUrl, `create role stranger login password '${PASSWORD}'`);
  await expect(query(toUrl("stranger"), "select 1")).rejects.toMatchObject(DENIED);
});

test("every table is named in grants.sql", async () => {
  const rows = await query(
    adminUrl,
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') and not relispartition
       and not has_table_privilege('pointsman_app', oid, 'select') order by 1`,
  );
  expect(rows).toEqual([]);
});

const PSQL = "psql";
const hasPsql = spawnSync(PSQL, ["--version"]).status === 0;

test.skipIf(!hasPsql)(
  "passwords.sql takes the passwords from the environment, and misses none in silence",
  async () => {
    const script = fileURLToPath(new URL("passwords.sql", import.meta.url));
    const environment = {
      ...process.env,
      POINTSMAN_MIGRATOR_PASSWORD: PASSWORD,
      POINTSMAN_APP_PASSWORD: PASSWORD,
      POINTSMAN_ANALYST_PASSWORD: "it's new",
    };
    await promisify(execFile)(PSQL, [adminUrl, "-qf", script], { env: environment });
    await expect(query(toUrl("pointsman_analyst", "it's new"), "select 1")).resolves.toHaveLength(1);
    const { POINTSMAN_APP_PASSWORD: _, ...incomplete } = environment;
    await expect(promisify(execFile)(PSQL, [adminUrl, "-qf", script], { env: incomplete })).rejects.toMatchObject({
      stderr: expect.stringContaining("Set POINTSMAN_MIGRATOR_PASSWORD"),
    });
  },
);

function toUrl(role: string, password = PASSWORD): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = encodeURIComponent(password);
  return url.href;
}

/** What any session may do for itself. */
function liftDefaults(url: string): string {
  return `${url}?options=${encodeURIComponent("-c default_transaction_read_only=off -c statement_timeout=0")}`;
}

async function readScript(name: string): Promise<string> {
  return readFile(new URL(name, import.meta.url), "utf8");
}

/** Several statements at once, as psql would send the file. */
async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const result: unknown = await client.query(text);
    const last = (Array.isArray(result) ? result.at(-1) : result) as {
      readonly rows: readonly Record<string, unknown>[];
    };
    return last.rows;
  } finally {
    await client.end();
  }
}

async function runCommand(name: string, url: string, ...args: readonly string[]): Promise<string> {
  const entry = `apps/router/src/commands/${name}`;
  const env = { ...process.env, DATABASE_URL: url };
  const { stdout } = await promisify(execFile)(process.execPath, [entry, ...args], { cwd: ROOT, env });
  return stdout.trim();
}

async function archive(url: string): Promise<string> {
  const entry = "infra/local/src/main.ts";
  const { stdout } = await promisify(execFile)(process.execPath, [entry, "archive", "--database", url], { cwd: ROOT });
  return stdout.trim();
}

interface Service extends AsyncDisposable {
  readonly url: string;
  readonly call: (path: string, input: unknown) => Promise<unknown>;
  readonly ask: (path: string) => Promise<unknown>;
}

/** A service as a process of its own, with Postgres as pointsman_app. */
async function startService(entry: string, environment: Readonly<Record<string, string>> = {}): Promise<Service> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", entry], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: urls.pointsman_app, PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await readPort(child.stdout);
  const send = async (path: string, request: RequestInit) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const response = await fetch(`http://127.0.0.1:${port}/trpc/${path}`, { headers, ...request });
    const body = (await response.json()) as { readonly result?: { readonly data: unknown } };
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(body)}`);
    return body.result?.data;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    call: async (path, input) => send(path, { method: "POST", body: JSON.stringify(input) }),
    ask: async (path) => send(path, { method: "GET" }),
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

/** Waits for the line in which the service says where it listens. */
async function readPort(stdout: NodeJS.ReadableStream): Promise<number> {
  for await (const line of createInterface({ input: stdout })) {
    const { port } = JSON.parse(line) as { readonly port?: number };
    if (port !== undefined) return port;
  }
  throw new Error("The routing service ended before it listened");
}

async function saveOrganisation(): Promise<void> {
  const { reps, pools, territories, partners, queues, accounts } = buildOrganisation(Date.now());
  await router.call("reps.upsert", { reps });
  await router.call("pools.upsert", { pools });
  await router.call("territories.upsert", { territories });
  await router.call("partners.upsert", { partners });
  await router.call("queues.upsert", { queues });
  await router.call("accounts.upsert", { accounts });
  await router.call("ruleSets.publish", { ruleSet: demoRuleSet });
}

async function submitLead(name: string, productInterest = "demo"): Promise<unknown> {
  const lead = {
    email: `${name}@prismanalytics.example`,
    employees: { min: 350, max: 350 },
    country: "US",
    region: "California",
    productInterest,
  };
  const submission = {
    leadId: `lead_${name}`,
    source: "demo-form",
    idempotencyKey: name,
    bodyHash: "a".repeat(64),
    receivedAt: "2026-11-20T12:00:00.000Z",
    lead,
    warnings: [],
  };
  return router.call("leads.submit", { submissions: [submission] });
}
