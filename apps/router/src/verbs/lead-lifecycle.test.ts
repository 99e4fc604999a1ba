import type { RerouteLeadInput } from "@pointsman/contracts/api";
import { LeadEvent } from "@pointsman/contracts/event";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { RuleSet } from "@pointsman/contracts/rule-set";
import { createRandom } from "@pointsman/demo/random";
import { demoRuleSet } from "@pointsman/demo/rule-set";
import { replayDecisions } from "@pointsman/invariants/replay-decisions";
import { decide, type DecisionInputs } from "@pointsman/router-core/decide";
import { findRecordedDecision, listPoolDecisions } from "@pointsman/store/decisions/find-decisions";
import { describe, expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation, START_MS, type TestService } from "../../test/test-service.ts";

const MINUTE_MS = 60_000;

async function openWithLead(ruleSet: RuleSet = demoRuleSet, lead = {}) {
  const router = await openTestService();
  await seedOrganisation(router);
  if (ruleSet !== demoRuleSet) await router.api.ruleSets.publish({ ruleSet });
  await router.api.leads.submit({ submissions: [toSubmission("ann", lead)] });
  return router;
}

async function loadOf({ api }: TestService, repId: RepId) {
  const rep = (await api.reps.list()).reps.find(({ id }) => id === repId);
  return [rep?.openLeads, rep?.openUnits];
}

async function leadOf({ api }: TestService, leadId: LeadId = "lead_ann") {
  return (await api.leads.get({ leadId })).lead;
}

/** The events of the lead without its receipt, in the order in which they were written. */
async function eventsOf({ service }: TestService): Promise<readonly LeadEvent[]> {
  const rows = await service.db.selectFrom("outbox").select("payload").orderBy("id").execute();
  return rows.map(({ payload }) => LeadEvent.parse(payload)).filter(({ kind }) => kind !== "lead.received");
}

const refusedWith = (code: string) => ({ cause: { code } });

describe("accepting and touching", () => {
  test("are noted once, in the order in which they happen, and move no load", async () => {
    await using router = await openWithLead();
    router.advance(MINUTE_MS);
    const accepted = await router.api.leads.accept({ leadId: "lead_ann", repId: "rep_jordan-k" });
    const acceptedAt = new Date(START_MS + MINUTE_MS).toISOString();
    expect(accepted).toEqual({
      leadId: "lead_ann",
      epoch: 1,
      repId: "rep_jordan-k",
      acceptedAt,
      firstTouchedAt: null,
    });
    router.advance(MINUTE_MS);
    expect(await router.api.leads.accept({ leadId: "lead_ann" })).toEqual(accepted);
    const touched = await router.api.leads.touch({ leadId: "lead_ann" });
    const firstTouchedAt = new Date(START_MS + 2 * MINUTE_MS).toISOString();
    expect(touched).toEqual({ ...accepted, firstTouchedAt });
    router.advance(MINUTE_MS);
    expect(await router.api.leads.touch({ leadId: "lead_ann" })).toEqual(touched);
    const [assignment] = (await router.api.leads.get({ leadId: "lead_ann" })).assignments;
    expect(assignment).toMatchObject({ acceptedAt, firstTouchedAt, endedAt: null });
    expect(await loadOf(router, "rep_jordan-k")).toEqual([1, 1]);
    expect((await eventsOf(router)).map(({ kind, occurredAt }) => [kind, occurredAt])).toEqual([
      ["lead.assigned", new Date(START_MS).toISOString()],
      ["lead.accepted", acceptedAt],
      ["lead.touched", firstTouchedAt],
    ]);
    await router.expectSound();
  });

  test("a first touch is an acceptance too", async () => {
    await using router = await openWithLead();
    const { acceptedAt, firstTouchedAt } = await router.api.leads.touch({ leadId: "lead_ann" });
    expect(acceptedAt).toBe(firstTouchedAt);
    expect((await eventsOf(router)).map(({ kind }) => kind)).toEqual([
      "lead.assigned",
      "lead.accepted",
      "lead.touched",
    ]);
    await router.expectSound();
  });

  test("by ten callers at once is one acceptance", async () => {
    await using router = await openWithLead();
    const calls = Array.from({ length: 10 }, async () => router.api.leads.accept({ leadId: "lead_ann" }));
    expect(new Set((await Promise.all(calls)).map(({ acceptedAt }) => acceptedAt)).size).toBe(1);
    await router.expectSound();
  });

  test("are refused to who has not got the lead", async () => {
    await using router = await openWithLead();
    const stale = { leadId: "lead_ann", repId: "rep_marcus-t" } as const;
    await expect(router.api.leads.accept(stale)).rejects.toMatchObject(refusedWith("CONFLICT"));
    await router.api.leads.convert({ leadId: "lead_ann" });
    await expect(router.api.leads.touch({ leadId: "lead_ann" })).rejects.toMatchObject(refusedWith("LEAD_CLOSED"));
    await expect(router.api.leads.accept({ leadId: "lead_x" })).rejects.toMatchObject(refusedWith("NOT_FOUND"));
    await router.expectSound();
  });

  test("a new rep begins anew", async () => {
    await using router = await openWithLead();
    await router.api.leads.touch({ leadId: "lead_ann" });
    await router.api.leads.reroute({ leadId: "lead_ann", reason: "other", toRepId: "rep_marcus-t" });
    const { assignments } = await router.api.leads.get({ leadId: "lead_ann" });
    expect(assignments.map(({ firstTouchedAt }) => firstTouchedAt !== null)).toEqual([true, false]);
    await router.expectSound();
  });
});

