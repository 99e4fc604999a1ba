import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { LeadDetails } from "@pointsman/contracts/lead";
import type { Rep } from "@pointsman/contracts/organisation";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { checkWaiting } from "@pointsman/invariants/check-waiting";
import { buildPool, buildQueue } from "@pointsman/testkit/builders";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { ENOUGH_SCORE, queues, toRep, toRuleSet } from "../../test/model/organisation.ts";
import { toSubmission } from "../../test/submission.ts";
import { openTestService, START_MS, type TestService } from "../../test/test-service.ts";
import {
  changeRep,
  HOUR_MS,
  listFailures,
  listTold,
  moveTo,
  openDemoService,
  placeOf,
  plantPoison,
} from "../../test/timed-service.ts";

/** Everybody who may get a lead of Prism Analytics: the pool West 200–500 and the chains of its backups. */
const WEST: readonly RepId[] = ["rep_jordan-k", "rep_sarah-l", "rep_nina-p", "rep_diego-r", "rep_lucia-f"];

/** Leads that qualify by the rules of the model. */
const GERMAN = { country: "DE", score: ENOUGH_SCORE };
const AMERICAN = { country: "US", score: ENOUGH_SCORE };

type Changes = Partial<Record<RepId, Partial<Rep>>>;

/** A pool in which only Jordan K. ever gets any, up to `room` leads. */
function onlyJordan(room: number, changes: Partial<Rep> = {}): Changes {
  const others = WEST.map((repId) => [repId, { rampPct: 0 }]);
  return {
    ...Object.fromEntries(others),
    "rep_jordan-k": { capacity: room, softLimitPct: 100, hardLimitPct: 100, ...changes },
  };
}

/** Sends leads one after the other, a second apart, and returns their ids. */
async function send(router: TestService, names: readonly string[], lead: Partial<LeadDetails> = {}) {
  for (const name of names) {
    router.advance(1_000);
    const receivedAt = new Date(router.service.clock.nowMs()).toISOString();
    await router.api.leads.submit({ submissions: [toSubmission(name, lead, { receivedAt })] });
  }
}

async function listAssigned({ api }: TestService): Promise<readonly LeadId[]> {
  const { leads } = await api.leads.list({ state: "assigned", limit: 500 });
  return leads.map(({ id }) => id).toSorted();
}

