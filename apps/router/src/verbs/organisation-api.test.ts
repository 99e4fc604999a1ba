import { describe, expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation, type TestService } from "../../test/test-service.ts";

type Api = TestService["api"];

const PAGE = 2;

const refusedWith = (code: string, issues: readonly object[] = []) => ({
  cause: {
    code,
    ...(issues.length > 0 && { issues: expect.arrayContaining(issues.map((issue) => expect.objectContaining(issue))) }),
  },
});

/** All pages of a list, of two each. */
async function readAll<T>(
  list: (page: {
    readonly limit: number;
    readonly cursor?: string;
  }) => Promise<{ readonly nextCursor: string | null } & T>,
  itemsOf: (page: T) => readonly unknown[],
): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await list({ limit: PAGE, ...(cursor !== undefined && { cursor }) });
    expect(itemsOf(page).length).toBeLessThanOrEqual(PAGE);
    items.push(...itemsOf(page));
    cursor = page.nextCursor;
  }
  return items;
}

test("each list comes in pages that join to the whole", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const { api } = router;
  const lists = [
    [await readAll(api.reps.list, ({ reps }) => reps), (await api.reps.list()).reps],
    [await readAll(api.pools.list, ({ pools }) => pools), (await api.pools.list()).pools],
    [await readAll(api.territories.list, (page) => page.territories), (await api.territories.list()).territories],
    [await readAll(api.partners.list, ({ partners }) => partners), (await api.partners.list()).partners],
    [await readAll(api.queues.list, ({ queues }) => queues), (await api.queues.list()).queues],
    [
      await readAll(api.accounts.list, ({ accounts }) => accounts),
      (await api.accounts.list({ limit: 1_000 })).accounts,
    ],
  ] as const;
  for (const [pages, whole] of lists) {
    expect(whole.length).toBeGreaterThan(0);
    expect(pages).toEqual(whole);
  }
});

test("a cursor of another list is refused by name", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const { nextCursor } = await router.api.leads.list({ limit: 1 });
  expect(nextCursor).toBeNull();
  for (const list of [router.api.reps.list, router.api.accounts.list, router.api.holds.list, router.api.slas.list]) {
    await expect(list({ cursor: "bnVsbA" })).rejects.toMatchObject(refusedWith("INVALID_INPUT", [{ field: "cursor" }]));
  }
});

test("lists are filtered", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const { reps } = await router.api.reps.list({ status: "departed" });
  expect(new Set(reps.map(({ status }) => status))).toEqual(new Set(["departed"]));
  const { accounts } = await router.api.accounts.list({});
  const owned = accounts.find(({ ownerRepId }) => ownerRepId !== null)!;
  const ofOwner = await router.api.accounts.list({ ownerRepId: owned.ownerRepId!, status: owned.status });
  expect(ofOwner.accounts).toContainEqual(owned);
  expect(ofOwner.accounts.every(({ ownerRepId }) => ownerRepId === owned.ownerRepId)).toBe(true);
  expect(await router.api.accounts.list({ domain: owned.domains[0]! })).toEqual({
    accounts: [owned],
    nextCursor: null,
  });
});

test("each part is read alone, and one that is not there is not found", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const { api } = router;
  expect(await api.reps.get({ repId: "rep_jordan-k" })).toMatchObject({
    rep: { id: "rep_jordan-k", openLeads: 0 },
    poolIds: expect.arrayContaining([expect.stringMatching(/^pool_/)]),
  });
  const { pools } = await api.pools.list();
  expect(await api.pools.get({ poolId: pools[0]!.id })).toEqual(pools[0]);
  const { territories } = await api.territories.list();
  expect(await api.territories.get({ territoryId: territories[0]!.id })).toEqual(territories[0]);
  const { partners } = await api.partners.list();
  expect(await api.partners.get({ partnerId: partners[0]!.id })).toEqual(partners[0]);
  expect(await api.queues.get({ queueId: "queue_unplaced" })).toMatchObject({
    parkedLeads: 0,
    oldestQualifiedAt: null,
  });
  const missing = [
    async () => api.reps.get({ repId: "rep_x" }),
    async () => api.pools.get({ poolId: "pool_x" }),
    async () => api.territories.get({ territoryId: "terr_x" }),
    async () => api.partners.get({ partnerId: "part_x" }),
    async () => api.queues.get({ queueId: "queue_x" }),
    async () => api.forms.get({ formId: "x" }),
    async () => api.pools.decisions({ poolId: "pool_x" }),
    async () => api.queues.leads({ queueId: "queue_x" }),
  ];
  for (const call of missing) await expect(call()).rejects.toMatchObject(refusedWith("NOT_FOUND"));
});

