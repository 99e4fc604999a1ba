import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { createClient, type ClickHouseClientConfigOptions } from "@clickhouse/client";
import { startWebhookSink, type WebhookSink } from "@pointsman/testkit/webhook-sink";
import { drainPending } from "chdb";
import { createChdbConnection } from "chdb/connection";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

import { createApi, type Api } from "../src/api.ts";
import { seedOrganisation } from "../src/demo/seed-organisation.ts";
import { ROOT } from "../src/paths.ts";
import { startStack, type Stack } from "../src/stack/stack.ts";
import { listMatchers, listSeries, listUsed } from "./metric-names.ts";
import { makeDataDir } from "./test-stack.ts";

/** In every field that a person fills in; in no code, name or test data besides. */
const CANARY = "zzyzx";

const PERSONAL = {
  email: `${CANARY}.jo@${CANARY}-company.example`,
  firstName: `${CANARY}First`,
  lastName: `${CANARY}Last`,
  phone: `+1 415 555 0100 ${CANARY}`,
  jobTitle: `${CANARY} officer`,
  company: `${CANARY} Company`,
  website: `https://${CANARY}-company.example/`,
  region: `${CANARY} Land`,
  postcode: `${CANARY}1`,
  vertical: `${CANARY} industry`,
  productInterest: `${CANARY} product`,
  partnerCode: `${CANARY}-code`,
  utm_source: `${CANARY} source`,
  utm_medium: `${CANARY} medium`,
  utm_campaign: `${CANARY} campaign`,
  utm_term: `${CANARY} term`,
  utm_content: `${CANARY} content`,
  message: `call me, ${CANARY}`,
  pageUrl: `https://site.example/?who=${CANARY}`,
  [`${CANARY} field`]: `${CANARY} extra`,
};

/** Of a person who has himself erased: in what only he says, and in no fact that rules may ask for. */
const ERASED = "qvxjk";

const TO_ERASE = {
  email: `${ERASED}@prismanalytics.example`,
  firstName: `${ERASED}First`,
  lastName: `${ERASED}Last`,
  phone: `+1 415 555 0101 ${ERASED}`,
  country: "US",
  website: `https://prismanalytics.example/${ERASED}`,
  utm_content: `${ERASED} content`,
  message: `call me, ${ERASED}`,
  pageUrl: `https://site.example/?who=${ERASED}`,
  [`${ERASED} field`]: `${ERASED} extra`,
};

/** What a visitor's own tracing sends along. */
const VISITOR = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01";

const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  links: z.array(z.object({ traceId: z.string() })).default([]),
});
const Export = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value: z.looseObject({}) })) }),
      scopeSpans: z.array(z.object({ spans: z.array(Span) })),
    }),
  ),
});
type SeenSpan = z.infer<typeof Span> & { readonly service: unknown };

let collector: WebhookSink;
let leadId: string;
let queuedLeadId: string;
/** Everything that leaves the services: each where it was found, and its text. */
let told: ReadonlyMap<string, string>;
let erasure: Awaited<ReturnType<typeof erase>>;

/** A lead with the canary goes in, errors are provoked with it, and all that the services tell of it is kept. */
beforeAll(async () => {
  collector = await startWebhookSink();
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url);
  vi.stubEnv("LOG_LEVEL", "debug");
  await using data = await makeDataDir();
  const stack = await startStack({ port: 0, dataDir: data.path, fresh: false, servers: {} }, () => {});
  const found = new Map<string, string>();
  try {
    const api = createApi({ ...stack.urls, operatorKey: stack.keys.operator });
    await seedOrganisation(api, Date.now());
    leadId = await post(stack, PERSONAL);
    queuedLeadId = await provoke(stack);
    await vi.waitFor(async () => api.router.leads.get.query({ leadId: `lead_${queuedLeadId.slice(5)}` }), {
      timeout: 30_000,
      interval: 100,
    });
    await api.router.leads.touch.mutate({ leadId: `lead_${leadId.slice(5)}` });
    erasure = await erase(stack, api);
    await api.analytics.relay.catchUp.mutate({ timeoutMs: 30_000 });
    for (const name of ["router", "analytics"] as const) {
      const page = await fetch(`${stack.urls[name]}/metrics`);
      found.set(`metrics of ${name}`, await page.text());
    }
  } finally {
    await stack.stop();
  }
  for (const name of await readdir(join(data.path, "logs")))
    found.set(`log of ${name}`, await readFile(join(data.path, "logs", name), "utf8"));
  found.set("traces", collector.calls.map(({ body }) => body).join("\n"));
  for (const [table, rows] of await dumpWarehouse(join(data.path, "clickhouse"))) found.set(`table ${table}`, rows);
  told = found;
}, 240_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await collector[Symbol.asyncDispose]();
});

