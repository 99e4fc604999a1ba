import type { LeadId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import { demoRuleSet } from "@pointsman/demo/rule-set";
import { connect } from "@pointsman/store/connect";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { openLossyProxy } from "../../test/lossy-proxy.ts";
import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation, START_MS, type TestService } from "../../test/test-service.ts";
import { createService } from "../create-service.ts";

function many(count: number, prefix: string): readonly Submission[] {
  return Array.from({ length: count }, (_, index) =>
    toSubmission(`${prefix}-${index}`, { email: `${prefix}-${index}@firm${index}.example`, country: "DE" }),
  );
}

/** Versions of the rule set that leads were decided by, once all that must hold was found to hold. */
async function expectSoundVersions({ service: { db }, expectSound }: TestService): Promise<ReadonlySet<number>> {
  await expectSound();
  const rows = await db.selectFrom("decision").select("rule_set_version as version").distinct().execute();
  return new Set(rows.map(({ version }) => version));
}

describe("a batch", () => {
  test("takes the same twelve statements whatever its size, begin and commit included", async () => {
    const sent: string[] = [];
    await using router = await openTestService({ onStatement: (text) => sent.push(text) });
    await seedOrganisation(router);
    await router.api.leads.submit({ submissions: many(1, "first") });
    const statementsOf = async (submissions: readonly Submission[]) => {
      sent.length = 0;
      await router.api.leads.submit({ submissions });
      return sent.map((text) => /^\/\* prepared (\w+)/.exec(text)?.[1] ?? text);
    };
    const ofOne = await statementsOf(many(1, "one"));
    expect(ofOne).toEqual([
      "begin",
      "keep_plans",
      "lock_org_state",
      "lock_emails",
      "read_backgrounds",
      "find_account_candidates",
      "find_attributions",
      "lock_pool_states",
      "lock_rep_loads",
      "write_new_leads",
      "write_new_decisions",
      "commit and no chain",
    ]);
    expect(await statementsOf(many(100, "hundred"))).toEqual(ofOne);
    await router.expectSound();
  });

  test("parks a lead that always fails, with its error, and routes the others", async () => {
    await using router = await openTestService();
    await seedOrganisation(router);
    // Whatever it is assigned to, Postgres refuses: no lead can do that, but a mistake in a migration might.
    await sql`alter table assignment add constraint planted check (lead_id <> 'lead_poison')`.execute(
      router.service.db,
    );
    const [poison, others] = [toSubmission("poison"), many(20, "good")];
    const { results } = await router.api.leads.submit({ submissions: [...others, poison] });
    expect(results.map((result) => result.ok && result.lead.state)).toEqual([
      ...others.map(() => "assigned"),
      "parked",
    ]);
    const parked = results.at(-1);
    expect(parked).toMatchObject({
      lead: { decision: { outcome: { kind: "parked", reason: "error", queueId: demoRuleSet.fallbackQueueId } } },
    });
    expect(JSON.stringify(parked)).not.toContain("planted");
    const outcome = parked?.ok === true && parked.lead.decision.outcome;
    expect(outcome !== false && outcome.kind === "parked" && outcome.ownerRepId).toMatch(/^rep_/);
    const failures = await router.service.db.selectFrom("lead_failure").selectAll().execute();
    expect(failures).toMatchObject([{ lead_id: "lead_poison", epoch: 1, code: "postgres_23514" }]);
    expect(failures[0]?.personal_detail).toContain("planted");
    const again = await router.api.leads.submit({ submissions: [poison] });
    expect(again.results).toMatchObject([{ ok: true, lead: { state: "parked", repeated: true } }]);
    await expectSoundVersions(router);
    await router.expectSound();
  });

  test("and when that lead is re-routed it is matched and attributed as if it had just come in", async () => {
    await using router = await openTestService();
    await seedOrganisation(router);
    const { db } = router.service;
    await sql`alter table assignment add constraint planted check (lead_id <> 'lead_poison')`.execute(db);
    const lead = { website: "https://quillmark.example", company: "Quillmark Systems", partnerCode: "LANTERN" };
    const submissions = ["poison", "twin"].map((name) =>
      toSubmission(name, { ...lead, email: `${name}@quillmark.example` }),
    );
    await router.api.leads.submit({ submissions });
    const read = async (leadId: LeadId) => {
      const { lead: onFile, decisions } = await router.api.leads.get({ leadId });
      const { accountId, partnerId, attribution, repId } = onFile;
      return { accountId, partnerId, attribution, repId, epoch: decisions.length };
    };
    const twin = await read("lead_twin");
    expect(twin).toMatchObject({ repId: "rep_will-c", partnerId: "part_lanternway", attribution: { by: "code" } });
    expect(twin.accountId).not.toBeNull();
    expect(await read("lead_poison")).toMatchObject({ accountId: null, repId: null });
    await sql`alter table assignment drop constraint planted`.execute(db);
    await router.api.leads.reroute({ leadId: "lead_poison", reason: "other" });
    expect(await read("lead_poison")).toEqual({ ...twin, epoch: 2 });
    await router.expectSound();
  });

  test.each([
    { what: "joins an open lead of the same person", to: {}, outcome: { kind: "attached", toLeadId: "lead_first" } },
    { what: "joins none where a rep is named", to: { toRepId: "rep_marcus-t" }, outcome: { kind: "assigned" } },
  ] as const)("and when that lead is re-routed it $what", async ({ to, outcome }) => {
    await using router = await openTestService();
    await seedOrganisation(router);
    const { db } = router.service;
    const lead = { email: "ann@quillmark.example" };
    await router.api.leads.submit({ submissions: [toSubmission("first", lead)] });
    await sql`alter table decision add constraint planted check (outcome_kind <> 'attached')`.execute(db);
    const receivedAt = new Date(START_MS + 1_000).toISOString();
    await router.api.leads.submit({ submissions: [toSubmission("second", lead, { receivedAt })] });
    await sql`alter table decision drop constraint planted`.execute(db);
    expect(await router.api.leads.get({ leadId: "lead_second" })).toMatchObject({ lead: { state: "parked" } });
    const { decision } = await router.api.leads.reroute({ leadId: "lead_second", reason: "other", ...to });
    expect(decision.outcome).toMatchObject(outcome);
    await router.expectSound();
  });

  test("whose commit was done but not answered tells its callers what was committed, and routes nothing twice", async () => {
    await using router = await openTestService();
    await seedOrganisation(router);
    await using proxy = await openLossyProxy(router.url);
    await using db = connect({ url: proxy.url, maxConnections: 2, applicationName: "router-lossy" });
    const lossy = createService({
      ...router.service,
      db,
      chance: () => 0.5,
      maxBatchLeads: 200,
      maxBatches: 1,
      lingerMs: 0,
      maxWaitingLeads: 100,
    });
    proxy.loseNextCommit();
    const submissions = many(5, "lost");
    const results = await Promise.all(submissions.map(async (submission) => lossy.batcher.submit(submission)));
    expect(proxy.lost()).toBe(1);
    expect(results.map(({ kind }) => kind)).toEqual(submissions.map(() => "routed"));
    expect((await router.api.leads.list({})).leads).toHaveLength(5);
    await router.expectSound();
  });
});

test("F18: a publication in the middle of load takes its turn, and each lead sees one version", async () => {
  await using router = await openTestService({ maxBatchLeads: 5, maxBatches: 3 });
  await seedOrganisation(router);
  const other = { ...demoRuleSet, name: "The other rules", duplicateWindowMinutes: 0 };
  const publishing = new AbortController();
  const load = async (caller: number) => {
    let sent = 0;
    for (; !publishing.signal.aborted || sent < 10; sent++) {
      const { results } = await router.api.leads.submit({ submissions: many(2, `load-${caller}-${sent}`) });
      expect(results.every(({ ok }) => ok)).toBe(true);
    }
    return sent * 2;
  };
  const callers = [1, 2, 3, 4].map(load);
  for (const ruleSet of [other, demoRuleSet, other]) await router.api.ruleSets.publish({ ruleSet });
  publishing.abort();
  const sent = (await Promise.all(callers)).reduce((sum, count) => sum + count, 0);
  const versions = await expectSoundVersions(router);
  expect(versions.size).toBeGreaterThan(1);
  expect(await router.service.db.selectFrom("lead").select("id").execute()).toHaveLength(sent);
  await router.expectSound();
}, 60_000);
