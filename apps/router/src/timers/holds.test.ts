import type { Rep } from "@pointsman/contracts/organisation";
import { sql } from "kysely";
import { describe, expect, test, vi } from "vitest";

import { giveOpenLeads } from "../../test/give-open-leads.ts";
import { toSubmission } from "../../test/submission.ts";
import {
  changeRep,
  listFailures,
  listTold,
  moveTo,
  openDemoService,
  placeOf,
  plantPoison,
} from "../../test/timed-service.ts";
import { release } from "./release-holds.ts";
import { runDueTimers } from "./run-timers.ts";
import { isSameDecision } from "./timer-context.ts";

/** Jordan K. is away until Monday; the tests begin on Friday, 2026-11-20. He starts at nine in California. */
const WEEK_OFF = {
  timeOff: [{ kind: "pto", firstDay: "2026-11-16", lastDay: "2026-11-20" }],
  workingHours: [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", until: "17:30" }],
} as const;
const MONDAY_AT_NINE = "2026-11-23T17:00:00.000Z";
/** He turns out to be away for three hours more. */
const MONDAY_AT_NOON = "2026-11-23T20:00:00.000Z";
const MONDAY_OFF = {
  timeOff: [...WEEK_OFF.timeOff, { kind: "pto", from: MONDAY_AT_NINE, until: MONDAY_AT_NOON }],
} as const;
const TIER_2 = { productInterest: "newsletter" };

describe("S4: a tier 2 lead for Jordan K., who is on PTO until Monday", () => {
  test("goes to him when he starts work on Monday in his own time zone, and not a minute before", async () => {
    await using router = await openDemoService({ "rep_jordan-k": WEEK_OFF });
    await router.api.leads.submit({ submissions: [toSubmission("ann", TIER_2)] });
    expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "held", heldUntil: MONDAY_AT_NINE });
    moveTo(router, "2026-11-23T16:59:59.999Z");
    await router.runDueTimers();
    expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "held", epoch: 1 });
    moveTo(router, MONDAY_AT_NINE);
    await router.runDueTimers();
    expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "assigned", repId: "rep_jordan-k", epoch: 2 });
    await router.expectSound();
  });

  test("is decided again where he is still away then: held once more", async () => {
    await using router = await openDemoService({ "rep_jordan-k": WEEK_OFF });
    await router.api.leads.submit({ submissions: [toSubmission("ann", TIER_2)] });
    await changeRep(router, "rep_jordan-k", MONDAY_OFF);
    moveTo(router, MONDAY_AT_NINE);
    await router.runDueTimers();
    expect(await placeOf(router, "lead_ann")).toMatchObject({
      state: "held",
      heldUntil: MONDAY_AT_NOON,
      epoch: 2,
    });
    moveTo(router, MONDAY_AT_NOON);
    await router.runDueTimers();
    expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "assigned", repId: "rep_jordan-k", epoch: 3 });
    await router.expectSound();
  });

  test.each([
    { what: "he is back already", timeOff: [], at: "2026-11-20T12:00:00.000Z" },
    {
      what: "he will be back on Saturday",
      timeOff: [{ kind: "pto", firstDay: "2026-11-16", lastDay: "2026-11-20" }],
      at: "2026-11-21T08:00:00.000Z",
    },
  ] satisfies readonly (Pick<Rep, "timeOff"> & { readonly what: string; readonly at: string })[])(
    "does not wait for Monday where $what (I-12)",
    async ({ timeOff, at }) => {
      await using router = await openDemoService({ "rep_jordan-k": WEEK_OFF });
      await router.api.leads.submit({ submissions: [toSubmission("ann", TIER_2), toSubmission("ben", TIER_2)] });
      await changeRep(router, "rep_jordan-k", { timeOff, workingHours: [] });
      await router.runDueTimers();
      moveTo(router, at);
      await router.runDueTimers();
      for (const leadId of ["lead_ann", "lead_ben"] as const) {
        expect(await placeOf(router, leadId)).toMatchObject({ state: "assigned", repId: "rep_jordan-k" });
      }
      await router.expectSound();
    },
  );

  test("is decided again where he is full then: somebody else of the pool gets it", async () => {
    await using router = await openDemoService({ "rep_jordan-k": { ...WEEK_OFF, capacity: 2 } });
    await router.api.leads.submit({ submissions: [toSubmission("ann", TIER_2)] });
    await giveOpenLeads(router, { "rep_jordan-k": 3 });
    moveTo(router, MONDAY_AT_NINE);
    await router.runDueTimers();
    const { state, repId } = await placeOf(router, "lead_ann");
    expect({ state, isHis: repId === "rep_jordan-k" }).toEqual({ state: "assigned", isHis: false });
    await router.expectSound();
  });

  test("is not held for longer than the rules allow: 96 hours", async () => {
    const timeOff = [{ kind: "pto", firstDay: "2026-11-16", lastDay: "2026-11-30" }] as const;
    await using router = await openDemoService({ "rep_jordan-k": { ...WEEK_OFF, timeOff } });
    await router.api.leads.submit({ submissions: [toSubmission("ann", TIER_2)] });
    expect((await placeOf(router, "lead_ann")).state).not.toBe("held");
  });

  test("is not held for longer in all where his time off grows bit by bit", async () => {
    await using router = await openDemoService({ "rep_jordan-k": WEEK_OFF });
    await router.api.leads.submit({ submissions: [toSubmission("ann", TIER_2)] });
    await changeRep(router, "rep_jordan-k", MONDAY_OFF);
    moveTo(router, MONDAY_AT_NINE);
    await router.runDueTimers();
    expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "held", heldUntil: MONDAY_AT_NOON });
    const timeOff = [{ kind: "pto", firstDay: "2026-11-16", lastDay: "2026-11-24" }] as const;
    await changeRep(router, "rep_jordan-k", { timeOff });
    moveTo(router, MONDAY_AT_NOON);
    await router.runDueTimers();
    // 96 hours from Friday end before Wednesday at nine, although those from Monday at noon do not.
    expect((await placeOf(router, "lead_ann")).state).toBe("assigned");
    await router.expectSound();
  });

  test("goes together with all others that are due, in one transaction", async () => {
    await using router = await openDemoService({ "rep_jordan-k": WEEK_OFF });
    const submissions = Array.from({ length: 40 }, (_, index) => toSubmission(`lead-${index}`, TIER_2));
    await router.api.leads.submit({ submissions });
    moveTo(router, MONDAY_AT_NINE);
    await router.runDueTimers();
    const { leads } = await router.api.leads.list({ state: "assigned", limit: 100 });
    expect(leads).toHaveLength(40);
    // Rows that one transaction wrote carry its number.
    const written = await router.service.db
      .selectFrom("decision")
      .select((eb) =>
        eb.fn
          .count<number>(sql`xmin::text`)
          .distinct()
          .as("transactions"),
      )
      .where("epoch", "=", 2)
      .execute();
    expect(written).toEqual([{ transactions: 1 }]);
    await router.expectSound();
  });
});

