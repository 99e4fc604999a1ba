import { inTransaction } from "@pointsman/store/in-transaction";
import { appendEvents } from "@pointsman/store/outbox/append-events";
import { buildLeadEvent } from "@pointsman/testkit/builders";
import { expect, test } from "vitest";

import { appendReceived } from "../../test/seed.ts";
import { countStored, openTestService, type TestService } from "../../test/test-service.ts";
import { backOffMs } from "./back-off.ts";
import { runRelay, type RelayOptions } from "./run-relay.ts";

/** Runs the relay with pauses that take no time, until `onPause` says to stop; tells which pauses it made. */
async function runUntil(
  open: TestService,
  send: RelayOptions["send"],
  onPause: (pauses: readonly number[]) => Promise<"go on" | "stop">,
): Promise<readonly number[]> {
  const stopping = new AbortController();
  const pauses: number[] = [];
  const pause = async (ms: number) => {
    pauses.push(ms);
    if ((await onPause(pauses)) === "stop") stopping.abort();
  };
  const { monitor, service, relay } = open;
  await runRelay({ ...relay, send, monitor, log: service.log, pause, idleMs: 7 }, stopping.signal);
  return pauses;
}

test("ClickHouse fails for long: pauses grow to 30 s, then everything arrives once, and the pauses start anew", async () => {
  await using open = await openTestService();
  await appendReceived(open.db, 10);
  let calls = 0;
  const failing = async (batch: Parameters<RelayOptions["send"]>[0]) => {
    calls += 1;
    // The ninth attempt is stored, but its answer is lost; the tenth is answered; later a short failure.
    if (calls === 9 || calls >= 10) await open.relay.send(batch);
    if (calls < 10 || calls === 11) throw new Error("ClickHouse is away");
  };
  const states: string[] = [];
  const pauses = await runUntil(open, failing, async (soFar) => {
    states.push(open.monitor.state.kind);
    if (soFar.length === 10) await appendReceived(open.db, 5, "later");
    return soFar.length === 12 ? "stop" : "go on";
  });
  expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 7, 250, 7]);
  expect(states).toEqual([...Array(9).fill("retrying"), "delivering", "retrying", "delivering"]);
  expect(open.monitor.state).toEqual({ kind: "stopped" });
  expect(await countStored(open)).toEqual({ events: 15, rows: 15 });
  expect(open.logged.filter((line) => line.includes("will try again"))).toHaveLength(10);
});

test("asked to stop while a batch is under way, it finishes and marks that batch and takes no other", async () => {
  await using open = await openTestService();
  await appendReceived(open.db, 20);
  const stopping = new AbortController();
  const send: RelayOptions["send"] = async (batch) => {
    stopping.abort();
    await open.relay.send(batch);
  };
  const { monitor, service, relay } = open;
  await runRelay(
    { ...relay, send, monitor, log: service.log, pause: service.pause, idleMs: 7, maxBatchEvents: 10 },
    stopping.signal,
  );
  expect(await open.api.relay.status()).toMatchObject({ delivered: 10, waiting: 10, state: { kind: "stopped" } });
  expect(await countStored(open)).toEqual({ events: 10, rows: 10 });
});

test("events that can never be stored are named in the log and in the status, and the relay goes on", async () => {
  await using open = await openTestService();
  const bad = buildLeadEvent("bad", { receivedAt: "2400-01-01T00:00:00.000Z" });
  await inTransaction(open.db, async (tx) => appendEvents(tx, [buildLeadEvent("good"), bad]));
  expect(await runUntil(open, open.relay.send, async () => "stop")).toEqual([7]);
  expect(await open.api.relay.status()).toMatchObject({ delivered: 1, refused: 1, waiting: 0 });
  expect(open.logged.join("")).toContain('"eventId":"evt_bad.0.received"');
  const { findings } = await open.api.check.run();
  expect(findings.find(({ name }) => name === "every-event-is-delivered")).toMatchObject({
    ok: false,
    violations: [{ eventId: "evt_bad.0.received" }],
  });
  expect(findings.find(({ name }) => name === "stores-hold-the-same-events")).toMatchObject({ ok: true });
});

test("the pause doubles from 250 ms to 30 s", () => {
  expect([1, 2, 7, 8, 100, 10_000].map(backOffMs)).toEqual([250, 500, 16_000, 30_000, 30_000, 30_000]);
});
