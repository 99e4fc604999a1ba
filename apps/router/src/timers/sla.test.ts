import type { RepId } from "@pointsman/contracts/id";
import type { Rep } from "@pointsman/contracts/organisation";
import type { Sla, SlaBreach } from "@pointsman/contracts/rule-set";
import { demoRuleSet } from "@pointsman/demo/rule-set";
import { sql } from "kysely";
import { describe, expect, test, vi } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import type { TestService, TestServiceOptions } from "../../test/test-service.ts";
import {
  changeRep,
  listFailures,
  listTold,
  moveTo,
  openDemoService,
  placeOf,
  plantPoison,
} from "../../test/timed-service.ts";
import { enforceSla } from "./enforce-sla.ts";
import { remindRep } from "./remind-rep.ts";
import { runDueTimers } from "./run-timers.ts";
import { isSameDecision } from "./timer-context.ts";

const ESCALATE: SlaBreach = { kind: "escalate", escalateTo: { kind: "rep", repId: "rep_elena-r" } };
const REROUTE: SlaBreach = { kind: "reroute", atMost: 2, escalateTo: { kind: "team_role", role: "manager" } };

function hotLeads(onBreach: SlaBreach): Sla {
  return {
    id: "hot-leads",
    name: "Tier 1 within the hour",
    when: { fact: "tier", op: "eq", value: "tier1" },
    touchWithinMinutes: 60,
    remindAfterMinutes: 45,
    onBreach,
  };
}

/** One tier 1 lead, given to Jordan K. on Friday at 12:00 UTC, which is 4:00 in California. */
async function openWithSla(
  onBreach: SlaBreach,
  jordan: Partial<Rep> = {},
  options: TestServiceOptions = {},
  name: "ann" | "poison" = "ann",
): Promise<TestService> {
  const router = await openDemoService({ "rep_jordan-k": jordan }, options);
  await router.api.ruleSets.publish({ ruleSet: { ...demoRuleSet, slas: [hotLeads(onBreach)] } });
  await router.api.leads.submit({ submissions: [toSubmission(name)] });
  expect(await placeOf(router, `lead_${name}`)).toMatchObject({ state: "assigned", repId: "rep_jordan-k" });
  return router;
}

async function listReroutes({ service }: TestService) {
  return service.db
    .selectFrom("reroute")
    .select(["epoch", "from_rep_id as fromRepId", "reason", "requested_by as requestedBy"])
    .orderBy("epoch")
    .execute();
}

async function listEvents({ service }: TestService) {
  const events = await service.db.selectFrom("outbox").select("kind").orderBy("id").execute();
  return events.map(({ kind }) => kind);
}

