import { listLeads } from "@pointsman/store/leads/list-leads";
import { sql } from "kysely";
import { expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation, START_MS, type TestService } from "../../test/test-service.ts";

async function openWithLeads() {
  const router = await openTestService();
  await seedOrganisation(router);
  const at = (second: number) => ({ receivedAt: new Date(START_MS + second * 1_000).toISOString() });
  await router.api.leads.submit({
    submissions: [
      toSubmission("west", {}, at(-4)),
      toSubmission("nowhere", { country: "BR", region: "Bahia" }, at(-3)),
      toSubmission("partner", { partnerCode: "LANTERN", region: "Texas" }, { ...at(-2), source: "contact-form" }),
      toSubmission("big", { employees: { min: 5_000, max: null } }, at(-1)),
    ],
  });
  return router;
}

async function idsOf(api: TestService["api"], filter: Parameters<TestService["api"]["leads"]["list"]>[0]) {
  return (await api.leads.list(filter)).leads.map(({ id }) => id);
}

test("leads are filtered by what stands with them and by what their latest decision says", async () => {
  await using router = await openWithLeads();
  const { api } = router;
  const { decision } = (await api.leads.get({ leadId: "lead_west" })).decisions[0]!;
  const { outcome, trace } = decision;
  const facts = trace.derived as Readonly<Record<"tier" | "segment" | "territory", string>>;
  expect(await idsOf(api, {})).toEqual(["lead_big", "lead_partner", "lead_nowhere", "lead_west"]);
  expect(await idsOf(api, { state: "parked" })).toEqual(["lead_nowhere"]);
  expect(await idsOf(api, { source: "contact-form" })).toEqual(["lead_partner"]);
  expect(await idsOf(api, { partnerId: "part_lanternway" })).toEqual(["lead_partner"]);
  const receivedFrom = new Date(START_MS - 3_000).toISOString();
  const receivedUntil = new Date(START_MS - 1_000).toISOString();
  expect(await idsOf(api, { receivedFrom, receivedUntil })).toEqual(["lead_partner", "lead_nowhere"]);
  expect(await idsOf(api, { queueId: "queue_unplaced" })).toEqual(["lead_nowhere"]);
  const where = { territoryId: facts.territory as `terr_${string}` };
  expect(await idsOf(api, { ...where, segment: facts.segment })).toEqual(["lead_west"]);
  expect(await idsOf(api, where)).toEqual(["lead_big", "lead_west"]);
  expect(await idsOf(api, { poolId: trace.selection!.poolId, tier: facts.tier })).toContain("lead_west");
  expect(await idsOf(api, { tier: "none" })).toEqual([]);
  const repId = outcome.kind === "assigned" ? outcome.repId : null;
  expect(await idsOf(api, { repId: repId! })).toContain("lead_west");
});

test("a caller names source, key and lead; what he leaves out is added, and the same again is the same lead", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const lead = { email: "jane@company.example", company: "Company", country: "US", region: "CA" };
  const submit = async (details: typeof lead) =>
    (await router.api.leads.submit({ submissions: [{ source: "crm", idempotencyKey: "deal-1", lead: details }] }))
      .results[0]!;
  const first = await submit(lead);
  expect(first).toMatchObject({ ok: true, lead: { state: "assigned", repeated: false } });
  const leadId = first.ok ? first.lead.leadId : first.leadId;
  expect((await router.api.leads.get({ leadId })).lead).toMatchObject({
    source: "crm",
    idempotencyKey: "deal-1",
    receivedAt: new Date(START_MS).toISOString(),
    warnings: [],
    details: lead,
  });
  expect(
    await submit({ region: "CA", country: "US", company: "Company", email: "jane@company.example" }),
  ).toMatchObject({
    ok: true,
    lead: { leadId, repeated: true },
  });
  expect(await submit({ ...lead, company: "Other" })).toMatchObject({
    ok: false,
    leadId,
    code: "IDEMPOTENCY_CONFLICT",
  });
});

test("after a re-route the latest decision counts", async () => {
  await using router = await openWithLeads();
  const { api } = router;
  await api.leads.reroute({ leadId: "lead_nowhere", reason: "other", toRepId: "rep_marcus-t" });
  expect(await idsOf(api, { queueId: "queue_unplaced" })).toEqual([]);
  expect(await idsOf(api, { repId: "rep_marcus-t", source: "demo-form" })).toEqual(["lead_nowhere"]);
});

test("however few leads satisfy a filter, one page looks at so many only, and its cursor goes on", async () => {
  await using router = await openWithLeads();
  const { db } = router.service;
  const seen: string[] = [];
  let pages = 0;
  for (let cursor: string | undefined; ; pages++) {
    const page = await listLeads(db, { queueId: "queue_unplaced", limit: 1, ...(cursor && { cursor }) }, 2);
    seen.push(...page.leads.map(({ id }) => id));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(["lead_nowhere"]);
  expect(pages).toBeGreaterThan(1);
  const full = await listLeads(db, { tier: "none", limit: 50 }, 2);
  expect(full).toMatchObject({ leads: [], nextCursor: expect.any(String) });
  // More fit than the page holds: the next begins behind the last that was shown.
  const first = await listLeads(db, { territoryId: "terr_west", limit: 1 }, 4);
  const second = await listLeads(db, { territoryId: "terr_west", limit: 1, cursor: first.nextCursor! }, 4);
  expect([first, second].map(({ leads }) => leads.map(({ id }) => id))).toEqual([["lead_big"], ["lead_west"]]);
});

test("a person's leads are found by the address, whatever its case", async () => {
  await using router = await openWithLeads();
  const found = await router.api.leads.findByEmail({ email: " West@PrismAnalytics.example " });
  expect(found.map(({ id }) => id)).toEqual(["lead_west"]);
  expect(await router.api.leads.findByEmail({ email: "who@nowhere.example" })).toEqual([]);
});

test("a decision is made again from its record: the same, or it says what differs", async () => {
  await using router = await openTestService({ tampered: true });
  await seedOrganisation(router);
  await router.api.leads.submit({ submissions: [toSubmission("one")] });
  await router.api.leads.reroute({ leadId: "lead_one", reason: "rep_request", toRepId: "rep_marcus-t" });
  const same = { leadId: "lead_one", ruleSetVersion: 1, identical: true, differences: [] };
  expect(await router.api.leads.replay({ leadId: "lead_one" })).toEqual({ ...same, epoch: 2 });
  expect(await router.api.leads.replay({ leadId: "lead_one", epoch: 1 })).toEqual({ ...same, epoch: 1 });
  await sql`alter table decision disable trigger all`.execute(router.service.db);
  await sql`
    update decision set outcome = replace(outcome::text, outcome ->> 'repId', 'rep_nobody')::json
    where epoch = 1`.execute(router.service.db);
  expect(await router.api.leads.replay({ leadId: "lead_one", epoch: 1 })).toMatchObject({
    identical: false,
    differences: [{ path: "outcome.repId", recorded: "rep_nobody", replayed: expect.stringMatching(/^rep_/) }],
  });
  await expect(router.api.leads.replay({ leadId: "lead_x" })).rejects.toMatchObject({ cause: { code: "NOT_FOUND" } });
});