describe("a rejection", () => {
  test("gives the lead to somebody else in the same step, with load, epoch and event", async () => {
    await using router = await openWithLead();
    const given = await router.api.leads.reject({
      leadId: "lead_ann",
      reason: "wrong_territory",
      comment: "mine is East",
    });
    expect(given.decision).toMatchObject({ epoch: 2, outcome: { kind: "assigned" } });
    const { repId } = await leadOf(router);
    expect(repId).not.toBe("rep_jordan-k");
    expect(await loadOf(router, "rep_jordan-k")).toEqual([0, 0]);
    const { assignments } = await router.api.leads.get({ leadId: "lead_ann" });
    expect(assignments.map(({ endReason }) => endReason)).toEqual(["rejected", null]);
    expect((await eventsOf(router)).map(({ kind, epoch, repId, reason }) => [kind, epoch, repId, reason])).toEqual([
      ["lead.assigned", 1, "rep_jordan-k", null],
      ["lead.rejected", 2, "rep_jordan-k", "wrong_territory"],
      ["lead.assigned", 2, repId, null],
    ]);
    await router.expectSound();
  });

  test("is for good: nobody who refused is asked again, until nobody is left and the lead parks", async () => {
    await using router = await openWithLead();
    const had: RepId[] = [];
    for (let lead = await leadOf(router); lead.state === "assigned"; lead = await leadOf(router)) {
      if (lead.repId !== null) had.push(lead.repId);
      await router.api.leads.reject({ leadId: "lead_ann", reason: "not_a_fit" });
    }
    expect(had.length).toBeGreaterThan(2);
    expect(new Set(had).size).toBe(had.length);
    expect(await leadOf(router)).toMatchObject({ state: "parked", epoch: had.length + 1, repId: null });
    await router.expectSound();
    // A person may still say otherwise.
    const [first] = had;
    await router.api.leads.reroute({ leadId: "lead_ann", reason: "other", ...(first && { toRepId: first }) });
    expect(await leadOf(router)).toMatchObject({ state: "assigned", repId: first });
    // And a re-route by the rules remembers who refused.
    const rerouted = await router.api.leads.reroute({ leadId: "lead_ann", reason: "other" });
    expect(rerouted.state).toBe("parked");
    await router.expectSound();
  });

  test.each(["wrong_territory", "wrong_segment", "wrong_owner", "conflict"] as const)(
    "does not give the lead back to whom a re-route took it from for %s",
    async (reason) => {
      await using router = await openWithLead();
      await router.api.leads.reroute({ leadId: "lead_ann", reason });
      const had: (RepId | null)[] = [];
      for (let lead = await leadOf(router); lead.state === "assigned"; lead = await leadOf(router)) {
        had.push(lead.repId);
        await router.api.leads.reject({ leadId: "lead_ann", reason: "other" });
      }
      expect(had.length).toBeGreaterThan(1);
      expect(had).not.toContain("rep_jordan-k");
      await router.expectSound();
    },
  );

  test.each([
    { input: { leadId: "lead_ann", repId: "rep_marcus-t", reason: "other" }, code: "CONFLICT" },
    { input: { leadId: "lead_nobody", reason: "other" }, code: "NOT_FOUND" },
  ] as const)("of $input is refused with $code", async ({ input, code }) => {
    await using router = await openWithLead();
    await expect(router.api.leads.reject(input)).rejects.toMatchObject(refusedWith(code));
    await router.expectSound();
  });

  test("by two at once is one rejection", async () => {
    await using router = await openWithLead();
    const reject = async () => router.api.leads.reject({ leadId: "lead_ann", repId: "rep_jordan-k", reason: "other" });
    const results = await Promise.allSettled([reject(), reject()]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    await router.expectSound();
  });
});

describe("a disqualification", () => {
  test("frees the rep and is final", async () => {
    await using router = await openWithLead();
    const done = await router.api.leads.disqualify({ leadId: "lead_ann", reason: "no_budget", comment: "asked twice" });
    expect(done).toMatchObject({ repId: "rep_jordan-k", reason: "no_budget" });
    expect(await loadOf(router, "rep_jordan-k")).toEqual([0, 0]);
    expect(await leadOf(router)).toMatchObject({ state: "disqualified", epoch: 1, repId: "rep_jordan-k" });
    const { leads } = router.api;
    const id = { leadId: "lead_ann" } as const;
    for (const attempt of [
      async () => leads.disqualify({ ...id, reason: "spam" }),
      async () => leads.convert(id),
      async () => leads.accept(id),
      async () => leads.reject({ ...id, reason: "other" }),
      async () => leads.reroute({ ...id, reason: "other" }),
      async () => leads.qualify({ ...id, details: { score: 90 } }),
    ]) {
      await expect(attempt()).rejects.toMatchObject(refusedWith("LEAD_CLOSED"));
    }
    await router.expectSound();
  });

  test("ends a lead that nobody has, too, and tells of no rep", async () => {
    await using router = await openWithLead(demoRuleSet, { country: "BR", region: undefined });
    expect(await router.api.leads.disqualify({ leadId: "lead_ann", reason: "spam" })).toMatchObject({ repId: null });
    expect((await eventsOf(router)).at(-1)).toMatchObject({ kind: "lead.disqualified", repId: null, reason: "spam" });
    await router.expectSound();
  });

  test("lets the same person's next lead be a lead of its own", async () => {
    await using router = await openWithLead();
    await router.api.leads.disqualify({ leadId: "lead_ann", reason: "other" });
    const again = toSubmission("again", { email: "ann@prismanalytics.example" });
    const { results } = await router.api.leads.submit({ submissions: [again] });
    expect(results).toMatchObject([{ ok: true, lead: { state: "assigned" } }]);
    await router.expectSound();
  });
});

describe("S19: a lead that qualifies later", () => {
  const ruleSet: RuleSet = { ...demoRuleSet, qualification: { fact: "lead.score", op: "gte", value: 50 } };

  test("is not routed at first, then routed, and its speed counts from qualification", async () => {
    await using router = await openWithLead(ruleSet, { score: 30 });
    expect(await leadOf(router)).toMatchObject({ state: "unqualified", epoch: 1, repId: null });
    router.advance(10 * MINUTE_MS);
    const still = await router.api.leads.qualify({ leadId: "lead_ann", details: { score: 40 } });
    expect(still.decision.outcome).toEqual({
      kind: "unqualified",
      unmet: [{ fact: "lead.score", is: 40, needs: "gte 50" }],
    });
    expect(still.explanation.at(-1)).toBe("Not routed: not qualified yet; lead.score is 40, needs gte 50");
    router.advance(10 * MINUTE_MS);
    const routed = await router.api.leads.qualify({
      leadId: "lead_ann",
      details: { score: 80, employees: { min: 400, max: 400 } },
    });
    const qualifiedAt = new Date(START_MS + 20 * MINUTE_MS).toISOString();
    expect(routed.decision).toMatchObject({ epoch: 3, outcome: { repId: "rep_jordan-k" }, decidedAt: qualifiedAt });
    const lead = await leadOf(router);
    expect(lead).toMatchObject({ state: "assigned", qualifiedAt, receivedAt: new Date(START_MS).toISOString() });
    expect(lead.details).toMatchObject({ score: 80, employees: { min: 400, max: 400 }, country: "US" });
    expect((await eventsOf(router)).map(({ kind, epoch, qualifiedAt }) => [kind, epoch, qualifiedAt])).toEqual([
      ["lead.unqualified", 1, lead.receivedAt],
      ["lead.unqualified", 2, lead.receivedAt],
      ["lead.assigned", 3, qualifiedAt],
    ]);
    await expect(router.api.leads.qualify({ leadId: "lead_ann", details: { score: 90 } })).rejects.toMatchObject(
      refusedWith("CONFLICT"),
    );
    await router.expectSound();
  });

  test("is explained with what would have routed it", async () => {
    await using router = await openWithLead(ruleSet, { score: 30 });
    const { text, markdown, smallestChange } = await router.api.leads.explain({ leadId: "lead_ann" });
    expect(text.at(-1)).toBe("Not routed: not qualified yet; lead.score is 30, needs gte 50");
    expect(markdown).toContain("## Not routed: not qualified yet");
    expect(smallestChange.join(" ")).toContain("50");
    expect(smallestChange.join(" ")).toContain("Jordan K.");
  });

  test("keeps no pool waiting, and the same request again gets its first answer", async () => {
    await using router = await openWithLead(ruleSet, { score: 30 });
    const recorded = await findRecordedDecision(router.service.db, { leadId: "lead_ann", epoch: 1 });
    expect(recorded?.inputs).toMatchObject({ snapshot: { reps: {}, pools: {} } });
    await router.api.leads.qualify({ leadId: "lead_ann", details: { score: 60 } });
    const { results } = await router.api.leads.submit({ submissions: [toSubmission("ann", { score: 30 })] });
    expect(results).toMatchObject([{ ok: true, lead: { repeated: true, state: "unqualified" } }]);
    await router.expectSound();
  });

  test("of a trusted source is routed at once", async () => {
    await using router = await openWithLead(ruleSet, { score: 30 });
    const trusted = toSubmission("bob", { score: 30 }, { qualified: true });
    const { results } = await router.api.leads.submit({ submissions: [trusted] });
    expect(results).toMatchObject([{ ok: true, lead: { state: "assigned" } }]);
    // What was routed stays due: a re-route does not ask for the score again.
    expect(await router.api.leads.reroute({ leadId: "lead_bob", reason: "other" })).toMatchObject({
      state: "assigned",
    });
    await router.expectSound();
  });

  test("finds its account by what became known", async () => {
    await using router = await openWithLead(ruleSet, { score: 30, email: "ann@gmail.com" });
    expect(await leadOf(router)).toMatchObject({ accountId: null });
    const details = { score: 90, company: "Quillmark Systems", website: "https://quillmark.example" };
    const routed = await router.api.leads.qualify({ leadId: "lead_ann", details });
    expect(routed.decision.outcome).toMatchObject({ repId: "rep_will-c", coOwnerRepIds: ["rep_maya-j"] });
    const { accountId } = await leadOf(router);
    expect(accountId).not.toBeNull();
    const { accounts } = await router.api.leads.explain({ leadId: "lead_ann" });
    expect(accounts).toEqual([expect.stringContaining("Quillmark")]);
    await router.expectSound();
  });

  test("does not swallow a second lead of the person that qualifies, and joins it afterwards", async () => {
    await using router = await openWithLead(ruleSet, { score: 30 });
    const second = toSubmission("second", { email: "ann@prismanalytics.example", score: 70 });
    const { results } = await router.api.leads.submit({ submissions: [second] });
    expect(results).toMatchObject([{ ok: true, lead: { state: "assigned" } }]);
    const joined = await router.api.leads.qualify({ leadId: "lead_ann", details: { score: 70 } });
    expect(joined.decision.outcome).toMatchObject({ kind: "attached", toLeadId: "lead_second" });
    await router.expectSound();
  });

  test("may be given to a rep by hand, and counts as qualified from then on", async () => {
    await using router = await openWithLead(ruleSet, { score: 30 });
    const input: RerouteLeadInput = { leadId: "lead_ann", reason: "other", requestedBy: "manager" };
    await expect(router.api.leads.reroute(input)).rejects.toMatchObject(refusedWith("CONFLICT"));
    router.advance(MINUTE_MS);
    await router.api.leads.reroute({ ...input, toRepId: "rep_marcus-t" });
    const qualifiedAt = new Date(START_MS + MINUTE_MS).toISOString();
    expect(await leadOf(router)).toMatchObject({ state: "assigned", repId: "rep_marcus-t", qualifiedAt });
    await router.expectSound();
  });
});

describe("a re-route", () => {
  test.each(["rep", "manager", "system"] as const)("by a %s says so", async (requestedBy) => {
    await using router = await openWithLead();
    await router.api.leads.reroute({ leadId: "lead_ann", reason: "capacity", requestedBy });
    const rows = await router.service.db.selectFrom("reroute").select("requested_by_kind").execute();
    expect(rows).toEqual([{ requested_by_kind: requestedBy }]);
    const events = (await eventsOf(router)).map((event) => [event.kind, event.requestedBy]);
    expect(events).toEqual([
      ["lead.assigned", null],
      ["lead.rerouted", requestedBy],
      ["lead.assigned", null],
    ]);
    await router.expectSound();
  });
});

test("a re-route by an SLA cannot be asked for", async () => {
  await using router = await openWithLead();
  const input = { leadId: "lead_ann", reason: "other", requestedBy: "sla" } as unknown as RerouteLeadInput;
  await expect(router.api.leads.reroute(input)).rejects.toThrow("requestedBy: expected one of");
  expect((await leadOf(router)).epoch).toBe(1);
});

test.each([
  { when: "before the lead was received", offsetMs: -1, refused: true },
  { when: "at its receipt", offsetMs: 0, refused: false },
  { when: "a minute ahead", offsetMs: 11 * MINUTE_MS, refused: false },
  { when: "more than a minute ahead", offsetMs: 11 * MINUTE_MS + 1, refused: true },
])("a conversion $when: refused is $refused", async ({ offsetMs, refused }) => {
  await using router = await openWithLead();
  router.advance(10 * MINUTE_MS);
  const convertedAt = new Date(START_MS + offsetMs).toISOString();
  const [result] = await Promise.allSettled([router.api.leads.convert({ leadId: "lead_ann", convertedAt })]);
  expect(result).toMatchObject(
    refused ? { status: "rejected", reason: refusedWith("INVALID_INPUT") } : { value: { convertedAt } },
  );
});

describe("a call that names the epoch it knows", () => {
  const id = { leadId: "lead_ann", epoch: 1 } as const;
  type Call = (leads: TestService["api"]["leads"]) => Promise<unknown>;
  const calls: readonly (readonly [string, Call])[] = [
    ["reject", async (leads) => leads.reject({ ...id, reason: "other" })],
    ["reroute", async (leads) => leads.reroute({ ...id, reason: "other" })],
    ["reroute to a rep", async (leads) => leads.reroute({ ...id, reason: "other", toRepId: "rep_diego-r" })],
    ["convert", async (leads) => leads.convert(id)],
    ["disqualify", async (leads) => leads.disqualify({ ...id, reason: "spam" })],
  ];

  test.each(calls)("%s: sent twenty times at once is done once", async (_, call) => {
    await using router = await openWithLead();
    const all = await Promise.allSettled(Array.from({ length: 20 }, async () => call(router.api.leads)));
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await leadOf(router)).epoch).toBeLessThanOrEqual(2);
    await router.expectSound();
  });

  test.each(calls)("%s: is refused where the lead was decided on since", async (_, call) => {
    await using router = await openWithLead();
    await router.api.leads.reroute({ leadId: "lead_ann", reason: "other", toRepId: "rep_marcus-t" });
    await expect(call(router.api.leads)).rejects.toMatchObject(refusedWith("CONFLICT"));
    expect(await leadOf(router)).toMatchObject({ epoch: 2, state: "assigned", repId: "rep_marcus-t" });
    await router.expectSound();
  });
});