async function send(stack: Stack, body: string, headers: Readonly<Record<string, string>>) {
  const response = await fetch(`${stack.urls.intake}/v1/leads/demo-form?who=${CANARY}`, {
    method: "POST",
    headers: { "x-request-id": CANARY, "user-agent": CANARY, traceparent: VISITOR, ...headers },
    body,
  });
  const { leadId } = z.looseObject({ leadId: z.string().optional() }).parse(await response.json());
  return { status: response.status, leadId };
}

async function post(stack: Stack, fields: Readonly<Record<string, string>>): Promise<string> {
  const answer = await send(stack, JSON.stringify(fields), { "content-type": "application/json" });
  expect(answer).toMatchObject({ leadId: expect.stringMatching(/^lead_/) });
  return String(answer.leadId);
}

/** Refused, unreadable, unknown and failing calls. @returns the lead that Postgres refused for a while */
async function provoke(stack: Stack): Promise<string> {
  const json = { "content-type": "application/json" };
  expect(await send(stack, JSON.stringify({ ...PERSONAL, email: CANARY }), json)).toMatchObject({ status: 422 });
  expect(await send(stack, `{"email": ${CANARY}}`, json)).toMatchObject({ status: 400 });
  expect(await send(stack, CANARY, { "content-type": `text/${CANARY}` })).toMatchObject({ status: 415 });
  const authorization = { authorization: `Bearer ${stack.keys.operator}`, "x-request-id": `Jo ${CANARY}` };
  for (const [path, init] of [
    [`leads.${CANARY}`, { headers: authorization }],
    ["leads.submit", { method: "POST", headers: { ...authorization, ...json }, body: `{"submissions": "${CANARY}"}` }],
    ["leads.submit", { method: "POST", headers: { ...authorization, ...json }, body: CANARY }],
    ["leads.list", { headers: { authorization: `Bearer ${CANARY}` } }],
  ] as const) {
    const response = await fetch(`${stack.urls.router}/trpc/${path}`, init);
    await response.body?.cancel();
    expect(response.status).toBeGreaterThanOrEqual(400);
  }
  // Postgres quotes the whole row where it breaks a rule of the table.
  const client = new Client({ connectionString: stack.urls.database });
  await client.connect();
  await client.query(
    `alter table lead add constraint refused_for_a_while check (personal_email not like '${CANARY}.later%') not valid`,
  );
  const later = await post(stack, { ...PERSONAL, email: `${CANARY}.later@${CANARY}-company.example` });
  await client.query("alter table lead drop constraint refused_for_a_while");
  await client.end();
  return later;
}

/** A person's lead is worked, brought to the warehouse, and what is his erased. */
async function erase(stack: Stack, api: Api) {
  const erased = await post(stack, TO_ERASE);
  const id = `lead_${erased.slice(5)}` as const;
  await api.router.leads.reroute.mutate({ leadId: id, reason: "other", comment: `${ERASED} asked` });
  await api.router.leads.disqualify.mutate({ leadId: id, reason: "spam", comment: `${ERASED} again` });
  await api.analytics.relay.catchUp.mutate({ timeoutMs: 30_000 });
  const before = await listTablesWith(stack, ERASED);
  await api.router.privacy.erase.mutate({ email: TO_ERASE.email });
  await api.analytics.relay.catchUp.mutate({ timeoutMs: 30_000 });
  return {
    leadId: erased,
    before,
    after: await listTablesWith(stack, ERASED),
    replay: await api.router.leads.replay.query({ leadId: id }),
    audit: await api.router.audit.verify.query({}),
    check: await api.analytics.check.run.query(),
  };
}

