import { demoRuleSet } from "@pointsman/demo/rule-set";
import { expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation, START_MS } from "../../test/test-service.ts";

const HOUR = 3_600_000;

test("queues say what waits in them, and list it, the longest waiting first", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const names = ["one", "two", "three"];
  for (const [index, name] of names.entries()) {
    const receivedAt = new Date(START_MS - index * 1_000).toISOString();
    const nowhere = { country: "BR", region: "Bahia" };
    await router.api.leads.submit({ submissions: [toSubmission(name, nowhere, { receivedAt })] });
  }
  const oldestQualifiedAt = new Date(START_MS - 2_000).toISOString();
  expect(await router.api.queues.get({ queueId: "queue_unplaced" })).toMatchObject({
    parkedLeads: 3,
    oldestQualifiedAt,
  });
  const first = await router.api.queues.leads({ queueId: "queue_unplaced", limit: 2 });
  expect(first.leads).toMatchObject([
    { leadId: "lead_three", reason: "no_coverage", qualifiedAt: oldestQualifiedAt, waitsFor: null },
    { leadId: "lead_two" },
  ]);
  await router.api.leads.submit({ submissions: [toSubmission("late", { country: "BR" })] });
  const rest = await router.api.queues.leads({ queueId: "queue_unplaced", limit: 2, cursor: first.nextCursor! });
  expect(rest.leads.map(({ leadId }) => leadId)).toEqual(["lead_late", "lead_one"]);
  const { leads } = await router.api.leads.list({ queueId: "queue_unplaced", state: "parked" });
  expect(leads).toHaveLength(4);
});

test("holds are listed with for whom and until when, and what people are told is too", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const { api } = router;
  const { rep } = await api.reps.get({ repId: "rep_jordan-k" });
  const off = {
    kind: "pto",
    from: new Date(START_MS).toISOString(),
    until: new Date(START_MS + 9 * HOUR).toISOString(),
  };
  const { openLeads: _leads, openUnits: _units, ...jordan } = rep;
  await api.reps.upsert({ reps: [{ ...jordan, timeOff: [off as never] }] });
  const hold = [{ id: "hold", name: "Hold", when: { all: [] }, target: { kind: "rep", repId: rep.id } }] as const;
  const stage = { id: "his", name: "His", kind: "claim", rules: hold } as const;
  const onUnavailable = { default: ["hold"] } as const;
  await api.ruleSets.publish({ ruleSet: { ...demoRuleSet, stages: [stage, ...demoRuleSet.stages], onUnavailable } });
  await api.leads.submit({ submissions: ["a", "b", "c"].map((name) => toSubmission(name)) });
  const first = await api.holds.list({ limit: 2 });
  expect(first.holds).toMatchObject([
    { leadId: "lead_a", forRepId: rep.id, reason: "out_of_office", heldSince: expect.stringContaining("2026-11-20") },
    { leadId: "lead_b" },
  ]);
  expect((await api.holds.list({ limit: 2, cursor: first.nextCursor! })).holds).toMatchObject([{ leadId: "lead_c" }]);
  expect((await api.holds.list({ repId: "rep_marcus-t" })).holds).toEqual([]);
  const told = await api.notifications.list({ repId: rep.id, limit: 2 });
  expect(told.notifications).toMatchObject([
    { kind: "held_for", leadId: "lead_c" },
    { kind: "held_for", leadId: "lead_b" },
  ]);
  const more = await api.notifications.list({ repId: rep.id, limit: 2, cursor: told.nextCursor! });
  expect(more).toMatchObject({ notifications: [{ leadId: "lead_a" }], nextCursor: null });
  expect((await api.notifications.list({ leadId: "lead_a", kinds: ["held_for"] })).notifications).toHaveLength(1);
  expect((await api.notifications.list({ kinds: ["digest"] })).notifications).toEqual([]);
});

test("SLAs that run are listed by their due time, and those whose time is over are told apart", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const { api } = router;
  const sla = {
    id: "hot",
    name: "Hot",
    when: { all: [] },
    touchWithinMinutes: 60,
    remindAfterMinutes: 30,
    onBreach: { kind: "escalate", escalateTo: { kind: "team_role", role: "manager" } },
  } as const;
  await api.ruleSets.publish({ ruleSet: { ...demoRuleSet, slas: [sla] } });
  await api.leads.submit({ submissions: [toSubmission("first")] });
  router.advance(30 * 60_000);
  await api.leads.submit({ submissions: [toSubmission("second"), toSubmission("third"), toSubmission("done")] });
  await api.leads.touch({ leadId: "lead_done" });
  const [first] = (await api.slas.list()).slas;
  expect(first).toMatchObject({ leadId: "lead_first", slaId: "hot", onBreach: "escalate", breached: false });
  router.advance(Date.parse(first!.dueAt) - START_MS - 30 * 60_000);
  const page = await api.slas.list({ limit: 2 });
  expect(page.slas.map(({ leadId, breached }) => [leadId, breached])).toEqual([
    ["lead_first", true],
    ["lead_second", expect.any(Boolean)],
  ]);
  expect((await api.slas.list({ limit: 2, cursor: page.nextCursor! })).slas).toMatchObject([{ leadId: "lead_third" }]);
  expect((await api.slas.list({ breached: true })).slas[0]).toMatchObject({ leadId: "lead_first" });
  expect((await api.slas.list({ breached: false })).slas.map(({ leadId }) => leadId)).not.toContain("lead_first");
  expect((await api.slas.list({ repId: first!.repId })).slas.every(({ repId }) => repId === first!.repId)).toBe(true);
});
