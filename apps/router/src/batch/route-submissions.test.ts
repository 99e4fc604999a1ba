import type { SubmitResult } from "@pointsman/contracts/api";
import type { Submission } from "@pointsman/contracts/lead";
import { demoRuleSet } from "@pointsman/demo/rule-set";
import type { DecisionInputs } from "@pointsman/router-core/decide";
import { replay } from "@pointsman/router-core/replay";
import { toRecord } from "@pointsman/router-core/replay/decision-record";
import { listPoolDecisions } from "@pointsman/store/decisions/find-decisions";
import { describe, expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation } from "../../test/test-service.ts";
import { changeRep, listTold, moveTo, placeOf } from "../../test/timed-service.ts";

function toKinds(results: readonly SubmitResult[]): readonly string[] {
  return results.map((result) =>
    result.ok ? `${result.lead.state}${result.lead.repeated ? " again" : ""}` : result.code,
  );
}

async function openSeeded(options = {}) {
  const router = await openTestService(options);
  await seedOrganisation(router);
  return router;
}

function many(count: number, prefix = "lead"): readonly Submission[] {
  return Array.from({ length: count }, (_, index) =>
    toSubmission(`${prefix}-${index}`, {
      email: `${prefix}-${index}@firm${index}.example`,
      country: "DE",
      employees: { min: 60, max: 99 },
    }),
  );
}

test("an import answers in short what a submission answers at length, and refuses with the same words", async () => {
  await using router = await openSeeded();
  const submissions = [toSubmission("ann"), toSubmission("ben", { email: "ben@other.example" })];
  const long = await router.api.leads.submit({ submissions });
  const other = toSubmission("ann", { email: "eve@other.example" }, { bodyHash: "b".repeat(64) });
  const short = await router.api.leads.import({ submissions: [...submissions, other] });
  expect(short.results.slice(0, 2)).toEqual(
    long.results.map((result) =>
      result.ok
        ? {
            ok: true,
            leadId: result.lead.leadId,
            state: result.lead.state,
            repeated: true,
            outcome: result.lead.decision.outcome,
          }
        : null,
    ),
  );
  expect(short.results[2]).toMatchObject({ ok: false, code: "IDEMPOTENCY_CONFLICT" });
  expect(short.results[2]).toEqual((await router.api.leads.submit({ submissions: [other] })).results[0]);
});

describe("a submission", () => {
  test("that comes again gets the decision of the first time, even after a re-route", async () => {
    await using router = await openSeeded();
    const submissions = [toSubmission("ann")];
    const first = await router.api.leads.submit({ submissions });
    await router.api.leads.reroute({ leadId: "lead_ann", reason: "wrong_owner" });
    const second = await router.api.leads.submit({ submissions });
    expect(toKinds(second.results)).toEqual(["assigned again"]);
    expect(second.results[0]).toMatchObject({
      lead: { decision: first.results[0]?.ok === true ? first.results[0].lead.decision : null },
    });
    await router.expectSound();
  });

  test("under a used key with another body is refused, and what is on file stays", async () => {
    await using router = await openSeeded();
    await router.api.leads.submit({ submissions: [toSubmission("ann")] });
    const other = toSubmission("ann", { email: "eve@other.example" }, { bodyHash: "b".repeat(64) });
    const { results } = await router.api.leads.submit({ submissions: [other] });
    expect(results[0]).toMatchObject({ ok: false, code: "IDEMPOTENCY_CONFLICT", retryable: false });
    expect((await router.api.leads.get({ leadId: "lead_ann" })).lead.details.email).toBe("ann@prismanalytics.example");
  });

  test("that borrows the id of another lead is refused", async () => {
    await using router = await openSeeded();
    await router.api.leads.submit({ submissions: [toSubmission("ann")] });
    const thief = toSubmission("ann", {}, { idempotencyKey: "another-key" });
    expect(toKinds((await router.api.leads.submit({ submissions: [thief] })).results)).toEqual(["CONFLICT"]);
  });

  test("of a person with an open lead in the last five minutes joins that lead, in the same batch and later", async () => {
    await using router = await openSeeded();
    const email = "ann@prismanalytics.example";
    const batch = [toSubmission("one", { email }), toSubmission("two", { email })];
    expect(toKinds((await router.api.leads.submit({ submissions: batch })).results)).toEqual(["assigned", "attached"]);
    const inFour = toSubmission("three", { email }, { receivedAt: "2026-11-20T12:04:00.000Z" });
    const inSix = toSubmission("four", { email }, { receivedAt: "2026-11-20T12:06:00.000Z" });
    expect(toKinds((await router.api.leads.submit({ submissions: [inFour] })).results)).toEqual(["attached"]);
    expect(toKinds((await router.api.leads.submit({ submissions: [inSix] })).results)).toEqual(["assigned"]);
    // S16: told to the same rep.
    const { repId } = await placeOf(router, "lead_one");
    expect(await listTold(router, ["attached"])).toEqual(
      ["lead_two", "lead_three"].map((leadId) => ({
        kind: "attached",
        repId,
        leadId,
        payload: { toLeadId: "lead_one" },
      })),
    );
    await router.expectSound();
  });
});

