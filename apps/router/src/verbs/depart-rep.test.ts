import type { Departure } from "@pointsman/contracts/api";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import { buildAccount } from "@pointsman/testkit/builders";
import { describe, expect, test } from "vitest";

import { giveOpenLeads } from "../../test/give-open-leads.ts";
import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation, START_MS, type TestService } from "../../test/test-service.ts";
import { listFailures, plantPoison } from "../../test/timed-service.ts";

const DAY_MS = 86_400_000;
const JORDAN = "rep_jordan-k";
const SARAH = "rep_sarah-l";

/** Jordan K. has a lead of West, one of an account of his, and, since he is away now, one that waits for him. */
async function openWithJordan() {
  const router = await openTestService();
  await seedOrganisation(router);
  await router.api.accounts.upsert({
    accounts: [
      buildAccount("acme", {
        status: "open",
        ownerRepId: JORDAN,
        csmRepId: "rep_maya-j",
        team: [
          { role: "sponsor", repId: "rep_elena-r" },
          { role: "solutions-engineer", repId: JORDAN },
        ],
      }),
    ],
  });
  await router.api.leads.submit({
    submissions: [toSubmission("west"), toSubmission("owned", { email: "ann@acme.example" })],
  });
  const jordan = await repOf(router, JORDAN);
  const timeOff = [{ kind: "pto" as const, from: at(-1), until: at(3) }];
  await router.api.reps.upsert({ reps: [{ ...jordan, timeOff }] });
  await router.api.leads.submit({ submissions: [toSubmission("waiting", { productInterest: "newsletter" })] });
  return router;
}

function at(days: number): string {
  return new Date(START_MS + days * DAY_MS).toISOString();
}

async function repOf({ api }: TestService, repId: RepId) {
  const found = (await api.reps.list()).reps.find(({ id }) => id === repId);
  if (found === undefined) throw new Error(`${repId} is not on file`);
  return found;
}

async function stateOf({ api }: TestService, leadId: LeadId) {
  const { lead, assignments } = await api.leads.get({ leadId });
  return { state: lead.state, repId: lead.repId, ends: assignments.map(({ endReason }) => endReason) };
}

/** Calls until it is done. */
async function depart({ api }: TestService, input: Parameters<TestService["api"]["reps"]["depart"]>[0]) {
  const parts: Departure[] = [];
  do {
    parts.push(await api.reps.depart(input));
    if (parts.length > 20) throw new Error("It never ends");
  } while (parts.at(-1)?.done !== true);
  return parts;
}

const outcomesOf = (parts: readonly Departure[]) =>
  Object.fromEntries(parts.flatMap(({ leads }) => leads.moved).map(({ leadId, outcome }) => [leadId, outcome]));

describe("a preview", () => {
  test("says what would be, and changes nothing", async () => {
    await using router = await openWithJordan();
    const before = { reps: await router.api.reps.list(), pools: await router.api.pools.list() };
    const preview = await router.api.reps.depart({ repId: JORDAN, preview: true });
    expect(preview).toMatchObject({
      preview: true,
      successorRepId: SARAH,
      pools: [{ poolId: "pool_west-mid-market", membersLeft: 2 }],
      leads: { total: 3 },
      done: false,
    });
    expect(preview.accounts.moved).toContain("acct_acme");
    expect(preview.leads.moved).toMatchObject([
      { leadId: "lead_owned", was: "assigned", outcome: { kind: "assigned", repId: SARAH } },
      { leadId: "lead_waiting", was: "held", outcome: { kind: "assigned", repId: "rep_diego-r" } },
      { leadId: "lead_west", was: "assigned", outcome: { kind: "assigned", repId: "rep_diego-r" } },
    ]);
    expect({ reps: await router.api.reps.list(), pools: await router.api.pools.list() }).toEqual(before);
    expect(await stateOf(router, "lead_west")).toEqual({ state: "assigned", repId: JORDAN, ends: [null] });
    expect((await router.api.accounts.get({ accountId: "acct_acme" })).account.ownerRepId).toBe(JORDAN);
    await router.expectSound();
  });

  test("is what then comes to be", async () => {
    await using router = await openWithJordan();
    await giveOpenLeads(router, { [JORDAN]: 12 });
    const preview = await router.api.reps.depart({ repId: JORDAN, preview: true });
    const parts = await depart(router, { repId: JORDAN });
    expect(outcomesOf(parts)).toEqual(outcomesOf([preview]));
    expect(Object.keys(outcomesOf(parts))).toHaveLength(15);
  });
});