describe("leads that weigh more than one", () => {
  const ruleSet: RuleSet = { ...demoRuleSet, workUnits: { default: 1, byTier: { tier1: 3 } } };

  test("count their units, and give them back whole", async () => {
    await using router = await openWithLead(ruleSet);
    expect(await loadOf(router, "rep_jordan-k")).toEqual([1, 3]);
    const { assignments } = await router.api.leads.get({ leadId: "lead_ann" });
    expect(assignments).toMatchObject([{ repId: "rep_jordan-k", workUnits: 3 }]);
    // The weight it was given with counts, whatever the rules say by now.
    await router.api.ruleSets.publish({ ruleSet: demoRuleSet });
    await router.api.leads.reroute({ leadId: "lead_ann", reason: "other", toRepId: "rep_marcus-t" });
    expect(await loadOf(router, "rep_jordan-k")).toEqual([0, 0]);
    expect(await loadOf(router, "rep_marcus-t")).toEqual([1, 1]);
    await router.expectSound();
  });

  test("fill a rep at his hard cap in units", async () => {
    await using router = await openWithLead(ruleSet);
    const { reps } = await router.api.reps.list();
    const jordan = reps.find(({ id }) => id === "rep_jordan-k");
    if (jordan === undefined) throw new Error("Jordan K. is not on file");
    // 150 % of 3 are 4.5 units: the lead of 3 that he has leaves room for two more of one, none of three.
    await router.api.reps.upsert({ reps: [{ ...jordan, capacity: 3 }] });
    const hot = toSubmission("hot", {});
    const { results } = await router.api.leads.submit({ submissions: [hot] });
    expect(results).toMatchObject([{ ok: true, lead: { state: "assigned" } }]);
    expect((await leadOf(router, "lead_hot")).repId).not.toBe("rep_jordan-k");
    expect(await loadOf(router, "rep_jordan-k")).toEqual([1, 3]);
    await router.expectSound();
  });
});