/** The tables of Postgres in whose rows this stands. */
async function listTablesWith(stack: Stack, text: string): Promise<readonly string[]> {
  const client = new Client({ connectionString: stack.urls.database });
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly name: string }>(
      `select relname as name from pg_class
       where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`,
    );
    const found: string[] = [];
    for (const { name } of rows) {
      const { rowCount } = await client.query(`select from "${name}" as t where t::text ilike $1 limit 1`, [
        `%${text}%`,
      ]);
      if (rowCount !== 0) found.push(name);
    }
    return found;
  } finally {
    await client.end();
  }
}

/** All rows of all tables, by table. */
async function dumpWarehouse(path: string): Promise<ReadonlyMap<string, string>> {
  const connection = createChdbConnection({ path });
  // chDB takes the type from its own copy of the client: the same shape under two names.
  const client = createClient({
    connection: connection as unknown as NonNullable<ClickHouseClientConfigOptions["connection"]>,
  });
  const listed = await client.query({
    query: `select database || '.' || name as name from system.tables
      where database = 'pointsman' or (database = 'system' and name like '%\\_log')`,
    format: "JSONEachRow",
  });
  const dump = new Map<string, string>();
  for (const { name } of await listed.json<{ readonly name: string }>()) {
    const rows = await client.query({ query: `select * from ${name}`, format: "JSONEachRow" });
    dump.set(name, await rows.text());
  }
  await client.close();
  await drainPending();
  return dump;
}

function listSpans(): readonly SeenSpan[] {
  return collector.calls.flatMap(({ body }) =>
    Export.parse(JSON.parse(body)).resourceSpans.flatMap(({ resource, scopeSpans }) => {
      const service = resource.attributes.find(({ key }) => key === "service.name")?.value["stringValue"];
      return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
    }),
  );
}

describe("personal data", () => {
  test("stands in no log, metric, trace or table of the warehouse", () => {
    const leaks = [...told].flatMap(([where, text]) =>
      text
        .split("\n")
        .filter((line) => line.toLowerCase().includes(CANARY))
        .map((line) => `${where}: ${line.slice(0, 300)}`),
    );
    expect(leaks).toEqual([]);
  });

  test.each([
    ["log of router.log", "a lead cannot be routed"],
    ["log of router.log", "refused_for_a_while"],
    ["log of postgres.log", "refused_for_a_while"],
    ["log of intake.log", "lead_queued"],
    ["metrics of router", 'pointsman_errors_total{code="INVALID_INPUT"}'],
    ["metrics of analytics", "pointsman_relay_events_total"],
    ["traces", "lead.receive"],
  ])("is looked for where something was told: %s says %s", (where, what) => {
    expect(told.get(where)).toContain(what);
  });

  test("is looked for in the warehouse's rows of this lead", () => {
    expect(told.get("table pointsman.lead_event_v2")).toContain(leadId);
  });
});