test("a submission that was queued joins the nearest of the person's open leads, and not the earliest", async () => {
  await using router = await openSeeded();
  const at = (name: string, minute: number) =>
    toSubmission(
      name,
      { email: "ann@prismanalytics.example" },
      { receivedAt: `2026-11-20T11:${String(10 + minute)}:00.000Z` },
    );
  for (const lead of [at("first", 0), at("second", 8)]) await router.api.leads.submit({ submissions: [lead] });
  // Late by the queue: in one batch one that is near to the first, and one that is near to the second alone.
  const { results } = await router.api.leads.submit({
    submissions: [at("near-first", 1), at("near-second", 12), at("between", 5)],
  });
  expect(results.map((result) => (result.ok ? result.lead.decision.outcome : null))).toMatchObject([
    { kind: "attached", toLeadId: "lead_first" },
    { kind: "attached", toLeadId: "lead_second" },
    { kind: "attached", toLeadId: "lead_second" },
  ]);
  await router.expectSound();
});

describe("a batch", () => {
  test("with the same lead twice routes it once and tells both", async () => {
    await using router = await openSeeded();
    const lead = toSubmission("ann");
    const conflicting = { ...lead, bodyHash: "c".repeat(64) };
    const { results } = await router.api.leads.submit({ submissions: [lead, { ...lead }, conflicting] });
    expect(toKinds(results)).toEqual(["assigned", "assigned again", "IDEMPOTENCY_CONFLICT"]);
    await router.expectSound();
  });

  test("keeps its other leads when one cannot be written", async () => {
    await using router = await openSeeded();
    // Two ids under one key pass the look-up, and fail together on the unique index until the batch is split.
    const pair = [toSubmission("x"), toSubmission("y", {}, { idempotencyKey: "x" })];
    const { results } = await router.api.leads.submit({ submissions: [...many(5), ...pair] });
    expect(toKinds(results)).toEqual([
      "assigned",
      "assigned",
      "assigned",
      "assigned",
      "assigned",
      "assigned",
      "CONFLICT",
    ]);
    await router.expectSound();
  });

  test("of 64 callers at once, in batches of 10: each lead once, pools in order, and every decision replays", async () => {
    await using router = await openSeeded({ maxBatchLeads: 10 });
    const answers = await Promise.all(
      many(64).map(async (submission) => router.api.leads.submit({ submissions: [submission] })),
    );
    expect(new Set(answers.flatMap(({ results }) => toKinds(results)))).toEqual(new Set(["assigned"]));
    const decisions = await listPoolDecisions(router.service.db, "pool_dach", { afterSeq: 0, limit: 100 });
    expect(decisions.map(({ decision }) => decision.trace.selection?.seq)).toEqual(
      decisions.map((_, index) => index + 1),
    );
    expect(decisions).toHaveLength(64);
    for (const { decision, inputs } of decisions) {
      expect(replay(demoRuleSet, toRecord(inputs as unknown as DecisionInputs, decision)).differences).toEqual([]);
    }
    await router.expectSound();
  });

  test("of two processes at once on the same leads gives each lead one decision", async () => {
    await using router = await openSeeded();
    const { createService } = await import("../create-service.ts");
    const other = createService({
      ...router.service,
      chance: () => 0.5,
      maxBatchLeads: 7,
      maxBatches: 2,
      lingerMs: 0,
      maxWaitingLeads: 1_000,
    });
    const submissions = many(40);
    const results = await Promise.all(
      submissions.flatMap((submission) => [
        router.service.batcher.submit(submission),
        other.batcher.submit(submission),
      ]),
    );
    expect(results.filter(({ kind }) => kind === "routed")).toHaveLength(40);
    expect(results.filter(({ kind }) => kind === "repeated")).toHaveLength(40);
    await other.batcher.drain();
    await router.expectSound();
  });

  test("beyond what may wait is refused with a code that says: later", async () => {
    await using router = await openSeeded({ maxBatchLeads: 1, maxWaitingLeads: 3 });
    const { results } = await router.api.leads.submit({ submissions: many(10) });
    const refused = results.filter((result) => !result.ok);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ code: "OVERLOADED", retryable: true });
    await router.expectSound();
  });

  test("without a published rule set is told to come back, and nothing is written", async () => {
    await using router = await openTestService();
    const { results } = await router.api.leads.submit({ submissions: [toSubmission("ann")] });
    expect(results[0]).toMatchObject({ ok: false, code: "UNAVAILABLE", retryable: true });
    expect((await router.api.leads.list({})).leads).toEqual([]);
  });
});

