import { toId } from "@pointsman/contracts/id";
import { TEST_NOW } from "@pointsman/testkit/builders";
import { expect, test } from "vitest";

import { ANN, seedOrganisation } from "../../test/seed.ts";
import { openTestStore } from "../../test/test-store.ts";
import type { Db } from "../connect.ts";
import { disableEndpoint, noteFailure, noteSuccess } from "../endpoints/endpoint-health.ts";
import { findEndpoint } from "../endpoints/find-endpoints.ts";
import { insertEndpoint } from "../endpoints/write-endpoints.ts";
import { inTransaction } from "../in-transaction.ts";
import { claimDeliveries } from "./claim-deliveries.ts";
import { finishDelivery, type NextState } from "./finish-delivery.ts";
import { insertDeliveries } from "./insert-deliveries.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { pruneDeliveries } from "./prune-deliveries.ts";

const [FAST, SLOW] = [toId("endpoint", "fast"), toId("endpoint", "slow")];
const LATER = "2026-11-30T09:00:00.000Z";

async function seed(db: Db, counts: Readonly<Record<string, number>>): Promise<void> {
  await seedOrganisation(db);
  for (const id of [FAST, SLOW]) {
    const settings = { name: "x", url: "https://example.com/", ownerRepId: ANN, types: [], includeContact: false };
    await insertEndpoint(db, { ...settings, id, kind: "webhook", secret: "whsec_x", createdAt: TEST_NOW });
  }
  for (const [receiver, count] of Object.entries(counts)) {
    const endpointId = receiver === "mail" ? null : toId("endpoint", receiver);
    await insertDeliveries(
      db,
      Array.from({ length: count }, (_, index) => ({
        messageId: `msg_${receiver}${index}`,
        endpointId,
        repId: ANN,
        type: "endpoint.test" as const,
        notificationId: null,
        eventId: null,
        nextAt: TEST_NOW,
        createdAt: TEST_NOW,
      })),
    );
  }
}

async function claim(db: Db, limits: Partial<Parameters<typeof claimDeliveries>[1]["limits"]> = {}, now = TEST_NOW) {
  const all = { perEndpoint: 3, mails: 2, total: 100, mailsOn: true, ...limits };
  const claimed = await claimDeliveries(db, { now, claimUntil: LATER, limits: all });
  const count = (id: string | null) => claimed.filter(({ endpointId }) => endpointId === id).length;
  return { claimed, counts: { fast: count(FAST), slow: count(SLOW), mail: count(null) } };
}

test("a receiver has so many at once, by all who claim; one that fails has one, one that is paused or disabled none", async () => {
  await using store = await openTestStore();
  await seed(store.db, { fast: 5, slow: 5, mail: 5 });
  await noteFailure(store.db, SLOW, { now: TEST_NOW, pausedUntil: null });
  expect((await claim(store.db, { mailsOn: false })).counts).toEqual({ fast: 3, slow: 1, mail: 0 });
  expect((await claim(store.db)).counts).toEqual({ fast: 0, slow: 0, mail: 2 });
  await noteFailure(store.db, FAST, { now: TEST_NOW, pausedUntil: "2026-12-24T00:00:00.000Z" });
  await inTransaction(store.db, async (tx) => disableEndpoint(tx, SLOW, { now: TEST_NOW, reason: "gone" }));
  // The claims have lapsed.
  expect((await claim(store.db, {}, LATER)).counts).toEqual({ fast: 0, slow: 0, mail: 2 });
  expect((await claim(store.db, { total: 0 }, LATER)).claimed).toEqual([]);
  expect((await listDeliveries(store.db, { endpointId: SLOW, limit: 9 })).map(({ state }) => state)).toEqual(
    Array.from({ length: 5 }, () => "failed"),
  );
});

test("eight who claim at once get every message, and none twice", async () => {
  await using store = await openTestStore(8);
  await seed(store.db, { fast: 200, mail: 200 });
  const limits = { perEndpoint: 1_000, mails: 1_000, total: 7 };
  const claimers = Array.from({ length: 8 }, async () => {
    const ids: number[] = [];
    for (let claimed = [0]; claimed.length > 0; ids.push(...claimed)) {
      claimed = (await claim(store.db, limits)).claimed.map(({ id }) => id);
    }
    return ids;
  });
  const ids = (await Promise.all(claimers)).flat();
  expect(ids).toHaveLength(400);
  expect(new Set(ids).size).toBe(400);
});

test("only who holds the claim finishes it; the latest 20 attempts are kept", async () => {
  await using store = await openTestStore();
  await seed(store.db, { fast: 1 });
  const finish = async (id: number, attempt: number, next: NextState) =>
    finishDelivery(
      store.db,
      { id, claimed: attempt, next },
      { attempt, at: TEST_NOW, status: 500, durationMs: 12, error: "HTTP 500" },
    );
  for (let attempt = 1; attempt <= 25; attempt++) {
    const { claimed } = await claim(store.db);
    expect(claimed).toMatchObject([{ attempt, tries: attempt - 1 }]);
    const id = claimed[0]?.id ?? 0;
    expect(await finish(id, attempt - 1, { state: "delivered", at: TEST_NOW })).toBe(false);
    expect(await finish(id, attempt, { state: "due", nextAt: TEST_NOW })).toBe(true);
    expect(await finish(id, attempt, { state: "delivered", at: TEST_NOW })).toBe(false);
  }
  const [delivery] = await listDeliveries(store.db, { endpointId: FAST, limit: 1 });
  expect(delivery?.attempts.map(({ attempt }) => attempt)).toEqual(Array.from({ length: 20 }, (_, index) => index + 6));
  expect(delivery?.attempts[0]).toEqual({ attempt: 6, at: TEST_NOW, status: 500, durationMs: 12, error: "HTTP 500" });
});

test("what is long done with is forgotten, and what is not stays", async () => {
  await using store = await openTestStore();
  await seed(store.db, { fast: 3 });
  const { claimed } = await claim(store.db, { total: 2 });
  for (const { id, attempt } of claimed) {
    const next = { state: "dropped", at: TEST_NOW } as const;
    await finishDelivery(store.db, { id, claimed: attempt, next }, null);
  }
  expect(await pruneDeliveries(store.db, { before: TEST_NOW, limit: 10 })).toBe(0);
  expect(await pruneDeliveries(store.db, { before: LATER, limit: 10 })).toBe(2);
  expect(await listDeliveries(store.db, { endpointId: FAST, limit: 9 })).toHaveLength(1);
});

test("an endpoint fails since its first failure, until it succeeds", async () => {
  await using store = await openTestStore();
  await seed(store.db, {});
  expect(await noteFailure(store.db, FAST, { now: TEST_NOW, pausedUntil: null })).toBe(TEST_NOW);
  expect(await noteFailure(store.db, FAST, { now: LATER, pausedUntil: LATER })).toBe(TEST_NOW);
  expect(await findEndpoint(store.db, FAST)).toMatchObject({ failingSince: TEST_NOW, pausedUntil: LATER });
  await noteSuccess(store.db, FAST, LATER);
  expect(await findEndpoint(store.db, FAST)).toMatchObject({ failingSince: null, lastSuccessAt: LATER });
  expect(await noteFailure(store.db, toId("endpoint", "none"), { now: LATER, pausedUntil: null })).toBeUndefined();
});