test("a job that is due by the database's clock, but not yet by the router's, comes back", async () => {
  await using router = await openDemoService({ "rep_jordan-k": WEEK_OFF });
  await router.api.leads.submit({ submissions: [toSubmission("ann", TIER_2)] });
  moveTo(router, "2026-11-23T16:59:59.950Z");
  vi.setSystemTime(Date.parse(MONDAY_AT_NINE));
  await runDueTimers({ ...router.service, fence: isSameDecision }, { url: router.url });
  vi.useRealTimers();
  expect((await placeOf(router, "lead_ann")).state).toBe("held");
  moveTo(router, "2026-11-23T17:00:02.000Z");
  await router.runDueTimers();
  expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "assigned", repId: "rep_jordan-k", epoch: 2 });
  await router.expectSound();
});

test("a held lead that cannot be routed is parked when its time comes, and keeps no other from its own", async () => {
  await using router = await openDemoService({ "rep_jordan-k": WEEK_OFF });
  await router.api.leads.submit({ submissions: [toSubmission("poison", TIER_2), toSubmission("ann", TIER_2)] });
  await plantPoison(router);
  moveTo(router, MONDAY_AT_NINE);
  await router.runDueTimers();
  expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "assigned", repId: "rep_jordan-k", epoch: 2 });
  expect(await placeOf(router, "lead_poison")).toMatchObject({ state: "parked", epoch: 2 });
  expect(await listFailures(router)).toMatchObject([{ leadId: "lead_poison", epoch: 2 }]);
  await router.expectSound();
});

