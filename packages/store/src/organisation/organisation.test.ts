import { toId } from "@pointsman/contracts/id";
import { buildPartner, buildPool, buildQueue, buildRep, buildTerritory } from "@pointsman/testkit/builders";
import { expect, test } from "vitest";

import { ANN, BOB, createGate, seedOrganisation, WEST } from "../../test/seed.ts";
import { openTestStore } from "../../test/test-store.ts";
import type { Tx } from "../connect.ts";
import { inTransaction } from "../in-transaction.ts";
import { lockPools } from "../pools/lock-pools.ts";
import { writePools } from "../pools/write-pools.ts";
import { loadOrganisation } from "./load-organisation.ts";
import { readOrgState } from "./read-org-state.ts";
import { upsertPartners } from "./upsert-partners.ts";
import { upsertPools } from "./upsert-pools.ts";
import { upsertQueues } from "./upsert-queues.ts";
import { upsertReps } from "./upsert-reps.ts";
import { upsertTerritories } from "./upsert-territories.ts";

const [ann, bob, cas] = [buildRep("ann"), buildRep("bob"), buildRep("cas")];
const nobody = buildRep("nobody");

test("the organisation comes back as it was configured", async () => {
  await using store = await openTestStore();
  const absent = buildRep("absent", {
    skills: ["revops", "plg"],
    backupRepId: ANN,
    timeOff: [
      { kind: "pto", from: "2026-12-20T00:00:00.000Z", until: "2027-01-02T08:00:00.000Z" },
      { kind: "sick", from: "2026-11-01T00:00:00.000Z", until: "2026-11-02T00:00:00.000Z" },
      { kind: "holiday", firstDay: "2026-12-24", lastDay: "2026-12-26" },
      { kind: "pto", day: "2026-12-31", half: "afternoon" },
    ],
    rampPct: 0,
    rampSteps: [
      { from: "2026-12-01", pct: 25 },
      { from: "2027-01-01", pct: 100 },
    ],
    workingHours: [
      { days: ["mon", "tue"], from: "09:00", until: "12:30" },
      { days: ["sat"], from: "22:00", until: "06:00" },
    ],
    busy: [{ kind: "meeting", from: "2026-11-23T17:00:00.000Z", until: "2026-11-23T18:00:00.000Z" }],
    busyCounts: ["meeting"],
    longBusyMinutes: 90,
    maxPerDay: 5,
    maxPerWeek: 20,
    maxPerMonth: 0,
  });
  const pool = buildPool("west", [ann], {
    members: [
      { repId: bob.id, weight: 50 },
      { repId: ann.id, weight: 100 },
    ],
    selection: "balanced_value",
    requiredSkills: ["revops"],
    availableWithinHours: 4,
    value: { fact: "lead.value", otherwise: 1_000 },
  });
  const territory = buildTerritory("emea", { poolId: WEST, segmentPools: [{ segment: "mid-market", poolId: WEST }] });
  const [partner, queue] = [buildPartner("cloudly", bob), buildQueue("fallback", ann)];
  await inTransaction(store.db, async (tx) => {
    await upsertReps(tx, [absent, ann, bob]);
    await upsertPools(tx, [pool]);
    await upsertTerritories(tx, [territory]);
    await upsertPartners(tx, [partner]);
    await upsertQueues(tx, [queue]);
  });
  expect(await inTransaction(store.db, loadOrganisation)).toEqual({
    revision: 5,
    activeRuleSetVersion: null,
    availability: { longBusyMinutes: 240, timeOff: new Map(), blocks: new Map() },
    reps: [absent, ann, bob],
    pools: [pool],
    territories: [territory],
    partners: [partner],
    queues: [queue],
  });
});

test("a second upsert replaces the first, time off and members included", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const timeOff = [{ kind: "pto", from: "2026-12-20T00:00:00.000Z", until: "2026-12-24T00:00:00.000Z" }] as const;
  const changed = { ...ann, name: "Ann B.", capacity: 10, status: "departed", timeOff } as const;
  const organisation = await inTransaction(store.db, async (tx) => {
    await upsertReps(tx, [{ ...ann, timeOff }]);
    await upsertReps(tx, [{ ...ann, timeOff: [] }]);
    await upsertReps(tx, [changed]);
    await upsertPools(tx, [buildPool("west", [bob], { selection: "fixed" })]);
    return loadOrganisation(tx);
  });
  expect(organisation.reps).toEqual([changed, bob]);
  expect(organisation.pools).toEqual([buildPool("west", [bob], { selection: "fixed" })]);
});

