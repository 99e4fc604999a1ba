import { toId } from "@pointsman/contracts/id";
import { buildPool, buildRep, TEST_NOW } from "@pointsman/testkit/builders";
import { expect, test } from "vitest";

import { ANN, BOB, seedOrganisation, WEST } from "../../test/seed.ts";
import { openTestStore } from "../../test/test-store.ts";
import { inTransaction } from "../in-transaction.ts";
import { upsertPools } from "../organisation/upsert-pools.ts";
import { listRepLoads } from "../reps/list-rep-loads.ts";
import { lockRepLoads, type RepLoad } from "../reps/lock-rep-loads.ts";
import { writeRepLoads } from "../reps/write-rep-loads.ts";
import { listPoolLedgers } from "./list-pool-ledgers.ts";
import { lockPools, type PoolState } from "./lock-pools.ts";
import { writePools } from "./write-pools.ts";

const EAST = toId("pool", "east");

function takeOne(pool: PoolState): PoolState {
  const seq = pool.seq + 1;
  const members = pool.members.map(({ repId, creditMicro }) => ({
    repId,
    creditMicro: creditMicro - 1,
    lastAssignedSeq: seq,
  }));
  return { poolId: pool.poolId, seq, members };
}

function addOne({ repId, openLeads, openUnits }: RepLoad): RepLoad {
  return { repId, openLeads: openLeads + 1, openUnits: openUnits + 2, lastAssignedAt: TEST_NOW };
}

test("pools are locked in id order and come with their members in configured order", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const pools = await inTransaction(store.db, async (tx) => {
    await upsertPools(tx, [buildPool("east", [buildRep("bob"), buildRep("ann")])]);
    return lockPools(tx, [WEST, EAST, toId("pool", "none")]);
  });
  const fresh = { creditMicro: 0, lastAssignedSeq: null };
  expect(pools).toEqual([
    {
      poolId: EAST,
      seq: 0,
      members: [
        { repId: BOB, ...fresh },
        { repId: ANN, ...fresh },
      ],
    },
    {
      poolId: WEST,
      seq: 0,
      members: [
        { repId: ANN, ...fresh },
        { repId: BOB, ...fresh },
      ],
    },
  ]);
});

test("no change of a pool is lost among batches that run at once, and none deadlocks", async () => {
  await using store = await openTestStore(8);
  await seedOrganisation(store.db);
  await inTransaction(store.db, async (tx) => upsertPools(tx, [buildPool("east", [buildRep("ann")])]));
  let runs = 0;
  const work = Array.from({ length: 40 }, async (_, round) => {
    await inTransaction(store.db, async (tx) => {
      runs += 1;
      const pools = await lockPools(tx, round % 2 === 0 ? [WEST, EAST] : [EAST, WEST]);
      const loads = await lockRepLoads(tx, round % 2 === 0 ? [ANN, BOB] : [BOB, ANN]);
      await writePools(tx, pools.map(takeOne));
      await writeRepLoads(tx, loads.map(addOne));
    });
  });
  await Promise.all(work);
  expect(runs).toBe(40);
  const pools = await inTransaction(store.db, async (tx) => lockPools(tx, [EAST]));
  expect(pools).toEqual([{ poolId: EAST, seq: 40, members: [{ repId: ANN, creditMicro: -40, lastAssignedSeq: 40 }] }]);
  expect(await listRepLoads(store.db)).toEqual(
    [ANN, BOB].map((repId) => ({ repId, openLeads: 40, openUnits: 80, lastAssignedAt: TEST_NOW })),
  );
});

test("a load below zero is refused", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const below = inTransaction(store.db, async (tx) =>
    writeRepLoads(tx, [{ repId: ANN, openLeads: -1, openUnits: 0, lastAssignedAt: null }]),
  );
  await expect(below).rejects.toMatchObject({ code: "23514" });
});

test("ledgers can be looked at while a batch holds the pools", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  await inTransaction(store.db, async (tx) => {
    const locked = await lockPools(tx, [WEST]);
    expect(await listPoolLedgers(store.db)).toEqual(locked);
  });
});