describe("S15: every rep at his hard cap", () => {
  test("leads wait, and go oldest first as capacity frees", async () => {
    await using router = await openDemoService(onlyJordan(1));
    await send(router, ["a", "b", "c"]);
    expect(await listAssigned(router)).toEqual(["lead_a"]);
    expect(await placeOf(router, "lead_b")).toMatchObject({ state: "parked", epoch: 1 });
    await router.api.leads.convert({ leadId: "lead_a" });
    await router.runDueTimers();
    expect(await listAssigned(router)).toEqual(["lead_b"]);
    expect(await placeOf(router, "lead_b")).toMatchObject({ repId: "rep_jordan-k", epoch: 2 });
    // Trying in vain is no decision.
    expect(await placeOf(router, "lead_c")).toMatchObject({ state: "parked", epoch: 1 });
    await router.expectSound();
  });

  test.each([
    {
      what: "a re-route",
      free: async ({ api }: TestService) =>
        api.leads.reroute({ leadId: "lead_a", reason: "other", toRepId: "rep_marcus-t" }),
    },
    {
      what: "a disqualification",
      free: async ({ api }: TestService) => api.leads.disqualify({ leadId: "lead_a", reason: "spam" }),
    },
    {
      what: "a rejection",
      free: async ({ api }: TestService) => api.leads.reject({ leadId: "lead_a", reason: "not_a_fit" }),
    },
    {
      what: "a higher capacity",
      free: async (router: TestService) => changeRep(router, "rep_jordan-k", { capacity: 2 }),
    },
    {
      what: "a colleague who is to get leads",
      free: async (router: TestService) => changeRep(router, "rep_diego-r", { rampPct: 100 }),
    },
  ])("$what lets the oldest have its turn", async ({ free }) => {
    await using router = await openDemoService(onlyJordan(1));
    await send(router, ["a", "b", "c"]);
    await free(router);
    await router.runDueTimers();
    expect((await placeOf(router, "lead_b")).state).toBe("assigned");
    await router.expectSound();
  });

  test("a new lead does not pass those that wait, even before the job has run", async () => {
    await using router = await openDemoService(onlyJordan(1));
    await send(router, ["a", "b"]);
    await router.api.leads.convert({ leadId: "lead_a" });
    await send(router, ["c"]);
    expect(await placeOf(router, "lead_b")).toMatchObject({ state: "assigned", epoch: 2 });
    expect(await placeOf(router, "lead_c")).toMatchObject({ state: "parked" });
    await router.runDueTimers();
    expect(await placeOf(router, "lead_c")).toMatchObject({ state: "parked", epoch: 1 });
    await router.expectSound();
  });

  test("a place that nobody told the line of is found by the check", async () => {
    await using router = await openDemoService(onlyJordan(1), { tampered: true });
    await send(router, ["a", "b"]);
    await router.runDueTimers();
    await router.expectSound();
    const { db, clock } = router.service;
    // Behind the service's back: no job gives the waiting their turn.
    await db.updateTable("rep").set({ capacity: 2 }).where("id", "=", "rep_jordan-k").execute();
    expect(await checkWaiting(db, toTimestamp(clock.nowMs()))).toMatchObject({
      ok: false,
      violations: [{ leadId: "lead_b", freeRepId: "rep_jordan-k" }],
    });
  });

  test("of a long line as many go as there is room, the oldest", async () => {
    await using router = await openDemoService(onlyJordan(1));
    const names = Array.from({ length: 130 }, (_, index) => `x${String(index).padStart(3, "0")}`);
    const submissions = names.map((name, index) =>
      toSubmission(name, {}, { receivedAt: new Date(START_MS - HOUR_MS + index).toISOString() }),
    );
    await router.api.leads.submit({ submissions: submissions.slice(0, 100).toReversed() });
    await router.api.leads.submit({ submissions: submissions.slice(100) });
    // The first of the first batch came before there was a line.
    expect(await listAssigned(router)).toEqual(["lead_x099"]);
    await changeRep(router, "rep_jordan-k", { capacity: 106 });
    await router.runDueTimers();
    const expected = names.slice(0, 106).map((name) => `lead_${name}`);
    expect(await listAssigned(router)).toEqual(expected);
    await router.expectSound();
  });

  test("one that cannot be routed keeps nobody waiting: it is parked, and the next has its turn", async () => {
    await using router = await openDemoService(onlyJordan(1));
    await send(router, ["a", "b", "poison-1", "poison-2", "c", "d", "e"]);
    await plantPoison(router);
    await changeRep(router, "rep_jordan-k", { capacity: 3 });
    await router.runDueTimers();
    expect(await listAssigned(router)).toEqual(["lead_a", "lead_b", "lead_c"]);
    expect(await listFailures(router)).toEqual([
      { leadId: "lead_poison-1", epoch: 2, code: "postgres_22012" },
      { leadId: "lead_poison-2", epoch: 2, code: "postgres_22012" },
    ]);
    expect(await listTold(router, ["parked"])).toContainEqual(
      expect.objectContaining({ leadId: "lead_poison-1", payload: expect.objectContaining({ reason: "error" }) }),
    );
    await router.api.leads.convert({ leadId: "lead_a" });
    await router.runDueTimers();
    expect(await listAssigned(router)).toEqual(["lead_b", "lead_c", "lead_d"]);
    await router.expectSound();
  });

  test("one that cannot be routed keeps no new lead from its place, even before the job has run", async () => {
    await using router = await openDemoService(onlyJordan(1));
    await send(router, ["a", "poison", "b"]);
    await plantPoison(router);
    await router.api.leads.convert({ leadId: "lead_a" });
    await send(router, ["new"]);
    expect(await placeOf(router, "lead_new")).toMatchObject({ state: "assigned", epoch: 1 });
    await router.api.leads.convert({ leadId: "lead_new" });
    await router.runDueTimers();
    expect(await listAssigned(router)).toEqual(["lead_b"]);
    expect(await listFailures(router)).toMatchObject([{ leadId: "lead_poison", epoch: 2 }]);
    await router.expectSound();
  });

  test("leads that the only rep rejected do not stand before one that he can take", async () => {
    await using router = await openTestService();
    await router.api.reps.upsert({ reps: [toRep("rep_cat", { capacity: 1 }), toRep("rep_ann")] });
    await router.api.pools.upsert({
      pools: [buildPool("de", [toRep("rep_cat")]), buildPool("us", [toRep("rep_ann")])],
    });
    await router.api.queues.upsert({ queues });
    await router.api.ruleSets.publish({ ruleSet: toRuleSet(3) });
    const rejected = Array.from({ length: 12 }, (_, index) => `r${index}`);
    for (const name of rejected) {
      await send(router, [name], GERMAN);
      await router.api.leads.reject({ leadId: `lead_${name}`, reason: "other" });
    }
    await send(router, ["a", "old"], GERMAN);
    await router.runDueTimers();
    await router.api.leads.convert({ leadId: "lead_a" });
    await send(router, ["new"], GERMAN);
    expect(await listAssigned(router)).toEqual(["lead_old"]);
    await router.runDueTimers();
    // They wait for the organisation to change.
    await router.api.pools.upsert({ pools: [buildPool("de", [toRep("rep_cat"), toRep("rep_ann")])] });
    await router.runDueTimers();
    expect(await listAssigned(router)).toEqual(["lead_old", "lead_r0", "lead_r1", "lead_r2"]);
    await router.expectSound();
  });

  /** Cat is the only one for DE and takes one lead, Dan the only one for US. */
  async function openSmall() {
    const router = await openTestService();
    const [cat, dan] = [toRep("rep_cat", { capacity: 1 }), toRep("rep_dan", { capacity: 1 })];
    await router.api.reps.upsert({ reps: [cat, dan] });
    await router.api.pools.upsert({ pools: [buildPool("de", [cat]), buildPool("us", [dan])] });
    await router.api.queues.upsert({ queues: [buildQueue("fallback", cat)] });
    await router.api.ruleSets.publish({ ruleSet: toRuleSet(3) });
    return router;
  }

  test("a lead that nobody could ever take has its turn where a new colleague gets room, before younger ones", async () => {
    await using router = await openSmall();
    await send(router, ["old"], GERMAN);
    await router.api.leads.reject({ leadId: "lead_old", reason: "other" });
    await send(router, ["cats"], GERMAN);
    await send(router, ["dans"], AMERICAN);
    await router.runDueTimers();
    expect(await listAssigned(router)).toEqual(["lead_cats", "lead_dans"]);
    // Dan is full when he joins: the turn that his joining gives is in vain.
    await router.api.pools.upsert({ pools: [buildPool("de", [toRep("rep_cat"), toRep("rep_dan")])] });
    await router.runDueTimers();
    await send(router, ["young"], GERMAN);
    await router.api.leads.convert({ leadId: "lead_dans" });
    await router.runDueTimers();
    expect(await placeOf(router, "lead_old")).toMatchObject({ state: "assigned", repId: "rep_dan", epoch: 3 });
    expect((await placeOf(router, "lead_young")).state).not.toBe("assigned");
    await router.expectSound();
  });

  test("a lead that new rules send elsewhere waits there", async () => {
    await using router = await openSmall();
    await send(router, ["cats"], GERMAN);
    await send(router, ["dans", "old"], AMERICAN);
    expect((await placeOf(router, "lead_old")).state).toBe("parked");
    const [stage] = toRuleSet(3).stages;
    const all = {
      id: "all",
      name: "All to DE",
      when: { all: [] },
      target: { kind: "pool", poolId: "pool_de" },
    } as const;
    const stages = stage?.kind === "pool" ? [{ ...stage, rules: [all] }] : [];
    await router.api.ruleSets.publish({ ruleSet: { ...toRuleSet(3), stages } });
    await router.runDueTimers();
    expect((await placeOf(router, "lead_old")).state).toBe("parked");
    await router.api.leads.convert({ leadId: "lead_cats" });
    await router.runDueTimers();
    expect(await placeOf(router, "lead_old")).toMatchObject({ state: "assigned", repId: "rep_cat" });
    await router.expectSound();
  });

  test("while nothing waits, whatever frees capacity adds no job", async () => {
    await using router = await openDemoService();
    await send(router, ["a"]);
    await router.api.leads.convert({ leadId: "lead_a" });
    expect(await countJobs(router)).toBe(0);
  });
});

