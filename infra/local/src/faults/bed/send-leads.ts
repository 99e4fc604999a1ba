import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

import type { Submission } from "@pointsman/contracts/lead";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { createRandom, type Random } from "@pointsman/demo/random";
import { buildSubmission } from "@pointsman/testkit/builders";

import type { AttemptLog } from "./attempt-log.ts";
import { COUNTRIES } from "./organisation.ts";
import type { RouterProcess } from "./router-process.ts";
import { until } from "./until.ts";

/** Who sends leads, and to whom. */
export interface Sender {
  /** Asked in turn; may change while leads are under way. */
  readonly targets: () => readonly RouterProcess[];
  readonly log: AttemptLog;
  readonly signal: AbortSignal;
  /** Refusals "on our side" after which a lead is given up; none: it is sent until it is answered for good. */
  readonly givesUpAfter?: number;
}

/** The edge gives up on a lead long after this; no fault lasts as long. */
const ANSWER_DEADLINE_MS = 60_000;
const MAX_PAUSE_MS = 60;

/** A lead as the edge hands it over, stamped now. `name` makes id, key, address and company. */
export function makeLead(name: string, country: string): Submission {
  const lead = { email: `${name}@${name}.example`, company: name, country };
  return buildSubmission(name, { ...stamp(JSON.stringify(lead)), lead });
}

/** The same key with something else in the body. */
function withAnotherBody(submission: Submission): Submission {
  const lead = { ...submission.lead, company: "Somebody Else" };
  return { ...submission, ...stamp(JSON.stringify(lead)), lead };
}

function stamp(body: string): Pick<Submission, "bodyHash" | "receivedAt"> {
  return { bodyHash: createHash("sha256").update(body).digest("hex"), receivedAt: toTimestamp(Date.now()) };
}

/**
 * Sends a lead until it is answered for good, as the edge does: whatever gets no answer, or one that says "later", is
 * sent again under the same key, to the next router.
 *
 * @throws Error where it gets no answer in 60 s
 */
export async function sendLead(sender: Sender, submission: Submission, random: Random): Promise<void> {
  const { log, signal, targets, givesUpAfter } = sender;
  const deadline = performance.now() + ANSWER_DEADLINE_MS;
  let internalErrors = 0;
  while (!signal.aborted) {
    const attempt = { ...submission, receivedAt: toTimestamp(Date.now()) };
    log.sending(attempt);
    try {
      const { results } = await random.pick(targets()).api.leads.submit.mutate({ submissions: [attempt] });
      const [result] = results;
      if (result === undefined) throw new Error("a lead was sent and no result came back");
      log.answered(attempt, result);
      if (result.ok || !result.retryable) return;
      if (result.code === "INTERNAL") internalErrors += 1;
      if (internalErrors === givesUpAfter) return;
    } catch (error) {
      if (performance.now() > deadline) throw new Error(`${submission.leadId} got no answer`, { cause: error });
    }
    if (performance.now() > deadline) throw new Error(`${submission.leadId} was only told to come back`);
    await pause(random.int(1, MAX_PAUSE_MS));
  }
}

export interface Load {
  /** How many send at the same time, each one lead after the other. */
  readonly submitters: number;
  /** Asked before each lead. */
  readonly goOn: () => boolean;
  /** Makes the names of the leads and all that is left to chance. */
  readonly seed: number;
}

/**
 * Sends leads from many at once. One in ten comes again once it was answered, and one in ten keys comes again with
 * another body.
 */
export async function sendLeads(sender: Sender, { submitters, goOn, seed }: Load): Promise<void> {
  await Promise.all(
    Array.from({ length: submitters }, async (_, submitter) => {
      const random = createRandom(seed * 1_000 + submitter);
      for (let count = 0; goOn() && !sender.signal.aborted; count += 1) {
        const lead = makeLead(`s${seed}-${submitter}-${count}`, random.pick(COUNTRIES));
        await sendLead(sender, lead, random);
        if (random.chance(10)) await sendLead(sender, lead, random);
        if (random.chance(10)) await sendLead(sender, withAnotherBody(lead), random);
      }
    }),
  );
}

/** Does something while leads come in, 16 at a time, then lets the last of them be answered. */
export async function underLoad(sender: Sender, seed: number, work: () => Promise<void>): Promise<void> {
  let isDone = false;
  const outcomes = await Promise.allSettled([
    sendLeads(sender, { submitters: 16, goOn: () => !isDone, seed }),
    work().finally(() => {
      isDone = true;
    }),
  ]);
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

/** Lets that many more leads be answered. */
export async function goOnFor({ log, signal }: Sender, leads: number): Promise<void> {
  const enough = log.acknowledged + leads;
  await until(`${leads} more leads`, () => log.acknowledged >= enough, signal);
}