test("leads go round the pool by weight: 100/100/300 in DACH", async () => {
  await using router = await openSeeded();
  await router.api.leads.submit({ submissions: many(50) });
  const { pools } = await router.api.pools.list();
  const dach = pools.find(({ id }) => id === "pool_dach");
  const { reps } = await router.api.reps.list();
  const open = dach?.members.map(({ repId }) => reps.find(({ id }) => id === repId)?.openLeads ?? 0) ?? [];
  expect(open.reduce((sum, leads) => sum + leads, 0)).toBe(50);
  expect(dach?.ledger.reduce((sum, { creditMicro }) => sum + creditMicro, 0)).toBe(0);
  expect(dach?.seq).toBe(50);
});

test("S8: who is back from two weeks of PTO never has more than two leads in a row because of it: 100/100/300", async () => {
  await using router = await openSeeded();
  const pool = (await router.api.pools.list()).pools.find(({ id }) => id === "pool_dach");
  const weights = pool?.members.map(({ weight }) => weight);
  expect(weights?.toSorted()).toEqual([100, 100, 300]);
  const light = pool?.members.find(({ weight }) => weight === 100)?.repId ?? "rep_nobody";
  const timeOff = [{ kind: "pto", firstDay: "2026-11-20", lastDay: "2026-12-03" }] as const;
  for (const { repId } of pool?.members ?? []) await changeRep(router, repId, { capacity: 1_000 });
  await changeRep(router, light, { timeOff });
  await router.api.leads.submit({ submissions: many(40) });
  const isHis = async () =>
    (await listPoolDecisions(router.service.db, "pool_dach", { afterSeq: 40, limit: 100 })).map(
      ({ decision: { outcome } }) => outcome.kind === "assigned" && outcome.repId === light,
    );
  moveTo(router, "2026-12-04T12:00:00.000Z");
  await router.api.leads.submit({ submissions: many(50, "back") });
  const his = await isHis();
  expect(his).toHaveLength(50);
  expect(his.filter(Boolean).length).toBeGreaterThanOrEqual(9);
  expect(his.filter((one, index) => one && his[index + 1] === true && his[index + 2] === true)).toEqual([]);
  await router.expectSound();
});
