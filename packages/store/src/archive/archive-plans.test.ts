import { toId } from "@pointsman/contracts/id";
import { buildRep, buildSubmission, TEST_NOW } from "@pointsman/testkit/builders";
import { sql, type RawBuilder } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import { seedOrganisation } from "../../test/seed.ts";
import { openTestStore, type TestStore } from "../../test/test-store.ts";
import { selectAccountReps } from "../assignments/find-account-reps.ts";
import { selectDepths } from "../check/read-depths.ts";
import { inTransaction } from "../in-transaction.ts";
import { selectByLead, type ListLeadsOptions } from "../leads/list-leads.ts";
import { readBackgrounds } from "../leads/read-backgrounds.ts";
import { upsertReps } from "../organisation/upsert-reps.ts";
import { WAITING_EVENTS } from "../outbox/event-sets.ts";
import { countGiven } from "../reps/count-given-leads.ts";
import { makeMonths } from "./make-months.ts";

const LEADS = 50_000;
/** Rows that a plan may read one after the other: the asked for, the rule sets, the pools. */
const FEW_ROWS = 100;

let store: TestStore;

/** 50,000 archived leads of four months, and 20,000 that are not; a thousand reps. */
beforeAll(async () => {
  store = await openTestStore(1);
  await seedOrganisation(store.db);
  const reps = Array.from({ length: 1_000 }, (_, index) => buildRep(`r${index}`));
  await inTransaction(store.db, async (tx) => upsertReps(tx, reps));
  const months = ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"].map((day) => `${day}T00:00:00.000Z`);
  await inTransaction(store.db, async (tx) => {
    await makeMonths(tx, ["decision", "assignment", "outbox"], months);
  });
  const at = sql`'2026-01-01'::timestamptz + n % 119 * interval '1 day'`;
  const lead = sql`
    'lead_' || n, 'form', 'key-' || n, 'hash', ${at}, ${at}, ${at}, 'converted', 1, 'rep_r' || n % 1000,
    'person-' || n || '@example.com', 'acct_' || n % 5000, '{}'::jsonb, '{}'::jsonb, '{}'::text[]`;
  const leadColumns = sql`
    id, source, idempotency_key, body_hash, received_at, qualified_at, created_at, state, epoch, rep_id, personal_email,
    account_id, personal, attributes, warnings`;
  const decision = sql`'lead_' || n, 1, ${at}, 1, 'assigned', '{}'::json, '{}'::json, '{}'::json, 'pool_west', n`;
  const decisionColumns = sql`
    lead_id, epoch, decided_at, rule_set_version, outcome_kind, outcome, trace, inputs, pool_id, pool_seq`;
  const assignment = sql`'lead_' || n, 1, 'rep_r' || n % 1000, 'target', '{}'::text[], '{}'::text[], ${at}, ${at}, 'converted', 1`;
  const assignmentColumns = sql`
    lead_id, epoch, rep_id, via, co_owner_rep_ids, copied_rep_ids, assigned_at, ended_at, end_reason, work_units`;
  const archived = sql`generate_series(1, ${sql.lit(LEADS)}) as n`;
  const hot = sql`generate_series(${sql.lit(LEADS + 1)}, ${sql.lit(LEADS + 20_000)}) as n`;
  const statements: readonly RawBuilder<unknown>[] = [
    sql`insert into lead_archive (${leadColumns}) select ${lead} from ${archived}`,
    sql`insert into decision_archive (lead_created_at, ${decisionColumns}) select ${at}, ${decision} from ${archived}`,
    sql`insert into assignment_archive (lead_created_at, ${assignmentColumns}) select ${at}, ${assignment} from ${archived}`,
    sql`
      insert into outbox_archive (id, event_id, kind, occurred_at, payload, content_hash)
      select n, 'evt_' || n || '.0.received', 'lead.received', ${at}, '{}', n from ${archived}`,
    sql`insert into lead (${leadColumns}) select ${lead} from ${hot}`,
    sql`insert into decision (${decisionColumns}) select ${decision} from ${hot}`,
    sql`insert into assignment (${assignmentColumns}) select ${assignment} from ${hot}`,
    sql`
      insert into account_archived_rep
      select 'acct_' || n, 'rep_ann', now(), 'lead_' || n, 1 from generate_series(0, 4999) as n`,
    sql`analyze`,
  ];
  for (const statement of statements) await statement.execute(store.db);
}, 120_000);

afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows"?: number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Actual Loops"?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Tables that the statement reads from one end to the other, and how many rows of each. */
async function listScans(statement: RawBuilder<unknown>): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly "QUERY PLAN": readonly [{ readonly Plan: PlanNode }] }>`
    explain (analyze, format json) ${statement}`.execute(store.db);
  const walk = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(walk)];
  return rows
    .flatMap((row) => walk(row["QUERY PLAN"][0].Plan))
    .filter((node) => node["Node Type"] === "Seq Scan")
    .map((node) => {
      const read = (node["Actual Rows"] ?? 0) + (node["Rows Removed by Filter"] ?? 0);
      return { table: node["Relation Name"] ?? "", read: read * (node["Actual Loops"] ?? 1) };
    })
    .filter(({ read }) => read > FEW_ROWS)
    .map(({ table, read }) => `${table}: ${read}`);
}

const submissions = [
  ...Array.from({ length: 200 }, (_, index) => buildSubmission(`new-${index}`)),
  // Repeats of leads that are archived, and of one that is not.
  { ...buildSubmission("1"), source: "form", idempotencyKey: "key-1" },
  { ...buildSubmission("2"), leadId: toId("lead", "2") },
  { ...buildSubmission("3"), leadId: toId("lead", String(LEADS + 1)) },
].map((submission) => ({ submission, mailbox: submission.lead.email }));

test.each<[string, RawBuilder<unknown>]>([
  ["what is on file of a batch", readBackgrounds(submissions, 3_600_000)],
  ["the last reps of accounts", selectAccountReps([toId("account", "17"), toId("account", "18")])],
  ["what reps were given", countGiven([{ repId: toId("rep", "r1"), day: TEST_NOW, week: TEST_NOW, month: TEST_NOW }])],
  [
    "one archived lead",
    sql`select * from all_lead as lead join all_decision as decision on decision.lead_id = lead.id where lead.id = 'lead_7'`,
  ],
  ["a page of the list", sql`select * from all_lead order by received_at desc, id desc limit 50`],
  [
    "a page of a rep's leads",
    sql`select * from all_lead where rep_id = 'rep_r1' order by received_at desc, id desc limit 50`,
  ],
  [
    "a page of leads in a state that nobody is in",
    sql`select * from all_lead where state = 'held' and not archived order by received_at desc, id desc limit 50`,
  ],
  [
    "a page of a pool's decisions",
    sql`select * from all_decision where pool_id = 'pool_west' and pool_seq > 20000 order by pool_seq limit 200`,
  ],
  ["how much stands and waits", selectDepths()],
  [
    "the next events to send",
    sql`select id, payload from outbox where id > (select last_id from outbox_cut) order by id limit 5000`,
  ],
  ["what waits to be sent", sql`select count(*) from ${WAITING_EVENTS} as waiting`],
])("%s is read by indexes, with 50,000 leads in the archive", async (_, statement) => {
  expect(await listScans(statement)).toEqual([]);
});

test.each<[string, Partial<ListLeadsOptions>]>([
  ["of a rep who has none", { withinRepIds: ["rep_ann"] }],
  ["of a team", { withinRepIds: ["rep_r1", "rep_r2", "rep_r3"] }],
  ["that wait for a team", { withinRepIds: ["rep_r1", "rep_r2"], state: "parked" }],
])("a page of the leads %s is read by indexes", async (_, options) => {
  const query = selectByLead(store.db, { limit: 50, ...options }, 51);
  expect(await listScans(sql`${query}`)).toEqual([]);
});

test("a batch of new leads opens no month of the archive", async () => {
  const { rows } = await sql<{
    readonly "QUERY PLAN": string;
  }>`explain ${readBackgrounds(submissions, 3_600_000)}`.execute(store.db);
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  expect(plan).toContain("lead_archive_email_idx");
  expect(plan).not.toMatch(/decision_archive|assignment_archive/);
});
