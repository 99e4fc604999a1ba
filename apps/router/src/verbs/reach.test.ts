import type { Role } from "@pointsman/contracts/access";
import type { RepId } from "@pointsman/contracts/id";
import { hashApiKey, toCaller } from "@pointsman/rpc/authenticate";
import { findApiKeyBySecretHash } from "@pointsman/store/api-keys/find-api-key-by-secret-hash";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation, type TestService } from "../../test/test-service.ts";
import { changeRep } from "../../test/timed-service.ts";
import { appRouter } from "../app-router.ts";

const OUT_OF_REACH = { cause: { code: "OUT_OF_REACH" } };
/** From where nobody sells: such leads are parked, and Elena R. has the queue. */
const UNCOVERED = { country: "BR", region: "SP" } as const;

let router: TestService;
const sent: string[] = [];

beforeEach(async () => {
  router = await openTestService({ onStatement: (text) => sent.push(text) });
  await seedOrganisation(router);
});

afterEach(async () => router[Symbol.asyncDispose]());

interface Facts {
  readonly role: Role;
  readonly teamIds?: readonly string[];
  readonly repId?: RepId;
}

/** The API as a person sees it, by the key that he was given. */
async function as(name: string, facts: Facts) {
  const person = { id: `person_${name}` as const, name, email: `${name}@firm.example`, ...facts };
  await router.api.people.upsert({ people: [{ ...person, teamIds: [...(facts.teamIds ?? [])] }] });
  const { secret } = await router.api.keys.create({ name, personId: person.id });
  const key = await findApiKeyBySecretHash(router.service.db, hashApiKey(secret));
  if (key === undefined) throw new Error("The key was not stored");
  return appRouter.createCaller({
    service: router.service,
    caller: toCaller(key),
    requestId: name,
    log: router.service.log,
  });
}

async function giveLead(name: string, repId: RepId) {
  await router.api.leads.submit({ submissions: [toSubmission(name, UNCOVERED)] });
  await router.api.leads.reroute({ leadId: `lead_${name}`, reason: "other", toRepId: repId });
  return `lead_${name}` as const;
}

describe("a manager", () => {
  test("works with the reps of his teams, whoever joins included", async () => {
    const mia = await as("mia", { role: "manager", teamIds: ["west"] });
    const { reps } = await mia.reps.list();
    expect(new Set(reps.map(({ team }) => team))).toEqual(new Set(["west"]));
    const jordan = reps.find(({ id }) => id === "rep_jordan-k");
    if (jordan === undefined) throw new Error("Jordan is of West");
    const { openLeads: _, openUnits: __, ...rep } = jordan;
    await mia.reps.upsert({ reps: [{ ...rep, capacity: 7 }] });
    await expect(mia.reps.upsert({ reps: [{ ...rep, team: "dach" }] })).rejects.toMatchObject(OUT_OF_REACH);
    await expect(mia.reps.upsert({ reps: [{ ...rep, backupRepId: "rep_lukas-w" }] })).rejects.toMatchObject(
      OUT_OF_REACH,
    );
    const novice = { ...rep, id: "rep_novice" as const, email: "novice@firm.example", backupRepId: rep.id };
    await mia.reps.upsert({ reps: [novice] });
    await expect(mia.reps.upsert({ reps: [{ ...novice, id: "rep_spy", team: "dach" }] })).rejects.toMatchObject(
      OUT_OF_REACH,
    );
    const later = await as("mia", { role: "manager", teamIds: ["west"] });
    expect((await later.reps.list()).reps.map(({ id }) => id)).toContain("rep_novice");
  });

  test("changes pools of his reps only, before and after", async () => {
    const mia = await as("mia", { role: "manager", teamIds: ["west"] });
    const { pools } = await mia.pools.list();
    const find = (id: string) => {
      const pool = pools.find((one) => one.id === id);
      if (pool === undefined) throw new Error(`Mia does not see ${id}`);
      const { seq: _, ledger: __, ...rest } = pool;
      return rest;
    };
    const west = find("pool_west-enterprise");
    await mia.pools.upsert({ pools: [west] });
    const [lukas, kai] = [{ repId: "rep_lukas-w", weight: 100 } as const, { repId: "rep_kai-n", weight: 100 } as const];
    await expect(mia.pools.upsert({ pools: [{ ...west, members: [...west.members, lukas] }] })).rejects.toMatchObject(
      OUT_OF_REACH,
    );
    // She sees the desk, because Kai is in it; it is not hers, because others are.
    const desk = find("pool_inbound-desk");
    await expect(mia.pools.upsert({ pools: [{ ...desk, members: [kai] }] })).rejects.toMatchObject(OUT_OF_REACH);
    expect(pools.map(({ id }) => id)).not.toContain("pool_dach");
    await expect(mia.pools.corrections({ poolId: "pool_dach" })).rejects.toMatchObject(OUT_OF_REACH);
  });

  test("hands a lead of his team to his reps, and to nobody of another team", async () => {
    const mia = await as("mia", { role: "manager", teamIds: ["west"] });
    const leadId = await giveLead("a", "rep_jordan-k");
    const foreign = { leadId, reason: "capacity", toRepId: "rep_lukas-w" } as const;
    await expect(mia.leads.reroute(foreign)).rejects.toThrow("Rep rep_lukas-w does not belong to your teams (west).");
    expect(await mia.leads.reroute({ ...foreign, toRepId: "rep_diego-r" })).toMatchObject({ state: "assigned" });
    const theirs = await giveLead("b", "rep_lukas-w");
    await expect(mia.leads.reroute({ leadId: theirs, reason: "capacity", toRepId: "rep_diego-r" })).rejects.toThrow(
      "Lead lead_b does not belong to your teams (west).",
    );
  });

  test("of no team reaches nobody", async () => {
    const nobody = await as("nobody", { role: "manager" });
    await giveLead("a", "rep_jordan-k");
    expect((await nobody.leads.list({})).leads).toEqual([]);
    expect([(await nobody.reps.list()).reps, (await nobody.pools.list()).pools]).toEqual([[], []]);
    const waiting = [await nobody.holds.list(), await nobody.slas.list(), await nobody.notifications.list()];
    expect(waiting).toMatchObject([{ holds: [] }, { slas: [] }, { notifications: [] }]);
    await expect(nobody.leads.get({ leadId: "lead_a" })).rejects.toMatchObject(OUT_OF_REACH);
  });
});

