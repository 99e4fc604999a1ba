import { describe, expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation, START_MS, type TestService } from "../../test/test-service.ts";
import { releaseHolds } from "../timers/release-holds.ts";
import { isSameDecision } from "../timers/timer-context.ts";

const DAY_MS = 86_400_000;

async function openWithLead(lead = {}) {
  const router = await openTestService();
  await seedOrganisation(router);
  await router.api.leads.submit({ submissions: [toSubmission("ann", lead)] });
  return router;
}

async function openLeadsOf({ api }: TestService, repId: string): Promise<number | undefined> {
  return (await api.reps.list()).reps.find(({ id }) => id === repId)?.openLeads;
}

describe("a re-route", () => {
  test("moves the lead and the load to another rep in one step, and keeps the old decision", async () => {
    await using router = await openWithLead();
    expect(await openLeadsOf(router, "rep_jordan-k")).toBe(1);
    const moved = await router.api.leads.reroute({
      leadId: "lead_ann",
      reason: "wrong_territory",
      comment: "mine is East",
    });
    expect(moved.decision).toMatchObject({ epoch: 2, outcome: { kind: "assigned" } });
    const { lead, decisions, assignments } = await router.api.leads.get({ leadId: "lead_ann" });
    expect(lead.repId).not.toBe("rep_jordan-k");
    expect(decisions.map(({ decision }) => decision.epoch)).toEqual([1, 2]);
    expect(assignments.map(({ endReason }) => endReason)).toEqual(["wrong_territory", null]);
    expect(await openLeadsOf(router, "rep_jordan-k")).toBe(0);
    await router.expectSound();
  });

  test("to a named rep asks no rules", async () => {
    await using router = await openWithLead();
    const moved = await router.api.leads.reroute({
      leadId: "lead_ann",
      reason: "rep_request",
      toRepId: "rep_marcus-t",
    });
    expect(moved.decision.outcome).toMatchObject({ repId: "rep_marcus-t", via: "manual" });
    expect(moved.explanation).toEqual(["Assigned to Marcus T. by hand"]);
    await router.expectSound();
  });

  test("takes a parked lead out of its queue", async () => {
    await using router = await openWithLead({ country: "BR", region: undefined });
    const moved = await router.api.leads.reroute({ leadId: "lead_ann", reason: "other", toRepId: "rep_marcus-t" });
    expect(moved.state).toBe("assigned");
    await router.expectSound();
  });

  test.each([
    { input: { leadId: "lead_nobody", reason: "other" }, code: "NOT_FOUND" },
    { input: { leadId: "lead_ann", reason: "other", toRepId: "rep_nobody" }, code: "INVALID_INPUT" },
    { input: { leadId: "lead_ann", reason: "other", toRepId: "rep_dana-p" }, code: "INVALID_INPUT" },
    { input: { leadId: "lead_ann", reason: "other", toRepId: "rep_jordan-k" }, code: "SAME_REP" },
  ] as const)("of $input is refused with $code", async ({ input, code }) => {
    await using router = await openWithLead();
    await expect(router.api.leads.reroute(input)).rejects.toMatchObject({ cause: { code } });
    await router.expectSound();
  });

  test("by ten callers at once takes place one after the other, without a gap", async () => {
    await using router = await openWithLead();
    const reroutes = Array.from({ length: 10 }, async () =>
      router.api.leads.reroute({ leadId: "lead_ann", reason: "rep_request" }),
    );
    await Promise.all(reroutes);
    const { decisions } = await router.api.leads.get({ leadId: "lead_ann" });
    expect(decisions.map(({ decision }) => decision.epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    await router.expectSound();
  });
});

describe("a conversion", () => {
  test("ends the assignment, frees the rep, and is final", async () => {
    await using router = await openWithLead();
    expect(await router.api.leads.convert({ leadId: "lead_ann" })).toMatchObject({ repId: "rep_jordan-k" });
    expect(await openLeadsOf(router, "rep_jordan-k")).toBe(0);
    expect((await router.api.leads.get({ leadId: "lead_ann" })).lead.state).toBe("converted");
    await expect(router.api.leads.convert({ leadId: "lead_ann" })).rejects.toMatchObject({
      cause: { code: "LEAD_CLOSED" },
    });
    await expect(router.api.leads.reroute({ leadId: "lead_ann", reason: "other" })).rejects.toMatchObject({
      cause: { code: "LEAD_CLOSED" },
    });
    await router.expectSound();
  });

  test("of a parked lead is refused", async () => {
    await using router = await openWithLead({ country: "BR", region: undefined });
    await expect(router.api.leads.convert({ leadId: "lead_ann" })).rejects.toMatchObject({
      cause: { code: "CONFLICT" },
    });
  });
});

describe("a held lead", () => {
  async function openHeld() {
    const router = await openTestService();
    await seedOrganisation(router);
    const jordan = (await router.api.reps.list()).reps.find(({ id }) => id === "rep_jordan-k");
    if (jordan === undefined) throw new Error("Jordan K. is not on file");
    const until = new Date(START_MS + 3 * DAY_MS).toISOString();
    const timeOff = [{ kind: "pto" as const, from: new Date(START_MS - DAY_MS).toISOString(), until }];
    await router.api.reps.upsert({ reps: [{ ...jordan, timeOff }] });
    await router.api.leads.submit({ submissions: [toSubmission("ann", { productInterest: "newsletter" })] });
    return router;
  }

  test("that is re-routed goes to somebody else at once", async () => {
    await using router = await openHeld();
    const moved = await router.api.leads.reroute({ leadId: "lead_ann", reason: "other" });
    expect(moved.decision).toMatchObject({ epoch: 2, outcome: { kind: "assigned" } });
    expect(moved.decision.outcome).not.toMatchObject({ repId: "rep_jordan-k" });
    await router.expectSound();
  });

  test("waits for its rep and goes to him when he is back", async () => {
    await using router = await openHeld();
    expect((await router.api.leads.get({ leadId: "lead_ann" })).lead).toMatchObject({
      state: "held",
      heldUntil: "2026-11-23T12:00:00.000Z",
    });
    router.advance(3 * DAY_MS - 1);
    await router.runDueTimers();
    expect((await router.api.leads.get({ leadId: "lead_ann" })).lead.state).toBe("held");
    router.advance(1);
    await router.runDueTimers();
    expect((await router.api.leads.get({ leadId: "lead_ann" })).lead).toMatchObject({
      state: "assigned",
      repId: "rep_jordan-k",
      epoch: 2,
    });
    await router.runDueTimers();
    await router.expectSound();
  });

  test("is released once by two workers at once", async () => {
    await using router = await openHeld();
    router.advance(3 * DAY_MS);
    const context = { ...router.service, fence: isSameDecision };
    const job = { leadId: "lead_ann", epoch: 1 } as const;
    await Promise.all([releaseHolds(context, job), releaseHolds(context, job)]);
    expect((await router.api.leads.get({ leadId: "lead_ann" })).lead.epoch).toBe(2);
    await router.expectSound();
  });
});