describe("an erased person", () => {
  test("was on file, and stands in no table of Postgres afterwards", () => {
    expect(erasure.before).toEqual(["audit_personal", "disqualification", "lead", "reroute"]);
    expect(erasure.after).toEqual([]);
  });

  test("stands in no table of ClickHouse, in which his lead is, and in no log, metric or trace", () => {
    expect(told.get("table pointsman.lead_event_v2")).toContain(erasure.leadId);
    expect([...told].filter(([, text]) => text.toLowerCase().includes(ERASED)).map(([where]) => where)).toEqual([]);
  });

  test("leaves the audit trail whole, the decision as it was, and the two stores of one mind", () => {
    expect(erasure.audit).toMatchObject({ ok: true, findings: [] });
    expect(erasure.replay).toMatchObject({ identical: true });
    expect(erasure.check.findings.filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe("traces", () => {
  const ofLead = (id: string) => {
    const traceId = id.slice("lead_".length).replaceAll("-", "");
    return listSpans().filter((span) => span.traceId === traceId);
  };

  test("one trace leads from the edge through the commit to the relay", () => {
    const spans = ofLead(leadId);
    const first = spans.find(({ name }) => name === "lead.receive");
    expect(first).toMatchObject({ service: "pointsman-intake", links: [{ traceId: "a".repeat(32) }] });
    const shape = spans.map(({ service, name, parentSpanId }) => [service, name, parentSpanId === first?.spanId]);
    expect(shape).toContainEqual(["pointsman-router", "leads.submit", true]);
    expect(shape).toContainEqual(["pointsman-router", "lead.route", true]);
    expect(shape).toContainEqual(["pointsman-analytics", "lead.relay", true]);
  });

  test("batches are spans of their own, tied to their leads by links both ways", () => {
    const traceId = ofLead(leadId)[0]?.traceId;
    for (const [ofBatch, ofOne] of [
      ["leads.batch", "lead.route"],
      ["relay.batch", "lead.relay"],
    ]) {
      const batch = listSpans().find(
        ({ name, links }) => name === ofBatch && links.some((to) => to.traceId === traceId),
      );
      const one = ofLead(leadId).find(({ name }) => name === ofOne);
      expect(batch?.traceId).toBeDefined();
      expect(one?.links.map((to) => to.traceId)).toEqual([batch?.traceId]);
    }
  });

  test("a lead that went through the queue has its delivery in the same trace", () => {
    const names = ofLead(queuedLeadId).map(({ service, name }) => `${String(service)} ${name}`);
    expect(names).toEqual(expect.arrayContaining(["pointsman-intake lead.deliver", "pointsman-router lead.route"]));
  });
});

describe("alerts and dashboards", () => {
  const Rules = z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            alert: z.string(),
            expr: z.string(),
            labels: z.object({ severity: z.enum(["page", "ticket"]) }),
            annotations: z.object({ summary: z.string() }),
          }),
        ),
      }),
    ),
  });
  const Dashboard = z.object({ panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })) })) });
  const readText = async (path: string) => readFile(join(ROOT, path), "utf8");
  const readRules = async () =>
    Rules.parse(parse(await readText("infra/prometheus/alerts.yaml"))).groups.flatMap(({ rules }) => rules);
  const readPanels = async () =>
    Dashboard.parse(JSON.parse(await readText("infra/grafana/operation.json"))).panels.flatMap(
      ({ targets }) => targets,
    );
  const pages = () => ["metrics of router", "metrics of analytics"].map((where) => told.get(where) ?? "");

  test("name series that the services have", async () => {
    const series = new Set(pages().flatMap((page) => [...listSeries(page)]));
    const used = [...(await readRules()), ...(await readPanels())].flatMap(({ expr }) => listUsed(expr));
    expect(used.length).toBeGreaterThan(30);
    expect(used.filter((name) => !series.has(name))).toEqual([]);
  });

  test("every series of ours is in one of them", async () => {
    const used = new Set([...(await readRules()), ...(await readPanels())].flatMap(({ expr }) => listUsed(expr)));
    const ours = pages().flatMap((page) =>
      [...page.matchAll(/^# TYPE (pointsman_\S+) /gm)].map(([, name = ""]) => name),
    );
    const unused = ours.filter((name) => ![...used].some((one) => one === name || one.startsWith(`${name}_`)));
    // What a panel shows as a rate is enough; this one is counted to be looked up by hand.
    expect(unused).toEqual(["pointsman_relay_events_total"]);
  });

  test("their labels have values that occur", async () => {
    const all = pages().join("\n");
    const matchers = (await readRules()).flatMap(({ expr }) => listMatchers(expr));
    // These two are counted from the first time on that they occur.
    const later = new Set(['outcome="failed"', 'code="INTERNAL"']);
    expect(matchers.filter((matcher) => !all.includes(matcher) && !later.has(matcher))).toEqual([]);
  });

  test("each alert has its place in the book of what to do", async () => {
    const book = await readText("docs/operating.md");
    const missing = (await readRules()).filter(({ alert }) => !book.includes(`### ${alert}\n`));
    expect(missing.map(({ alert }) => alert)).toEqual([]);
  });
});