describe("a rep", () => {
  test("reads and works his own leads, and gives them back to the rules", async () => {
    const jordan = await as("jordan", { role: "rep", repId: "rep_jordan-k" });
    const leadId = await giveLead("mine", "rep_jordan-k");
    await giveLead("not-mine", "rep_sarah-l");
    expect((await jordan.leads.list({})).leads.map(({ id }) => id)).toEqual([leadId]);
    expect((await jordan.leads.list({ state: "assigned" })).leads).toHaveLength(1);
    await expect(jordan.leads.list({ repId: "rep_sarah-l" })).rejects.toMatchObject(OUT_OF_REACH);
    await jordan.leads.touch({ leadId });
    await expect(
      jordan.leads.reroute({ leadId, reason: "wrong_territory", toRepId: "rep_sarah-l" }),
    ).rejects.toMatchObject(OUT_OF_REACH);
    await jordan.leads.reroute({ leadId, reason: "wrong_territory" });
    const asked = await router.service.db.selectFrom("reroute").selectAll().where("epoch", "=", 3).execute();
    expect(asked).toMatchObject([{ requested_by_kind: "rep" }]);
    // It is parked now, in the queue of somebody else.
    await expect(jordan.leads.get({ leadId })).rejects.toThrow("Lead lead_mine does not belong to you.");
  });

  test("reaches what is held for him and what is parked in his queue", async () => {
    const { api } = router;
    await changeRep(router, "rep_jordan-k", {
      timeOff: [{ kind: "pto", firstDay: "2026-11-16", lastDay: "2026-11-20" }],
      workingHours: [{ days: ["mon"], from: "09:00", until: "17:30" }],
    });
    await api.leads.submit({
      submissions: [toSubmission("held", { productInterest: "newsletter" }), toSubmission("parked", UNCOVERED)],
    });
    const jordan = await as("jordan", { role: "rep", repId: "rep_jordan-k" });
    const elena = await as("elena", { role: "rep", repId: "rep_elena-r" });
    const idsOf = async ({ leads }: Pick<TestService["api"], "leads">, state?: "held" | "parked" | "assigned") =>
      (await leads.list({ state })).leads.map(({ id }) => id);
    expect([await idsOf(jordan), await idsOf(jordan, "held")]).toEqual([["lead_held"], ["lead_held"]]);
    expect([await idsOf(elena), await idsOf(elena, "parked")]).toEqual([["lead_parked"], ["lead_parked"]]);
    expect([await idsOf(jordan, "parked"), await idsOf(elena, "assigned")]).toEqual([[], []]);
    await expect(elena.leads.disqualify({ leadId: "lead_held", reason: "spam" })).rejects.toMatchObject(OUT_OF_REACH);
    expect(await jordan.leads.reroute({ leadId: "lead_held", reason: "pto" })).toMatchObject({ state: "assigned" });
    expect(await elena.leads.disqualify({ leadId: "lead_parked", reason: "spam" })).toMatchObject({ reason: "spam" });
  });

  test("reaches what is parked in a queue once it is his, and no longer when it is another's", async () => {
    const { api } = router;
    await api.leads.submit({ submissions: [toSubmission("parked", UNCOVERED)] });
    const jordan = await as("jordan", { role: "rep", repId: "rep_jordan-k" });
    const elena = await as("elena", { role: "rep", repId: "rep_elena-r" });
    const idsOf = async ({ leads }: Pick<TestService["api"], "leads">) => {
      const lists = [await leads.list({}), await leads.list({ state: "parked" })];
      return lists.map((list) => list.leads.map(({ id }) => id));
    };
    expect([await idsOf(jordan), await idsOf(elena)]).toEqual([
      [[], []],
      [["lead_parked"], ["lead_parked"]],
    ]);
    const queue = (await api.queues.list()).queues.find(({ id }) => id === "queue_unplaced");
    await api.queues.upsert({
      queues: [{ id: "queue_unplaced", name: queue?.name ?? "", ownerRepId: "rep_jordan-k" }],
    });
    expect([await idsOf(jordan), await idsOf(elena)]).toEqual([
      [["lead_parked"], ["lead_parked"]],
      [[], []],
    ]);
    await expect(elena.leads.get({ leadId: "lead_parked" })).rejects.toMatchObject(OUT_OF_REACH);
    const refused = elena.leads.disqualify({ leadId: "lead_parked", reason: "spam" });
    await expect(refused).rejects.toMatchObject(OUT_OF_REACH);
    expect(await jordan.leads.get({ leadId: "lead_parked" })).toMatchObject({ lead: { state: "parked" } });
    expect(await jordan.leads.disqualify({ leadId: "lead_parked", reason: "spam" })).toMatchObject({ reason: "spam" });
  });

  test("lists what waits for him, and nobody else's", async () => {
    const { api } = router;
    await giveLead("mine", "rep_jordan-k");
    await giveLead("not-mine", "rep_sarah-l");
    await api.leads.submit({ submissions: [toSubmission("parked", UNCOVERED)] });
    const jordan = await as("jordan", { role: "rep", repId: "rep_jordan-k" });
    const elena = await as("elena", { role: "rep", repId: "rep_elena-r" });
    const emails = ["mine", "not-mine"].map((name) => `${name}@prismanalytics.example`);
    const found = await Promise.all(emails.map(async (email) => jordan.leads.findByEmail({ email })));
    expect(found.map((leads) => leads.map(({ id }) => id))).toEqual([["lead_mine"], []]);
    const queue = { queueId: "queue_unplaced" } as const;
    expect((await elena.queues.leads(queue)).leads).toMatchObject([{ leadId: "lead_parked" }]);
    await expect(jordan.queues.leads(queue)).rejects.toThrow("Queue queue_unplaced does not belong to you.");
    const told = (await elena.notifications.list()).notifications;
    expect(told[0]).toMatchObject({ kind: "parked", repId: "rep_elena-r", leadId: "lead_parked" });
    expect((await jordan.notifications.list()).notifications).toEqual([]);
    const others = { repId: "rep_sarah-l" } as const;
    await expect(jordan.holds.list(others)).rejects.toMatchObject(OUT_OF_REACH);
    await expect(jordan.slas.list(others)).rejects.toMatchObject(OUT_OF_REACH);
    await expect(jordan.notifications.list(others)).rejects.toMatchObject(OUT_OF_REACH);
    await expect(jordan.leads.replay({ leadId: "lead_not-mine" })).rejects.toMatchObject(OUT_OF_REACH);
    expect(await jordan.leads.replay({ leadId: "lead_mine" })).toMatchObject({ identical: true });
  });

  test("reads and writes his own availability, and lists nobody else's by naming nobody", async () => {
    const jordan = await as("jordan", { role: "rep", repId: "rep_jordan-k" });
    const timeOff = { kind: "pto", firstDay: "2027-01-04", lastDay: "2027-01-05" } as const;
    await jordan.availability.addTimeOff({ entries: [{ repId: "rep_jordan-k", timeOff }] });
    const { entries } = await jordan.availability.listTimeOff({ repId: "rep_jordan-k" });
    expect(entries).toMatchObject([{ repId: "rep_jordan-k", timeOff }]);
    await expect(jordan.availability.listTimeOff({})).rejects.toMatchObject(OUT_OF_REACH);
    await expect(jordan.availability.listCalendars({})).rejects.toMatchObject(OUT_OF_REACH);
    const both = (["rep_jordan-k", "rep_sarah-l"] as const).map((repId) => ({ repId, timeOff }));
    await expect(jordan.availability.addTimeOff({ entries: both })).rejects.toMatchObject(OUT_OF_REACH);
    const { ids } = await router.api.availability.addTimeOff({ entries: both.slice(1) });
    const [mine, hers] = [entries[0]?.id, ids[0]];
    if (mine === undefined || hers === undefined) throw new Error("Both have time off");
    const later = { ...timeOff, lastDay: "2027-01-06" };
    await jordan.availability.changeTimeOff({ id: mine, timeOff: later });
    await expect(jordan.availability.changeTimeOff({ id: hers, timeOff: later })).rejects.toMatchObject(OUT_OF_REACH);
    await expect(jordan.availability.removeTimeOff({ ids: [mine, hers] })).rejects.toMatchObject(OUT_OF_REACH);
    const left = (await router.api.availability.listTimeOff({})).entries;
    expect(new Map(left.map((entry) => [entry.id, entry.timeOff]))).toEqual(
      new Map([
        [mine, later],
        [hers, timeOff],
      ]),
    );
    expect(await jordan.availability.removeTimeOff({ ids: [mine] })).toEqual({ removed: 1 });
  });

  test("hears live of his own leads only, and is refused before the first event where he asks for another's", async () => {
    await giveLead("not-mine", "rep_sarah-l");
    await giveLead("mine", "rep_jordan-k");
    const jordan = await as("jordan", { role: "rep", repId: "rep_jordan-k" });
    const heard = (await jordan.leads.live({ lastEventId: "0" }))[Symbol.asyncIterator]();
    const { value } = await heard.next();
    expect(value).toEqual([
      expect.any(String),
      expect.objectContaining({ kind: "lead.assigned", leadId: "lead_mine", repId: "rep_jordan-k" }),
      expect.anything(),
    ]);
    await heard.return?.();
    const refused = (await jordan.leads.live({ repId: "rep_sarah-l" }))[Symbol.asyncIterator]();
    await expect(refused.next()).rejects.toMatchObject(OUT_OF_REACH);
  });

  test("reads what he is copied on, and does not act on it", async () => {
    // Apex is a customer of EMEA; its CSM there, Sarah K., is copied.
    const lead = { email: "jane@apexcorp.example", company: "Apex Corp", country: "US", region: "CA" } as const;
    await router.api.leads.submit({ submissions: [toSubmission("apex", lead)] });
    const { decisions } = await router.api.leads.get({ leadId: "lead_apex" });
    const outcome = decisions[0]?.decision.outcome;
    const copied = outcome?.kind === "assigned" ? [...outcome.copiedRepIds, ...outcome.coOwnerRepIds][0] : undefined;
    if (copied === undefined) throw new Error("Nobody is copied");
    const csm = await as("csm", { role: "rep", repId: copied });
    expect((await csm.leads.get({ leadId: "lead_apex" })).lead.id).toBe("lead_apex");
    expect((await csm.leads.explain({ leadId: "lead_apex" })).leadId).toBe("lead_apex");
    await expect(csm.leads.accept({ leadId: "lead_apex" })).rejects.toMatchObject(OUT_OF_REACH);
  });
});

test("whom a caller reaches costs no statement: it came with the key", async () => {
  const leadId = await giveLead("a", "rep_jordan-k");
  const statementsOf = async (api: Pick<TestService["api"], "leads">) => {
    sent.length = 0;
    await api.leads.touch({ leadId });
    return sent.length;
  };
  // What is noted the first time is no part of the second.
  await statementsOf(router.api);
  const machine = await statementsOf(router.api);
  const jordan = await as("jordan", { role: "rep", repId: "rep_jordan-k" });
  expect(await statementsOf(jordan)).toBe(machine);
});
