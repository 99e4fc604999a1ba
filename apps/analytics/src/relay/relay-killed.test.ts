import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { connect, type Db } from "@pointsman/store/connect";
import { measureOutboxLag } from "@pointsman/store/outbox/measure-outbox-lag";
import { cloneTemplate, type TestDatabase } from "@pointsman/testkit/postgres";
import { listStaleDays } from "@pointsman/warehouse/reconcile/list-events";
import { afterEach, beforeEach, expect, inject, test } from "vitest";

import { appendReceived } from "../../test/seed.ts";
import { compareStores } from "../check/compare-stores.ts";
import { openWarehouse } from "../open-warehouse.ts";

/** Kills a step: once in every run of the tests, 50 times with RELAY_KILLS=50. */
const KILLS = Number(process.env["RELAY_KILLS"] ?? 1);
const STEPS = ["frozen", "inserted", "folded", "marked"] as const;
const RELAY = fileURLToPath(new URL("../../test/relay-process.ts", import.meta.url));
const EVENTS_PER_KILL = 10;
const MINUTE_MS = 60_000;

let folder = "";
let database: TestDatabase;
let db: Db;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pointsman-relay-"));
  database = await cloneTemplate(inject("postgresTemplate"));
  db = connect({ url: database.url, maxConnections: 2, applicationName: "relay-killed-test" });
});

afterEach(async () => {
  await db.destroy();
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a relay until it dies or is done. @param killAfterMs killed from outside, so long after it began to relay */
async function relay(step: string, killAfterMs?: number): Promise<string | number | null> {
  const child = spawn(process.execPath, [RELAY, database.url, join(folder, "warehouse"), step], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit") as Promise<[number | null, string | null]>;
  await Promise.race([once(child.stdout, "data"), ended]);
  if (killAfterMs !== undefined) {
    await setTimeout(killAfterMs);
    child.kill("SIGKILL");
  }
  const [code, signal] = await ended;
  return signal ?? code;
}

/** What must hold when all is over: nothing waits, both stores have the same, rows are those of the events. */
async function check() {
  const { client, close } = await openWarehouse({ kind: "embedded", path: join(folder, "warehouse") });
  const { signal } = new AbortController();
  const pause = async () => {};
  const { ok, violations } = await compareStores({ db, warehouse: client, pause, stopping: signal });
  const result = await client.query({ query: "select toUInt32(count()) as n from event_v1", format: "JSONEachRow" });
  const [stored] = await result.json<{ readonly n: number }>();
  const stale = await listStaleDays.run(client, {});
  await close();
  const { undelivered } = await measureOutboxLag(db);
  return { ok, violations, stored: stored?.n, stale, undelivered };
}

test(
  `killed ${KILLS} times after each of its steps, and in between, every event is in the warehouse once (F21, F22, F25)`,
  async () => {
    let events = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      for (const step of STEPS) {
        await appendReceived(db, EVENTS_PER_KILL, `${step}-${kill}-`);
        events += EVENTS_PER_KILL;
        expect(await relay(step)).toBe("SIGKILL");
      }
      await appendReceived(db, EVENTS_PER_KILL, `any-${kill}-`);
      events += EVENTS_PER_KILL;
      await relay("never", kill % 40);
    }
    expect(await relay("never")).toBe(0);
    expect(await check()).toEqual({ ok: true, violations: [], stored: events, stale: [], undelivered: 0 });
  },
  MINUTE_MS * (1 + KILLS),
);

test("negative control: a relay that marks before it sends loses what it had in hand, and the check is red", async () => {
  await appendReceived(db, EVENTS_PER_KILL);
  expect(await relay("careless")).toBe("SIGKILL");
  expect(await relay("never")).toBe(0);
  expect(await check()).toMatchObject({ ok: false, stored: EVENTS_PER_KILL - 7, undelivered: 0 });
}, 60_000);