describe("what nothing refers to is removed, and what something does is not", () => {
  async function addSpares(api: Api) {
    const { pools } = await api.pools.list();
    await api.pools.upsert({ pools: [{ ...pools[0]!, id: "pool_spare" }] });
    await api.territories.upsert({
      territories: [
        { id: "terr_spare", name: "Spare", division: "us", segmentPools: [{ segment: "smb", poolId: "pool_spare" }] },
      ],
    });
    await api.queues.upsert({ queues: [{ id: "queue_spare", name: "Spare", ownerRepId: "rep_jordan-k" }] });
    await api.partners.upsert({
      partners: [
        { id: "part_spare", name: "Spare", code: "SPARE", managerRepId: "rep_jordan-k", policy: "territory_rep" },
      ],
    });
  }

  test("in the order in which they refer to each other", async () => {
    await using router = await openTestService();
    await seedOrganisation(router);
    const { api } = router;
    await addSpares(api);
    await expect(api.pools.remove({ poolId: "pool_spare" })).rejects.toMatchObject(
      refusedWith("STILL_IN_USE", [{ problem: "territories: terr_spare" }]),
    );
    expect(await api.territories.remove({ territoryId: "terr_spare" })).toEqual({ removed: 1 });
    expect(await api.pools.remove({ poolId: "pool_spare" })).toEqual({ removed: 1 });
    expect(await api.queues.remove({ queueId: "queue_spare" })).toEqual({ removed: 1 });
    expect(await api.partners.remove({ partnerId: "part_spare" })).toEqual({ removed: 1 });
    await expect(api.pools.get({ poolId: "pool_spare" })).rejects.toMatchObject(refusedWith("NOT_FOUND"));
  });

  test("not what leads and rules refer to", async () => {
    await using router = await openTestService();
    await seedOrganisation(router);
    const { api } = router;
    await addSpares(api);
    const submissions = [
      toSubmission("of-partner", { partnerCode: "spare" }),
      toSubmission("nowhere", { country: "BR", region: "Bahia" }),
    ];
    await api.leads.submit({ submissions });
    const { decision } = (await api.leads.get({ leadId: "lead_of-partner" })).decisions[0]!;
    const { poolId } = decision.trace.selection!;
    const inUse = [
      [async () => api.partners.remove({ partnerId: "part_spare" }), "leads: lead_of-partner"],
      [async () => api.queues.remove({ queueId: "queue_unplaced" }), "parked leads: lead_nowhere"],
      [async () => api.pools.remove({ poolId }), "territories: "],
      [async () => api.territories.remove({ territoryId: "terr_west" }), "the rule set in force: version 1"],
    ] as const;
    for (const [call, problem] of inUse) {
      await expect(call()).rejects.toMatchObject(
        refusedWith("STILL_IN_USE", [{ problem: expect.stringContaining(problem) }]),
      );
    }
    const more = Array.from({ length: 6 }, (_, i) => toSubmission(`of-partner-${i}`, { partnerCode: "spare" }));
    await api.leads.submit({ submissions: more });
    await expect(api.partners.remove({ partnerId: "part_spare" })).rejects.toMatchObject(
      refusedWith("STILL_IN_USE", [
        { problem: expect.stringMatching(/^leads: (lead_of-partner[-\d]*, ){4}lead_of-partner[-\d]* and more$/) },
      ]),
    );
  });
});

test("a pool's decisions tell what each did to its ledger, the latest first, and its corrections come in pages", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const { api } = router;
  await api.leads.submit({ submissions: ["a", "b", "c"].map((name) => toSubmission(name)) });
  const { decision } = (await api.leads.get({ leadId: "lead_a" })).decisions[0]!;
  const { poolId } = decision.trace.selection!;
  const all = (await readAll(
    async (page) => api.pools.decisions({ poolId, ...page }),
    ({ decisions }) => decisions,
  )) as Awaited<ReturnType<Api["pools"]["decisions"]>>["decisions"];
  expect(all.map(({ seq }) => seq)).toEqual([3, 2, 1]);
  expect(all.at(-1)).toMatchObject({ leadId: "lead_a", epoch: 1, repId: expect.stringMatching(/^rep_/) });
  for (const { candidates } of all) {
    const moved = candidates.filter(({ creditAfter }) => creditAfter !== null);
    expect(moved.reduce((sum, one) => sum + one.creditAfter! - one.creditBefore!, 0)).toBe(0);
  }
  const [one, two] = (await api.pools.get({ poolId })).members;
  const corrections = [
    { repId: one!.repId, deltaMicro: 5 },
    { repId: two!.repId, deltaMicro: -5 },
  ];
  for (const comment of ["first", "second", "third"]) await api.pools.correctCredit({ poolId, corrections, comment });
  const listed = await readAll(
    async (page) => api.pools.corrections({ poolId, ...page }),
    (page) => page.corrections,
  );
  expect(listed).toMatchObject([{ comment: "third" }, { comment: "second" }, { comment: "first" }]);
});

test("forms are kept as the edge takes them", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const { api } = router;
  const form = {
    id: "kontakt",
    label: "Kontakt",
    thankYou: "Danke",
    allowedOrigins: ["https://www.example.com"],
    fields: { Firma: "company" },
    ownerRepId: "rep_jordan-k",
  } as const;
  await api.forms.upsert({ forms: [form, { id: "api", label: "API", thankYou: "ok" }] });
  expect(await readAll(api.forms.list, ({ forms }) => forms)).toMatchObject([{ id: "api", ownerRepId: null }, form]);
  expect(await api.forms.get({ formId: "kontakt" })).toMatchObject(form);
  const { id: _id, ownerRepId: _owner, ...settings } = form;
  expect(await api.forms.sources()).toMatchObject({ sources: { kontakt: settings, api: { label: "API" } } });
  await expect(api.forms.upsert({ forms: [{ ...form, ownerRepId: "rep_x" }] })).rejects.toMatchObject(
    refusedWith("INVALID_INPUT", [{ field: "forms.0.ownerRepId" }]),
  );
  expect(await api.forms.remove({ formId: "api" })).toEqual({ removed: 1 });
  await expect(api.forms.remove({ formId: "api" })).rejects.toMatchObject(refusedWith("NOT_FOUND"));
});