describe("a departure", () => {
  test("leaves nothing with the leaver, and the history of all that was his", async () => {
    await using router = await openWithJordan();
    await depart(router, { repId: JORDAN });
    expect(await repOf(router, JORDAN)).toMatchObject({ status: "departed", openLeads: 0 });
    const { reps } = await router.api.reps.list();
    expect(reps.filter(({ backupRepId }) => backupRepId === JORDAN)).toEqual([]);
    const { pools } = await router.api.pools.list();
    expect(pools.filter(({ members }) => members.some(({ repId }) => repId === JORDAN))).toEqual([]);
    expect(await stateOf(router, "lead_west")).toEqual({
      state: "assigned",
      repId: "rep_diego-r",
      ends: ["rep_left", null],
    });
    expect(await stateOf(router, "lead_waiting")).toEqual({ state: "assigned", repId: "rep_diego-r", ends: [null] });
    const { account, history } = await router.api.accounts.get({ accountId: "acct_acme" });
    expect(account).toMatchObject({
      ownerRepId: SARAH,
      csmRepId: "rep_maya-j",
      team: [
        { role: "sponsor", repId: "rep_elena-r" },
        { role: "solutions-engineer", repId: SARAH },
      ],
    });
    expect(history.owners).toEqual([
      { repId: SARAH, from: at(0), until: null, endReason: null },
      { repId: JORDAN, from: at(0), until: at(0), endReason: "rep_left" },
    ]);
    await router.expectSound();
  });

  test("goes on where it was stopped, and is done but once", async () => {
    await using router = await openWithJordan();
    await giveOpenLeads(router, { [JORDAN]: 60 });
    const first = await router.api.reps.depart({ repId: JORDAN });
    expect(first).toMatchObject({ leads: { total: 63 }, done: false });
    expect(first.leads.moved).toHaveLength(50);
    await router.expectSound();
    const second = await router.api.reps.depart({ repId: JORDAN });
    expect(second).toMatchObject({ pools: [], accounts: { total: 0 }, leads: { total: 13 }, done: true });
    const again = await router.api.reps.depart({ repId: JORDAN });
    expect(again).toMatchObject({ accounts: { moved: [] }, leads: { total: 0, moved: [] }, done: true });
    const { assignments } = await router.api.leads.get({ leadId: "lead_west" });
    expect(assignments).toHaveLength(2);
    await router.expectSound();
  });

  test("ends though a lead cannot be given to anybody: that one is parked, with its error", async () => {
    await using router = await openWithJordan();
    await giveOpenLeads(router, { [JORDAN]: 3 });
    await router.api.leads.submit({ submissions: [toSubmission("poison", { productInterest: "newsletter" })] });
    expect(await stateOf(router, "lead_poison")).toMatchObject({ state: "held" });
    await router.api.leads.submit({ submissions: [toSubmission("poison-his")] });
    await router.api.leads.reroute({ leadId: "lead_poison-his", reason: "other", toRepId: JORDAN });
    await plantPoison(router);
    const preview = await router.api.reps.depart({ repId: JORDAN, preview: true });
    const before = await stateOf(router, "lead_poison-his");
    expect(before).toMatchObject({ state: "assigned", ends: ["other", null] });
    const parts = await depart(router, { repId: JORDAN });
    expect(outcomesOf([preview])).toEqual(outcomesOf(parts));
    expect(outcomesOf([preview])).toMatchObject({
      lead_poison: { kind: "parked", reason: "error" },
      "lead_poison-his": { kind: "parked", reason: "error" },
      lead_west: { kind: "assigned" },
    });
    expect(parts.at(-1)).toMatchObject({ leads: { total: 8 }, done: true });
    expect(await stateOf(router, "lead_poison-his")).toMatchObject({ state: "parked", ends: ["other", "rep_left"] });
    expect(await stateOf(router, "lead_poison")).toMatchObject({ state: "parked", ends: [] });
    expect(await stateOf(router, "lead_west")).toMatchObject({ state: "assigned", ends: ["rep_left", null] });
    expect(await listFailures(router)).toMatchObject([
      { leadId: "lead_poison", epoch: 2 },
      { leadId: "lead_poison-his", epoch: 3 },
    ]);
    expect((await repOf(router, JORDAN)).openLeads).toBe(0);
    await router.expectSound();
  });

  test("by two callers at once moves each lead once", async () => {
    await using router = await openWithJordan();
    await Promise.all([depart(router, { repId: JORDAN }), depart(router, { repId: JORDAN })]);
    expect((await stateOf(router, "lead_west")).ends).toEqual(["rep_left", null]);
    expect((await repOf(router, JORDAN)).openLeads).toBe(0);
    await router.expectSound();
  });

  test("shares what a pool owed him among who stays", async () => {
    await using router = await openTestService();
    await seedOrganisation(router);
    const submissions = Array.from({ length: 7 }, (_, index) =>
      toSubmission(`s${index}`, { employees: { min: 20, max: 20 } }),
    );
    await router.api.leads.submit({ submissions });
    const ledgerOf = async () => {
      const pool = (await router.api.pools.list()).pools.find(({ id }) => id === "pool_west-smb");
      return pool?.ledger.map(({ repId, creditMicro }) => [repId, creditMicro]);
    };
    expect((await ledgerOf())?.some(([, credit]) => credit !== 0)).toBe(true);
    await depart(router, { repId: "rep_kai-n" });
    // Who is alone in a pool can be owed nothing.
    expect(await ledgerOf()).toEqual([["rep_lucia-f", 0]]);
    await router.expectSound();
  });

  test("hands queues and partners to whom it is told", async () => {
    await using router = await openTestService();
    await seedOrganisation(router);
    const departed = await depart(router, { repId: "rep_elena-r", toRepId: SARAH });
    expect(departed[0]).toMatchObject({ successorRepId: SARAH, queueIds: ["queue_unplaced"] });
    expect((await router.api.queues.list()).queues).toMatchObject([{ id: "queue_unplaced", ownerRepId: SARAH }]);
    await depart(router, { repId: "rep_isabel-q", toRepId: "rep_pierre-d" });
    const managers = (await router.api.partners.list()).partners.map(({ managerRepId }) => managerRepId);
    expect(new Set(managers)).toEqual(new Set(["rep_pierre-d"]));
  });

  test("hands forms to who takes over, else to nobody, and a preview names them", async () => {
    await using router = await openTestService();
    await seedOrganisation(router);
    const form = (id: string, ownerRepId: RepId) => ({ id, ownerRepId, label: id, thankYou: "Thank you." });
    await router.api.forms.upsert({ forms: [form("talk", JORDAN), form("trial", JORDAN), form("other", SARAH)] });
    const owners = async () => (await router.api.forms.list()).forms.map(({ id, ownerRepId }) => [id, ownerRepId]);
    const preview = await router.api.reps.depart({ repId: JORDAN, toRepId: SARAH, preview: true });
    expect(preview.formIds).toEqual(["talk", "trial"]);
    const before = await owners();
    expect(before).toContainEqual(["talk", JORDAN]);
    const [first] = await depart(router, { repId: JORDAN, toRepId: SARAH });
    expect(first?.formIds).toEqual(["talk", "trial"]);
    expect(await owners()).toEqual(before.map(([id]) => [id, SARAH]));
    await router.api.reps.upsert({ reps: [{ ...(await repOf(router, SARAH)), backupRepId: null }] });
    await depart(router, { repId: SARAH });
    expect(await owners()).toEqual(before.map(([id]) => [id, null]));
  });

  test("leaves accounts to the territory's rules where that is asked", async () => {
    await using router = await openWithJordan();
    const [first] = await depart(router, { repId: JORDAN, accounts: "territory" });
    expect(first?.accounts.toRepId).toBeNull();
    const { account } = await router.api.accounts.get({ accountId: "acct_acme" });
    expect(account).toMatchObject({ ownerRepId: null, team: [{ role: "sponsor", repId: "rep_elena-r" }] });
    expect((await stateOf(router, "lead_owned")).repId).toBe("rep_diego-r");
    await router.expectSound();
  });

  test.each([
    [{ repId: "rep_nobody" }, "NOT_FOUND"],
    [{ repId: JORDAN, toRepId: "rep_nobody" }, "INVALID_INPUT"],
    [{ repId: JORDAN, toRepId: JORDAN }, "INVALID_INPUT"],
    [{ repId: JORDAN, toRepId: "rep_dana-p" }, "INVALID_INPUT"],
    [{ repId: "rep_elena-r" }, "CONFLICT"],
  ] as const)("of %j is refused with %s", async (input, code) => {
    await using router = await openTestService();
    await seedOrganisation(router);
    for (const preview of [true, false]) {
      await expect(router.api.reps.depart({ ...input, preview })).rejects.toMatchObject({ cause: { code } });
    }
  });
});