describe("S3: Jordan K. on PTO, his tier 1 leads with his backup", () => {
  test("Jordan K. is told on return what was held for him and what his backup got", async () => {
    await using router = await openDemoService({ "rep_jordan-k": WEEK_OFF });
    await router.api.leads.submit({ submissions: [toSubmission("ann"), toSubmission("ben", TIER_2)] });
    expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "assigned", repId: "rep_sarah-l" });
    moveTo(router, "2026-11-23T16:00:00.000Z");
    await router.runDueTimers();
    expect(await listTold(router, ["digest"])).toEqual([]);
    moveTo(router, MONDAY_AT_NINE);
    await router.runDueTimers();
    expect(await listTold(router, ["digest"])).toMatchObject([
      { repId: "rep_jordan-k", payload: { since: null, held: 1, backedUp: 1 } },
    ]);
    expect(await router.api.reps.digest({ repId: "rep_jordan-k" })).toMatchObject({
      toldAt: MONDAY_AT_NINE,
      held: [{ leadId: "lead_ben", state: "assigned", repId: "rep_jordan-k" }],
      backedUp: [{ leadId: "lead_ann", state: "assigned", repId: "rep_sarah-l" }],
    });
    await router.expectSound();
  });

  test("he is told later where he is away for longer", async () => {
    await using router = await openDemoService({ "rep_jordan-k": WEEK_OFF });
    await router.api.leads.submit({ submissions: [toSubmission("ann")] });
    await changeRep(router, "rep_jordan-k", {
      timeOff: [{ kind: "pto", firstDay: "2026-11-16", lastDay: "2026-11-24" }],
    });
    moveTo(router, MONDAY_AT_NINE);
    await router.runDueTimers();
    expect(await listTold(router, ["digest"])).toEqual([]);
    moveTo(router, "2026-11-25T17:00:00.000Z");
    await router.runDueTimers();
    expect(await listTold(router, ["digest"])).toMatchObject([{ repId: "rep_jordan-k" }]);
  });

  test("a rep who is not on file has no digest", async () => {
    await using router = await openDemoService();
    await expect(router.api.reps.digest({ repId: "rep_nobody" })).rejects.toMatchObject({
      cause: { code: "NOT_FOUND" },
    });
  });
});

describe("a worker that was stopped and wakes late", () => {
  /**
   * On Monday a worker finds the hold due, and sleeps. Jordan K. turns out to be away until noon, and another worker
   * holds the lead anew. Then the first one wakes, with what it knew: the hold of the first decision.
   */
  async function wakeLate(fence: typeof isSameDecision) {
    const router = await openDemoService({ "rep_jordan-k": WEEK_OFF });
    await router.api.leads.submit({ submissions: [toSubmission("ann", TIER_2)] });
    await changeRep(router, "rep_jordan-k", MONDAY_OFF);
    moveTo(router, MONDAY_AT_NINE);
    await router.runDueTimers();
    await release({ ...router.service, fence }, [{ leadId: "lead_ann", epoch: 1 }]);
    return router;
  }

  test("changes nothing (I-15)", async () => {
    await using router = await wakeLate(isSameDecision);
    expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "held", epoch: 2 });
    await router.expectSound();
  });

  test("without its fence it would decide again: the test can fail", async () => {
    await using router = await wakeLate(() => true);
    expect((await placeOf(router, "lead_ann")).epoch).toBe(3);
  });
});