/** Jobs of the worker's own table, by its public view. */
async function countJobs({ service }: TestService): Promise<number> {
  const { rows } = await sql<{ readonly jobs: number }>`select count(*) as jobs from graphile_worker.jobs`.execute(
    service.db,
  );
  return rows[0]?.jobs ?? -1;
}

describe("time alone gives a lead its turn", () => {
  test.each([
    {
      what: "a rep back from PTO",
      jordan: { timeOff: [{ kind: "pto", firstDay: "2026-11-16", lastDay: "2026-11-30" }] },
      at: "2026-12-01T08:00:00.000Z",
    },
    {
      what: "the start of a working day",
      jordan: { workingHours: [{ days: ["thu"], from: "09:00", until: "17:00" }] },
      at: "2026-11-26T17:00:00.000Z",
    },
    { what: "a new day of a daily cap", jordan: { maxPerDay: 2 }, given: ["y", "z"], at: "2026-11-21T08:00:00.000Z" },
    {
      what: "a new week of a weekly cap",
      jordan: { maxPerWeek: 2 },
      given: ["y", "z"],
      at: "2026-11-23T08:00:00.000Z",
    },
    {
      what: "a ramp step",
      jordan: { rampPct: 0, rampSteps: [{ from: "2026-11-25", pct: 50 }] },
      at: "2026-11-25T08:00:00.000Z",
    },
  ] satisfies readonly Turn[])("$what", async ({ jordan, given = [], at }: Turn) => {
    await using router = await openDemoService(onlyJordan(10, jordan));
    await send(router, given);
    await send(router, ["a", "b"]);
    expect((await placeOf(router, "lead_a")).state).toBe("parked");
    moveTo(router, new Date(Date.parse(at) - 1).toISOString());
    await router.runDueTimers();
    expect((await placeOf(router, "lead_a")).state).toBe("parked");
    moveTo(router, at);
    await router.runDueTimers();
    expect(await listAssigned(router)).toEqual(["lead_a", "lead_b", ...given.map((name) => `lead_${name}`)]);
    await router.expectSound();
  });

  test("S7: a ramp step up brings no catch-up burst: the shares of then, not those of before", async () => {
    const ramp = { rampPct: 25, rampSteps: [{ from: "2026-11-21", pct: 100 }] } as const;
    await using router = await openDemoService({
      "rep_sarah-l": { capacity: 1_000 },
      "rep_nina-p": { capacity: 1_000, ...ramp },
    });
    const enterprise = { employees: { min: 5_000, max: 5_000 } };
    const names = (from: number) => Array.from({ length: 40 }, (_, index) => `e${from + index}`);
    await send(router, names(0), enterprise);
    const before = await countLeadsOf(router, "rep_nina-p");
    expect(before).toBe(8);
    moveTo(router, "2026-11-21T08:00:00.000Z");
    await send(router, names(40), enterprise);
    expect((await countLeadsOf(router, "rep_nina-p")) - before).toBe(20);
    await router.expectSound();
  });
});

/** What keeps Jordan K. from taking leads, and until when. */
interface Turn {
  readonly what: string;
  readonly jordan: Partial<Rep>;
  /** Leads that he gets before. */
  readonly given?: readonly string[];
  readonly at: string;
}

async function countLeadsOf({ api }: TestService, repId: RepId): Promise<number> {
  return (await api.reps.list()).reps.find(({ id }) => id === repId)?.openLeads ?? -1;
}
