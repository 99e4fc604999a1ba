import { generateKeyPairSync } from "node:crypto";

import { measurePending } from "@pointsman/store/audit/pending";
import { verifyChain } from "@pointsman/store/audit/verify-chain";
import { sql } from "kysely";
import pino from "pino";
import { expect, test } from "vitest";

import { openTestService, seedOrganisation, START_MS } from "../../test/test-service.ts";
import { startChainer } from "./run-chainer.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");

/** More than a round of the chainer reads the clock, so that one whole round is between. */
const READS_A_ROUND = 4;

/** A clock that tells how often it was read: the chainer reads it in each round, at its start and at its end. */
function countingClock() {
  let nowMs = START_MS;
  let reads = 0;
  let arrive = { at: Infinity, resolve: () => {} };
  return {
    nowMs: () => {
      reads += 1;
      if (reads >= arrive.at) arrive.resolve();
      return nowMs;
    },
    advance: (ms: number) => {
      nowMs += ms;
    },
    /** Resolves once a whole round has begun and ended since. */
    round: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      arrive = { at: reads + READS_A_ROUND, resolve };
      return promise;
    },
  };
}

test("chains what is committed, goes on after a failure, signs the head every ten minutes, and stops", async () => {
  await using router = await openTestService({ signingKey: privateKey });
  const { db } = router.service;
  await seedOrganisation(router);
  expect((await measurePending(db)).changes).toBeGreaterThan(0);

  const clock = countingClock();
  const lines: string[] = [];
  const log = pino({ level: "error" }, { write: (line: string) => lines.push(line) });
  const chainer = startChainer({ db, clock, log, signingKey: privateKey });
  await clock.round();
  expect((await measurePending(db)).changes).toBe(0);
  const before = await verifyChain(db, { exported: [], publicKey });
  expect(before).toMatchObject({ ok: true, checkpoints: 0 });

  await sql`alter table audit_pending rename to audit_away`.execute(db);
  await clock.round();
  expect(lines[0]).toContain("it will be tried again");
  await sql`alter table audit_away rename to audit_pending`.execute(db);
  await router.api.queues.upsert({
    queues: [{ id: "queue_unplaced", name: "Renamed", ownerRepId: "rep_jordan-k" }],
  });
  clock.advance(10 * 60_000 + 1);
  await clock.round();
  await clock.round();
  await chainer.stop();
  const after = await verifyChain(db, { exported: [], publicKey });
  expect(after).toMatchObject({ ok: true, unchained: { changes: 0 }, checkpoints: 1 });
  expect(after.entries).toBeGreaterThan(before.entries);

  await router.api.queues.upsert({
    queues: [{ id: "queue_unplaced", name: "Once more", ownerRepId: "rep_jordan-k" }],
  });
  expect((await measurePending(db)).changes).toBe(1);
});