describe("S21: an assigned lead is not touched within its SLA", () => {
  test("it is re-routed with reason sla_breach, to somebody else", async () => {
    await using router = await openWithSla(REROUTE);
    moveTo(router, "2026-11-20T12:59:59.999Z");
    await router.runDueTimers();
    expect(await placeOf(router, "lead_ann")).toMatchObject({ repId: "rep_jordan-k", epoch: 1 });
    moveTo(router, "2026-11-20T13:00:00.000Z");
    await router.runDueTimers();
    const { state, repId, epoch } = await placeOf(router, "lead_ann");
    expect({ state, epoch, isHis: repId === "rep_jordan-k" }).toEqual({ state: "assigned", epoch: 2, isHis: false });
    expect(await listReroutes(router)).toEqual([
      { epoch: 2, fromRepId: "rep_jordan-k", reason: "sla_breach", requestedBy: "sla" },
    ]);
    await router.expectSound();
  });

  test("or it is escalated and stays, as the rule says", async () => {
    await using router = await openWithSla(ESCALATE);
    moveTo(router, "2026-11-20T13:00:00.000Z");
    await router.runDueTimers();
    expect(await placeOf(router, "lead_ann")).toMatchObject({ repId: "rep_jordan-k", epoch: 1 });
    expect(await listTold(router, ["escalation"])).toMatchObject([
      { repId: "rep_elena-r", leadId: "lead_ann", payload: { repId: "rep_jordan-k", slaId: "hot-leads" } },
    ]);
    expect(await listEvents(router)).toEqual(["lead.received", "lead.assigned", "lead.reminded", "lead.escalated"]);
    await router.expectSound();
  });

  test("it is re-routed as often as the rule says, never to who let it lie, and then escalated", async () => {
    await using router = await openWithSla(REROUTE);
    const owners: (RepId | null)[] = [];
    for (const hour of ["13", "14", "15", "16"]) {
      owners.push((await placeOf(router, "lead_ann")).repId);
      moveTo(router, `2026-11-20T${hour}:00:00.000Z`);
      await router.runDueTimers();
    }
    const { repId, epoch } = await placeOf(router, "lead_ann");
    expect(epoch).toBe(3);
    expect(new Set(owners.slice(0, 3)).size).toBe(3);
    expect(repId).toBe(owners[2]);
    // West has no manager of its own: the owner of the fallback queue is told.
    expect(await listTold(router, ["escalation"])).toMatchObject([{ repId: "rep_elena-r", leadId: "lead_ann" }]);
    await router.expectSound();
  });

  test("one that cannot be routed is parked at once, with its error, and is nobody's load", async () => {
    await using router = await openWithSla(REROUTE, {}, {}, "poison");
    await plantPoison(router);
    moveTo(router, "2026-11-20T13:00:00.000Z");
    await router.runDueTimers();
    expect(await placeOf(router, "lead_poison")).toMatchObject({ state: "parked", repId: null, epoch: 2 });
    expect(await listFailures(router)).toMatchObject([{ leadId: "lead_poison", epoch: 2 }]);
    expect(await listReroutes(router)).toMatchObject([{ epoch: 2, fromRepId: "rep_jordan-k", reason: "sla_breach" }]);
    expect((await router.api.reps.get({ repId: "rep_jordan-k" })).rep.openLeads).toBe(0);
    const { rows } = await sql`select * from graphile_worker.jobs where last_error is not null`.execute(
      router.service.db,
    );
    expect(rows).toEqual([]);
    await router.expectSound();
  });

  test("who let it lie does not get it back when the next one rejects it", async () => {
    await using router = await openWithSla(REROUTE);
    moveTo(router, "2026-11-20T13:00:00.000Z");
    await router.runDueTimers();
    const had: (RepId | null)[] = [];
    for (
      let lead = await placeOf(router, "lead_ann");
      lead.state === "assigned";
      lead = await placeOf(router, "lead_ann")
    ) {
      had.push(lead.repId);
      await router.api.leads.reject({ leadId: "lead_ann", reason: "other" });
    }
    expect(had.length).toBeGreaterThan(1);
    expect(had).not.toContain("rep_jordan-k");
    await router.expectSound();
  });

  test("a job that runs twice, because its worker died before it could say that it is done, tells nobody twice", async () => {
    await using router = await openWithSla(ESCALATE);
    moveTo(router, "2026-11-20T13:00:00.000Z");
    await router.runDueTimers();
    const before = await listEvents(router);
    expect(before).toEqual(expect.arrayContaining(["lead.reminded", "lead.escalated"]));
    const job = { leadId: "lead_ann", epoch: 1 } as const;
    await remindRep({ ...router.service, fence: isSameDecision }, job);
    await enforceSla({ ...router.service, fence: isSameDecision }, job);
    expect(await listEvents(router)).toEqual(before);
    expect(await listTold(router, ["reminder", "escalation"])).toHaveLength(2);
    await router.expectSound();
  });

  test("its rep is reminded before, once", async () => {
    await using router = await openWithSla(REROUTE);
    moveTo(router, "2026-11-20T12:45:00.000Z");
    await router.runDueTimers();
    await router.runDueTimers();
    expect(await listTold(router, ["reminder"])).toMatchObject([
      { repId: "rep_jordan-k", leadId: "lead_ann", payload: { dueAt: "2026-11-20T13:00:00.000Z" } },
    ]);
    await router.expectSound();
  });

  test("only his working hours count: half an hour on Friday morning, and half an hour on Monday", async () => {
    const workingHours: Rep["workingHours"] = [{ days: ["mon", "fri"], from: "03:00", until: "04:30" }];
    await using router = await openWithSla(REROUTE, { workingHours });
    moveTo(router, "2026-11-23T11:29:59.999Z");
    await router.runDueTimers();
    expect(await placeOf(router, "lead_ann")).toMatchObject({ repId: "rep_jordan-k", epoch: 1 });
    moveTo(router, "2026-11-23T11:30:00.000Z");
    await router.runDueTimers();
    expect((await placeOf(router, "lead_ann")).epoch).toBe(2);
  });

  test("time off that nobody knew of when he was given it does not count", async () => {
    await using router = await openWithSla(REROUTE);
    await changeRep(router, "rep_jordan-k", {
      timeOff: [{ kind: "sick", from: "2026-11-20T12:30:00.000Z", until: "2026-11-20T15:00:00.000Z" }],
    });
    moveTo(router, "2026-11-20T15:29:59.999Z");
    await router.runDueTimers();
    expect((await placeOf(router, "lead_ann")).epoch).toBe(1);
    moveTo(router, "2026-11-20T15:30:00.000Z");
    await router.runDueTimers();
    expect((await placeOf(router, "lead_ann")).epoch).toBe(2);
  });

  test("nor does time off that is added by itself, and a rep who has some is saved as he was", async () => {
    await using router = await openWithSla(REROUTE);
    await router.api.availability.addTimeOff({
      entries: [
        {
          repId: "rep_jordan-k",
          timeOff: { kind: "sick", from: "2026-11-20T12:30:00.000Z", until: "2026-11-20T15:00:00.000Z" },
        },
      ],
    });
    moveTo(router, "2026-11-20T14:00:00.000Z");
    await router.runDueTimers();
    await changeRep(router, "rep_jordan-k", { capacity: 7 });
    expect(await listReplans(router)).toEqual([]);
    moveTo(router, "2026-11-20T15:29:59.999Z");
    await router.runDueTimers();
    expect((await placeOf(router, "lead_ann")).epoch).toBe(1);
    moveTo(router, "2026-11-20T15:30:00.000Z");
    await router.runDueTimers();
    expect((await placeOf(router, "lead_ann")).epoch).toBe(2);
  });

  test("nor for the reminder, which says by when he has to touch it now", async () => {
    await using router = await openWithSla(REROUTE);
    await changeRep(router, "rep_jordan-k", {
      timeOff: [{ kind: "sick", from: "2026-11-20T12:30:00.000Z", until: "2026-11-20T15:00:00.000Z" }],
    });
    moveTo(router, "2026-11-20T15:14:59.999Z");
    await router.runDueTimers();
    expect(await listTold(router, ["reminder"])).toEqual([]);
    moveTo(router, "2026-11-20T15:15:00.000Z");
    await router.runDueTimers();
    expect(await listTold(router, ["reminder"])).toMatchObject([{ payload: { dueAt: "2026-11-20T15:30:00.000Z" } }]);
  });

  /** A quarter of his hour is on Friday, the rest on Monday: it ends at 11:45 there. */
  const SHORT_DAYS = [{ days: ["mon", "fri"], from: "03:00", until: "04:15" }] as const;
  const LONG_DAYS = [{ days: ["mon", "fri"], from: "03:00", until: "17:00" }] as const;

  test("hours that grow bring both forward", async () => {
    await using router = await openWithSla(REROUTE, { workingHours: SHORT_DAYS });
    const { decisions } = await router.api.leads.get({ leadId: "lead_ann" });
    expect(decisions[0]?.decision.outcome).toMatchObject({ sla: { dueAt: "2026-11-23T11:45:00.000Z" } });
    moveTo(router, "2026-11-20T12:30:00.000Z");
    await changeRep(router, "rep_jordan-k", { workingHours: LONG_DAYS });
    await router.runDueTimers();
    moveTo(router, "2026-11-20T12:45:00.000Z");
    await router.runDueTimers();
    expect(await listTold(router, ["reminder"])).toMatchObject([{ payload: { dueAt: "2026-11-20T13:00:00.000Z" } }]);
    moveTo(router, "2026-11-20T12:59:59.999Z");
    await router.runDueTimers();
    expect((await placeOf(router, "lead_ann")).epoch).toBe(1);
    moveTo(router, "2026-11-20T13:00:00.000Z");
    await router.runDueTimers();
    expect((await placeOf(router, "lead_ann")).epoch).toBe(2);
    await router.expectSound();
  });

  test("time off that is put off and taken back leaves the first deadline, and he is told once", async () => {
    await using router = await openWithSla(ESCALATE);
    const off = { kind: "sick", from: "2026-11-20T12:30:00.000Z", until: "2026-11-21T12:00:00.000Z" } as const;
    await changeRep(router, "rep_jordan-k", { timeOff: [off] });
    moveTo(router, "2026-11-20T13:10:00.000Z");
    await router.runDueTimers();
    expect(await listTold(router, ["reminder", "escalation"])).toEqual([]);
    await changeRep(router, "rep_jordan-k", { timeOff: [] });
    await router.runDueTimers();
    moveTo(router, "2026-11-23T12:00:00.000Z");
    await router.runDueTimers();
    expect(await listTold(router, ["reminder", "escalation"])).toMatchObject([
      { kind: "reminder", payload: { dueAt: "2026-11-20T13:00:00.000Z" } },
      { kind: "escalation", payload: { dueAt: "2026-11-20T13:00:00.000Z" } },
    ]);
    const told = await router.service.db.selectFrom("notification").select("created_at as at").execute();
    expect(told.map(({ at }) => at)).toContain("2026-11-20T13:10:00.000Z");
    await router.expectSound();
  });

  test("a rep who is saved as he was has nothing planned anew", async () => {
    await using router = await openWithSla(ESCALATE, { workingHours: SHORT_DAYS });
    await changeRep(router, "rep_jordan-k", { capacity: 7 });
    expect(await listReplans(router)).toEqual([]);
  });

  test("a router whose clock is behind the database's tries again later, and does not go round and round", async () => {
    await using router = await openWithSla(REROUTE);
    moveTo(router, "2026-11-20T12:59:59.950Z");
    vi.setSystemTime(Date.parse("2026-11-20T13:00:00.000Z"));
    await runDueTimers({ ...router.service, fence: isSameDecision }, { url: router.url });
    vi.useRealTimers();
    expect((await placeOf(router, "lead_ann")).epoch).toBe(1);
    moveTo(router, "2026-11-20T13:00:02.000Z");
    await router.runDueTimers();
    expect((await placeOf(router, "lead_ann")).epoch).toBe(2);
    expect(await listTold(router, ["reminder"])).toHaveLength(1);
  });

  test("a lead that was given by hand has one too, on the clock of who got it", async () => {
    await using router = await openWithSla(REROUTE);
    const workingHours: Rep["workingHours"] = [{ days: ["mon"], from: "09:00", until: "17:00" }];
    await changeRep(router, "rep_diego-r", { workingHours });
    const moved = await router.api.leads.reroute({ leadId: "lead_ann", reason: "other", toRepId: "rep_diego-r" });
    expect(moved.decision.outcome).toMatchObject({ sla: { dueAt: "2026-11-23T18:00:00.000Z" } });
    await router.expectSound();
  });

  test("the decision says which SLA applies, and by when", async () => {
    await using router = await openWithSla(REROUTE);
    const { decisions } = await router.api.leads.get({ leadId: "lead_ann" });
    expect(decisions[0]?.decision.outcome).toMatchObject({
      sla: { slaId: "hot-leads", remindAt: "2026-11-20T12:45:00.000Z", dueAt: "2026-11-20T13:00:00.000Z" },
    });
  });

  test("no SLA holds of a tier 2 lead: it may lie", async () => {
    await using router = await openWithSla(REROUTE);
    await router.api.leads.submit({ submissions: [toSubmission("ben", { productInterest: "newsletter" })] });
    moveTo(router, "2026-11-27T12:00:00.000Z");
    await router.runDueTimers();
    expect((await placeOf(router, "lead_ben")).epoch).toBe(1);
  });
});

