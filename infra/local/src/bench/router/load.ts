import { setTimeout as pause } from "node:timers/promises";

import { MAX_SUBMISSIONS_PER_CALL } from "@pointsman/contracts/api";
import type { LeadId } from "@pointsman/contracts/id";
import { createRandom } from "@pointsman/demo/random";
import { Pool } from "undici";

import { makeSubmission, toLeadId } from "./organisation.ts";

/** Callers of one process: with 100 leads a call, two full batches under way and two that wait. */
const CALLERS = 8;

/** Gives each lead of a run a number of its own. */
export class LeadNumbers {
  #next = 0;

  take(count: number): number {
    const first = this.#next;
    this.#next += count;
    return first;
  }

  /** Ids of the leads with the highest numbers. */
  newest(count: number): readonly LeadId[] {
    return Array.from({ length: Math.min(count, this.#next) }, (_, back) => toLeadId(this.#next - 1 - back));
  }
}

export interface Target {
  /** `http://host:port` of each routing process. */
  readonly routers: readonly string[];
  readonly key: string;
  readonly numbers: LeadNumbers;
}

/**
 * Closed load over loopback: so many callers per process, each with a call of 100 leads under way (`leads.import` of the
 * public API). Answers are read and looked through for refusals.
 *
 * @param load `warmUpS`: how long the load has been on when the clock starts, so that nothing is counted of its beginning
 * @returns leads per second that were committed and answered while the clock ran, and the load with it
 */
export async function measureThroughput(
  target: Target,
  { warmUpS = 0, seconds }: { readonly warmUpS?: number; readonly seconds: number },
): Promise<number> {
  const from = performance.now() + warmUpS * 1_000;
  const until = from + seconds * 1_000;
  let done = 0;
  const caller = async (pool: Pool) => {
    while (performance.now() < until) {
      const body = toBody(target.numbers.take(MAX_SUBMISSIONS_PER_CALL), MAX_SUBMISSIONS_PER_CALL);
      await submit(pool, { path: "/trpc/leads.import", body, key: target.key });
      const now = performance.now();
      if (now >= from && now < until) done += MAX_SUBMISSIONS_PER_CALL;
    }
  };
  const pools = target.routers.map((url) => new Pool(url, { connections: CALLERS }));
  await Promise.all(pools.flatMap((pool) => Array.from({ length: CALLERS }, async () => caller(pool))));
  await Promise.all(pools.map(async (pool) => pool.close()));
  return done / seconds;
}

/**
 * Open load: calls leave when the schedule says, whatever has become of those before; gaps are drawn at random about
 * their mean. Latency counts from the scheduled time, so that a stall is paid by everybody who would have come.
 *
 * @returns milliseconds of each call
 */
export async function measureLatencies(
  send: (number: number) => Promise<void>,
  {
    perSecond,
    seconds,
    numbers,
  }: { readonly perSecond: number; readonly seconds: number; readonly numbers: LeadNumbers },
): Promise<readonly number[]> {
  const random = createRandom(7);
  const latencies: number[] = [];
  const calls: Promise<void>[] = [];
  const timed = async (number: number, scheduled: number) => {
    await send(number);
    latencies.push(performance.now() - scheduled);
  };
  const started = performance.now();
  let dueMs = 0;
  while (dueMs < seconds * 1_000) {
    const scheduled = started + dueMs;
    const early = scheduled - performance.now();
    if (early > 0.5) await pause(early);
    calls.push(timed(numbers.take(1), scheduled));
    dueMs += (-Math.log((random.int(0, 999_999) + 1) / 1_000_000) * 1_000) / perSecond;
  }
  await Promise.all(calls);
  return latencies;
}

/** Sends one lead a call to the routing process. */
export function toSingleSender({ routers, key }: Target): (number: number) => Promise<void> {
  const [url = ""] = routers;
  const pool = new Pool(url, { connections: 256 });
  return async (number) => submit(pool, { path: "/trpc/leads.submit", body: toBody(number, 1), key });
}

function toBody(first: number, count: number): Buffer {
  const receivedAt = new Date().toISOString();
  const submissions = Array.from({ length: count }, (_, index) => makeSubmission(first + index, receivedAt));
  return Buffer.from(JSON.stringify({ submissions, notify: true }));
}

async function submit(
  pool: Pool,
  { path, body, key }: { readonly path: string; readonly body: Buffer; readonly key: string },
): Promise<void> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
  const { body: stream } = await pool.request({ path, method: "POST", headers, body });
  const answer = await stream.text();
  if (!answer.includes('"ok":true') || answer.includes('"ok":false') || answer.includes('"state":"parked"')) {
    throw new Error(`The routing service refused leads of the bench: ${answer.slice(0, 500)}`);
  }
}
