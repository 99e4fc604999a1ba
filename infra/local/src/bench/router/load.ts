import { Agent, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

import { MAX_SUBMISSIONS_PER_CALL } from "@pointsman/contracts/api";
import { createRandom } from "@pointsman/demo/random";

import { makeSubmission } from "./organisation.ts";

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
}

export interface Target {
  /** `http://host:port` of each routing process. */
  readonly routers: readonly string[];
  readonly key: string;
  readonly numbers: LeadNumbers;
}

/**
 * Closed load over loopback: so many callers per process, each with a call of 100 leads under way (`leads.import` of the
 * public API). Bodies are written before the clock starts, answers are read and looked through for refusals.
 *
 * @returns committed leads per second
 */
export async function measureThroughput(target: Target, seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  const until = performance.now() + seconds * 1_000;
  let done = 0;
  const caller = async (url: string) => {
    while (performance.now() < until) {
      const body = toBody(target.numbers.take(MAX_SUBMISSIONS_PER_CALL), MAX_SUBMISSIONS_PER_CALL);
      await submit(`${url}/trpc/leads.import`, { body, key: target.key, agent });
      if (performance.now() < until) done += MAX_SUBMISSIONS_PER_CALL;
    }
  };
  await Promise.all(target.routers.flatMap((url) => Array.from({ length: CALLERS }, async () => caller(url))));
  agent.destroy();
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
  // In turn, so that none is idle until the service closes it, which a call that leaves just then would not survive.
  const agent = new Agent({ keepAlive: true, maxSockets: 256, scheduling: "fifo" });
  const [url = ""] = routers;
  return async (number) => submit(`${url}/trpc/leads.submit`, { body: toBody(number, 1), key, agent });
}

function toBody(first: number, count: number): Buffer {
  const receivedAt = new Date().toISOString();
  const submissions = Array.from({ length: count }, (_, index) => makeSubmission(first + index, receivedAt));
  return Buffer.from(JSON.stringify({ submissions, notify: true }));
}

async function submit(
  url: string,
  { body, key, agent }: { readonly body: Buffer; readonly key: string; readonly agent: Agent },
): Promise<void> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${key}`, "content-length": body.length };
  const answer = await new Promise<Buffer>((resolve, reject) => {
    const call = request(url, { method: "POST", agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve(Buffer.concat(chunks)));
      response.on("error", reject);
    });
    call.on("error", reject);
    call.end(body);
  });
  if (!answer.includes('"ok":true') || answer.includes('"ok":false') || answer.includes('"state":"parked"')) {
    throw new Error(`The routing service refused leads of the bench: ${answer.toString().slice(0, 500)}`);
  }
}