test("a rep who stays in a pool keeps his credit, and the credits that are given replace it", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const readWest = async (tx: Tx) =>
    (await lockPools(tx, [WEST]))[0]?.members.map(({ repId, creditMicro }) => [repId, creditMicro]);
  await inTransaction(store.db, async (tx) => {
    await upsertReps(tx, [cas]);
    await writePools(tx, [
      {
        poolId: WEST,
        seq: 1,
        members: [
          { repId: ANN, creditMicro: -500_000, lastAssignedSeq: 1 },
          { repId: BOB, creditMicro: 500_000, lastAssignedSeq: null },
        ],
      },
    ]);
    await upsertPools(tx, [buildPool("west", [cas, bob, ann])]);
    expect(await readWest(tx)).toEqual([
      [cas.id, 0],
      [BOB, 500_000],
      [ANN, -500_000],
    ]);
    const credits = new Map([
      [
        WEST,
        new Map([
          [BOB, 0],
          [cas.id, 0],
        ]),
      ],
    ]);
    await upsertPools(tx, [buildPool("west", [bob, cas])], credits);
    expect(await readWest(tx)).toEqual([
      [BOB, 0],
      [cas.id, 0],
    ]);
    expect(await lockPools(tx, [WEST])).toMatchObject([{ seq: 1 }]);
  });
});

const UNKNOWN = "there is no rep rep_nobody";
test.each([
  [
    "a backup",
    async (tx: Tx) => upsertReps(tx, [ann, { ...bob, backupRepId: nobody.id }]),
    "reps.1.backupRepId",
    UNKNOWN,
  ],
  [
    "a rep given twice",
    async (tx: Tx) => upsertReps(tx, [ann, ann]),
    "reps.1.id",
    "rep_ann stands in reps.0.id already",
  ],
  [
    "a member",
    async (tx: Tx) => upsertPools(tx, [buildPool("west", [ann, nobody])]),
    "pools.0.members.1.repId",
    UNKNOWN,
  ],
  [
    "a territory's pool",
    async (tx: Tx) => upsertTerritories(tx, [buildTerritory("x", { poolId: toId("pool", "gone") })]),
    "territories.0.poolId",
    "there is no pool pool_gone",
  ],
  [
    "a segment's pool",
    async (tx: Tx) =>
      upsertTerritories(tx, [
        buildTerritory("x", { segmentPools: [{ segment: "smb", poolId: toId("pool", "gone") }] }),
      ]),
    "territories.0.segmentPools.0.poolId",
    "there is no pool pool_gone",
  ],
  ["a manager", async (tx: Tx) => upsertPartners(tx, [buildPartner("x", nobody)]), "partners.0.managerRepId", UNKNOWN],
  ["an owner", async (tx: Tx) => upsertQueues(tx, [buildQueue("x", nobody)]), "queues.0.ownerRepId", UNKNOWN],
] as const)("an upsert that names what is not there is refused by field: %s", async (_, upsert, field, problem) => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const refused = inTransaction(store.db, upsert);
  await expect(refused).rejects.toMatchObject({
    name: "AppError",
    code: "INVALID_INPUT",
    issues: [{ field, problem }],
  });
});

test("a partner's code belongs to one partner, upper or lower case", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  await inTransaction(store.db, async (tx) => upsertPartners(tx, [buildPartner("one", ann, { code: "Cloudly" })]));
  const other = buildPartner("two", ann, { code: "CLOUDLY" });
  const taken = inTransaction(store.db, async (tx) => upsertPartners(tx, [buildPartner("three", ann), other]));
  await expect(taken).rejects.toMatchObject({
    issues: [{ field: "partners.1.code", problem: "part_one has this code" }],
  });
  const twice = inTransaction(store.db, async (tx) =>
    upsertPartners(tx, [other, { ...other, id: toId("partner", "x") }]),
  );
  await expect(twice).rejects.toMatchObject({ code: "INVALID_INPUT", issues: [{ field: "partners.1.code" }] });
  await inTransaction(store.db, async (tx) => upsertPartners(tx, [buildPartner("one", bob, { code: "cloudly" })]));
});

test("a change of the organisation waits for the batch in flight, which sees one revision to its end", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const [reading, release] = [createGate(), createGate()];
  const batch = inTransaction(store.db, async (tx) => {
    const before = await readOrgState(tx, { lock: "share" });
    reading.open();
    await release.opened;
    return [before, await readOrgState(tx, { lock: "none" })];
  });
  await reading.opened;
  let changed = false;
  const change = inTransaction(store.db, async (tx) => upsertReps(tx, [cas])).then(() => (changed = true));
  // Another batch is not held up by the one in flight.
  expect(await inTransaction(store.db, async (tx) => readOrgState(tx, { lock: "none" }))).toMatchObject({
    revision: 4,
  });
  expect(changed).toBe(false);
  release.open();
  const [before, after] = await batch;
  expect(after).toEqual(before);
  await change;
  expect(await readOrgState(store.db, { lock: "none" })).toEqual({
    revision: 5,
    activeRuleSetVersion: 1,
    leadsWait: false,
  });
});