describe("a correction of credit", () => {
  const POOL = "pool_west-mid-market";

  async function ledgerOf({ api }: TestService) {
    const pool = (await api.pools.list()).pools.find(({ id }) => id === POOL);
    return new Map(pool?.ledger.map(({ repId, creditMicro }) => [repId, creditMicro]));
  }

  test("moves what is owed, is on record, and the next decision starts from it", async () => {
    await using router = await openWithLead();
    const before = await ledgerOf(router);
    const input = {
      poolId: POOL,
      corrections: [
        { repId: "rep_jordan-k", deltaMicro: 3_000_000 },
        { repId: "rep_diego-r", deltaMicro: -3_000_000 },
      ],
      comment: "He worked three of Diego's",
    } as const;
    const correction = await router.api.pools.correctCredit(input);
    expect(correction).toMatchObject({ poolId: POOL, afterSeq: 1, requestedBy: "key_test" });
    const after = await ledgerOf(router);
    expect(after.get("rep_jordan-k")).toBe((before.get("rep_jordan-k") ?? 0) + 3_000_000);
    expect([...after.values()].reduce((sum, credit) => sum + credit, 0)).toBe(0);
    expect((await router.api.pools.corrections({ poolId: POOL })).corrections).toEqual([correction]);
    const { results } = await router.api.leads.submit({ submissions: [toSubmission("bob")] });
    const [result] = results;
    const step = result?.ok === true ? result.lead.decision.trace.steps.find(({ poolId }) => poolId === POOL) : null;
    const seen = new Map(step?.candidates.map(({ repId, creditBefore }) => [repId, creditBefore]));
    expect(seen.get("rep_jordan-k")).toBe(after.get("rep_jordan-k"));
    expect(seen.get("rep_diego-r")).toBe(after.get("rep_diego-r"));
    await router.expectSound();
  });

  test("stands in the pool's order: with it, each decision starts from the ledger that the one before left", async () => {
    await using router = await openWithLead();
    const correct = async (deltaMicro: number) =>
      router.api.pools.correctCredit({
        poolId: POOL,
        corrections: [
          { repId: "rep_jordan-k", deltaMicro },
          { repId: "rep_lucia-f", deltaMicro: -deltaMicro },
        ],
        comment: "as agreed",
      });
    for (const name of ["b", "c", "d"]) {
      await Promise.all([
        correct(400_000),
        router.api.leads.submit({ submissions: [toSubmission(name), toSubmission(`${name}2`)] }),
        correct(-100_000),
      ]);
    }
    const decisions = await listPoolDecisions(router.service.db, POOL, { afterSeq: 0, limit: 100 });
    const { corrections } = await router.api.pools.corrections({ poolId: POOL });
    expect([decisions.length, corrections.length]).toEqual([7, 6]);
    const credits = new Map<RepId, number>();
    for (const { inputs } of decisions as unknown as readonly { readonly inputs: DecisionInputs }[]) {
      const members = inputs.snapshot.pools[POOL]?.members ?? [];
      const seen = members.map(({ repId, creditMicro }) => [repId, creditMicro]);
      expect(seen).toEqual(members.map(({ repId }) => [repId, credits.get(repId) ?? 0]));
      const { pool } = decide(demoRuleSet, inputs);
      for (const { repId, creditMicro } of pool?.members ?? []) credits.set(repId, creditMicro);
      const after = corrections.filter(({ afterSeq }) => afterSeq === pool?.seq);
      for (const { repId, deltaMicro } of after.flatMap(({ deltas }) => deltas)) {
        credits.set(repId, (credits.get(repId) ?? 0) + deltaMicro);
      }
    }
    expect(await ledgerOf(router)).toEqual(credits);
    await router.expectSound();
  });

  test("of an unknown pool is not looked up in vain", async () => {
    await using router = await openWithLead();
    await expect(router.api.pools.corrections({ poolId: "pool_nowhere" })).rejects.toMatchObject(
      refusedWith("NOT_FOUND"),
    );
    expect((await router.api.pools.corrections({ poolId: POOL })).corrections).toEqual([]);
  });

  test("made while the check runs is not called a break in the pool's order", async () => {
    await using router = await openWithLead();
    const corrections = [
      { repId: "rep_jordan-k", deltaMicro: 5 },
      { repId: "rep_diego-r", deltaMicro: -5 },
    ] as const;
    let corrected: Promise<unknown> | null = null;
    const db = router.service.db.withPlugin({
      transformQuery: ({ node }) => node,
      // As soon as the check has read the first ledger.
      transformResult: async ({ result }) => {
        await (corrected ??= router.api.pools.correctCredit({ poolId: POOL, corrections, comment: "meanwhile" }));
        return result;
      },
    });
    const findings = await replayDecisions(db, { signal: new AbortController().signal });
    expect(corrected).not.toBeNull();
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    await router.expectSound();
  });

  test.each([
    { corrections: [{ repId: "rep_jordan-k", deltaMicro: 1 }], poolId: POOL, code: "INVALID_INPUT" },
    {
      corrections: [
        { repId: "rep_jordan-k", deltaMicro: 1 },
        { repId: "rep_elena-r", deltaMicro: -1 },
      ],
      poolId: POOL,
      code: "INVALID_INPUT",
    },
    { corrections: [{ repId: "rep_jordan-k", deltaMicro: 0 }], poolId: "pool_nowhere", code: "NOT_FOUND" },
  ] as const)("of $poolId by $corrections is refused with $code", async ({ code, ...input }) => {
    await using router = await openWithLead();
    const before = await ledgerOf(router);
    await expect(router.api.pools.correctCredit({ ...input, comment: "no" })).rejects.toMatchObject(refusedWith(code));
    expect(await ledgerOf(router)).toEqual(before);
    await router.expectSound();
  });
});