describe("the timer of a lead that somebody has dealt with does nothing", () => {
  test.each([
    { what: "touched", deal: async ({ api }: TestService) => api.leads.touch({ leadId: "lead_ann" }) },
    { what: "converted", deal: async ({ api }: TestService) => api.leads.convert({ leadId: "lead_ann" }) },
    {
      what: "re-routed by hand",
      deal: async ({ api }: TestService) =>
        api.leads.reroute({ leadId: "lead_ann", reason: "other", toRepId: "rep_marcus-t" }),
    },
  ])("$what", async ({ deal }) => {
    await using router = await openWithSla(ESCALATE);
    moveTo(router, "2026-11-20T12:44:00.000Z");
    await deal(router);
    const before = await placeOf(router, "lead_ann");
    moveTo(router, "2026-11-20T13:00:00.000Z");
    await router.runDueTimers();
    expect(await placeOf(router, "lead_ann")).toEqual(before);
    expect(await listTold(router, ["reminder", "escalation"])).toEqual([]);
    await router.expectSound();
  });

  /** The reminder of Jordan K.'s time with the lead comes when Marcus T. has it. */
  async function remindLate(fence: typeof isSameDecision) {
    const router = await openWithSla(ESCALATE, {}, { tampered: fence !== isSameDecision });
    await router.api.leads.reroute({ leadId: "lead_ann", reason: "other", toRepId: "rep_marcus-t" });
    moveTo(router, "2026-11-20T12:45:00.000Z");
    await remindRep({ ...router.service, fence }, { leadId: "lead_ann", epoch: 1 });
    return router;
  }

  test("a stale worker reminds nobody (I-15)", async () => {
    await using router = await remindLate(isSameDecision);
    expect(await listTold(router, ["reminder"])).toEqual([]);
  });

  test("without its fence it would: the test can fail", async () => {
    await using router = await remindLate(() => true);
    expect(await listTold(router, ["reminder"])).toHaveLength(1);
  });
});

test("a rule set whose SLA names somebody who is not on file is refused", async () => {
  await using router = await openDemoService();
  const onBreach: SlaBreach = { kind: "escalate", escalateTo: { kind: "rep", repId: "rep_nobody" } };
  await expect(
    router.api.ruleSets.publish({ ruleSet: { ...demoRuleSet, slas: [hotLeads(onBreach)] } }),
  ).rejects.toMatchObject({
    cause: { code: "INVALID_INPUT", issues: [{ field: "slas.0.onBreach.escalateTo.repId" }] },
  });
});

async function listReplans({ service }: TestService): Promise<readonly unknown[]> {
  const { rows } = await sql`select key from graphile_worker.jobs where key like 'replan%'`.execute(service.db);
  return rows;
}
