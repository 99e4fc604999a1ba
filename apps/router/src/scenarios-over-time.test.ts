import type { RepId } from "@pointsman/contracts/id";
import type { Rep } from "@pointsman/contracts/organisation";
import { buildPool, buildQueue, buildRep, buildRuleSet } from "@pointsman/testkit/builders";
import { expect, test } from "vitest";

import { toSubmission } from "../test/submission.ts";
import { openTestService, type TestService } from "../test/test-service.ts";
import { listTold, moveTo, openDemoService, placeOf } from "../test/timed-service.ts";

/*
 * What of the scenarios is not one lead and its decision. Also by their names: S3 and S4 over a weekend in
 * timers/holds.test.ts, S15 as capacity frees in timers/waiting.test.ts, S21 in timers/sla.test.ts, S8 and S16 in
 * batch/route-submissions.test.ts, S19 in verbs/lead-lifecycle.test.ts.
 */

/** Sends so many leads, one after the other, and lists who got them. */
async function send({ api }: TestService, count: number, name: string): Promise<readonly (RepId | null)[]> {
  const owners: (RepId | null)[] = [];
  for (let index = 0; index < count; index += 1) {
    const { results } = await api.leads.submit({ submissions: [toSubmission(`${name}-${index}`)] });
    const [result] = results;
    const outcome = result?.ok === true ? result.lead.decision.outcome : undefined;
    owners.push(outcome?.kind === "assigned" ? outcome.repId : null);
  }
  return owners;
}

const longestRun = (owners: readonly (RepId | null)[], repId: RepId): number =>
  Math.max(
    ...owners
      .map((owner) => (owner === repId ? "x" : " "))
      .join("")
      .split(" ")
      .map((run) => run.length),
  );

test("S5: backups of each other who are both away hand a lead to nobody in a circle: the next in the pool has it", async () => {
  const away: Partial<Rep> = { timeOff: [{ kind: "pto", firstDay: "2026-11-16", lastDay: "2026-11-30" }] };
  await using router = await openDemoService({
    "rep_jordan-k": { ...away, backupRepId: "rep_sarah-l" },
    "rep_sarah-l": { ...away, backupRepId: "rep_jordan-k" },
  });
  await router.api.leads.submit({ submissions: [toSubmission("ann")] });
  expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "assigned", repId: "rep_diego-r" });
});

test("S7: a new hire at 25 % ramp in a pool of four gets 25 % of a full share, and no burst when the ramp steps up", async () => {
  await using router = await openTestService();
  const roomy = { capacity: 1_000 };
  const hire = buildRep("hire", { ...roomy, rampPct: 25, rampSteps: [{ from: "2026-11-23", pct: 100 }] });
  const reps = [hire, ...["ann", "bob", "cat"].map((name) => buildRep(name, roomy))];
  await router.api.reps.upsert({ reps });
  await router.api.pools.upsert({ pools: [buildPool("west", reps)] });
  await router.api.queues.upsert({ queues: [buildQueue("fallback", hire)] });
  await router.api.ruleSets.publish({ ruleSet: buildRuleSet() });
  const count = (owners: readonly (RepId | null)[], repId: RepId) => owners.filter((owner) => owner === repId).length;
  const before = await send(router, 130, "before");
  expect(reps.map(({ id }) => count(before, id))).toEqual([10, 40, 40, 40]);
  moveTo(router, "2026-11-23T12:00:00.000Z");
  const after = await send(router, 40, "after");
  expect(reps.map(({ id }) => count(after, id))).toEqual([10, 10, 10, 10]);
  expect(longestRun(after, hire.id)).toBe(1);
});

test("S14: the owner of the fallback queue is told of a lead that nobody covers in the moment that it is parked", async () => {
  await using router = await openDemoService();
  await router.api.leads.submit({ submissions: [toSubmission("ana", { country: "BR" })] });
  expect(await placeOf(router, "lead_ana")).toMatchObject({ state: "parked" });
  expect(await listTold(router, ["parked"])).toMatchObject([
    { repId: "rep_elena-r", leadId: "lead_ana", payload: { queueId: "queue_unplaced", reason: "no_coverage" } },
  ]);
});

test("S20: a re-route for the wrong territory keeps the old decision, and moves the load in one step", async () => {
  await using router = await openDemoService();
  const loads = async () =>
    Object.fromEntries((await router.api.reps.list()).reps.map(({ id, openLeads }) => [id, openLeads]));
  await router.api.leads.submit({ submissions: [toSubmission("ann")] });
  expect(await loads()).toMatchObject({ "rep_jordan-k": 1, "rep_diego-r": 0 });
  await router.api.leads.reroute({ leadId: "lead_ann", reason: "wrong_territory", requestedBy: "rep" });
  expect(await loads()).toMatchObject({ "rep_jordan-k": 0, "rep_diego-r": 1 });
  const { decisions, assignments } = await router.api.leads.get({ leadId: "lead_ann" });
  expect(decisions.map(({ decision: { epoch, outcome } }) => [epoch, outcome.kind])).toEqual([
    [1, "assigned"],
    [2, "assigned"],
  ]);
  expect(assignments.map(({ repId, endReason }) => [repId, endReason])).toEqual([
    ["rep_jordan-k", "wrong_territory"],
    ["rep_diego-r", null],
  ]);
});