test("whatever ten callers do to ten leads at once, each lead is somewhere and every load adds up", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  await router.api.ruleSets.publish({ ruleSet: { ...demoRuleSet, workUnits: { default: 1, byTier: { tier1: 3 } } } });
  const ids = Array.from({ length: 10 }, (_, index): LeadId => `lead_l${index}`);
  await router.api.leads.submit({ submissions: ids.map((id) => toSubmission(id.slice(5))) });
  const { leads } = router.api;
  const verbs: readonly ((leadId: LeadId) => Promise<unknown>)[] = [
    async (leadId) => leads.accept({ leadId }),
    async (leadId) => leads.touch({ leadId }),
    async (leadId) => leads.reject({ leadId, reason: "capacity" }),
    async (leadId) => leads.reject({ leadId, reason: "not_a_fit" }),
    async (leadId) => leads.reroute({ leadId, reason: "wrong_owner", requestedBy: "rep" }),
    async (leadId) => leads.reroute({ leadId, reason: "other", toRepId: "rep_marcus-t" }),
    async (leadId) => leads.convert({ leadId }),
    async (leadId) => leads.disqualify({ leadId, reason: "spam" }),
  ];
  const random = createRandom(20);
  const calls = Array.from({ length: 10 }, () =>
    Array.from({ length: 12 }, () => ({ verb: random.pick(verbs), leadId: random.pick(ids) })),
  );
  const refusals: unknown[] = [];
  await Promise.all(
    calls.map(async (ofOneCaller) => {
      for (const { verb, leadId } of ofOneCaller) await verb(leadId).catch((error: unknown) => refusals.push(error));
    }),
  );
  // A final lead, one that parked, and one that the named rep has already; never a fault of ours.
  const code = expect.stringMatching(/^(LEAD_CLOSED|CONFLICT|SAME_REP)$/);
  for (const refusal of refusals) expect(refusal).toMatchObject({ cause: { code } });
  await router.expectSound();
});
