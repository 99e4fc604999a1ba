import { MAX_SUBMISSIONS_PER_CALL, type SubmitResult } from "@pointsman/contracts/api";
import { LeadId } from "@pointsman/contracts/id";
import { Submission } from "@pointsman/contracts/lead";
import { toTraceparent } from "@pointsman/contracts/trace";
import { z } from "zod";

import type { Log } from "../log.ts";
import type { EdgeTracing } from "../tracing.ts";
import { toRetryDelaySeconds, type RetryPauses } from "./retry-delay.ts";
import type { SubmitToRouter } from "./router.ts";
import type { QueueProducer } from "./send-to-queue.ts";

/** A message that cannot be routed, whole and with the reason, so that it can be mended and sent again. */
export interface DeadLetter {
  readonly reason: string;
  readonly body: unknown;
}

/** What the consumer needs of the world. */
export interface ConsumeDeps {
  readonly submitToRouter: SubmitToRouter;
  readonly queueDeadlineMs: number;
  readonly retryPauses: RetryPauses;
  readonly deadLetterQueue: QueueProducer<DeadLetter>;
  readonly log: Log;
  readonly tracing: EdgeTracing;
  readonly nowMs: () => number;
}

interface Delivery {
  readonly message: Message;
  readonly submission: Submission;
}

/**
 * Delivers a batch of queued leads; each message gets its own end:
 *
 * - routed, or known already → acknowledged
 * - the same key with another body → acknowledged and logged: the first lead stands
 * - refused for good, or no lead at all → dead letter queue
 * - anything else → again, after a growing pause
 */
export async function consumeBatch(deps: ConsumeDeps, batch: MessageBatch): Promise<void> {
  const deliveries: Delivery[] = [];
  for (const message of batch.messages) {
    const parsed = Submission.safeParse(message.body);
    if (parsed.success) deliveries.push({ message, submission: parsed.data });
    else await bury(deps, message, "not_a_submission");
  }
  for (let at = 0; at < deliveries.length; at += MAX_SUBMISSIONS_PER_CALL) {
    await deliver(deps, deliveries.slice(at, at + MAX_SUBMISSIONS_PER_CALL));
  }
}

async function deliver(deps: ConsumeDeps, deliveries: readonly Delivery[]): Promise<void> {
  const submissions = deliveries.map(({ submission }) => submission);
  const startMs = deps.nowMs();
  const reply = await deps.submitToRouter(submissions, deps.queueDeadlineMs, traceOfOne(deps, submissions));
  for (const { message, submission } of deliveries)
    deps.tracing.report({
      name: "lead.deliver",
      leadId: submission.leadId,
      startMs,
      endMs: deps.nowMs(),
      attributes: { "pointsman.attempts": message.attempts, "pointsman.outcome": reply.kind },
    });
  if (reply.kind === "answered") {
    for (const [index, delivery] of deliveries.entries()) await settle(deps, delivery, reply.results[index]);
    return;
  }
  deps.log("batch_failed", { leads: deliveries.length, reason: reply.reason });
  if (reply.isRefusal && deliveries.length > 1) {
    // One lead that the router cannot even read must not keep 99 others waiting.
    for (const delivery of deliveries) await deliver(deps, [delivery]);
    return;
  }
  for (const { message } of deliveries) retryLater(deps, message);
}

/** A call for several leads belongs to no one's trace; the router finds each lead's by its id. */
function traceOfOne({ tracing }: ConsumeDeps, [first, ...others]: readonly Submission[]): string | undefined {
  if (first === undefined || others.length > 0) return undefined;
  const place = tracing.placeOf(first.leadId);
  return place === null ? undefined : toTraceparent(place);
}

async function settle(deps: ConsumeDeps, { message, submission }: Delivery, result: SubmitResult | undefined) {
  if (result === undefined || (!result.ok && result.retryable)) return retryLater(deps, message);
  const about = { leadId: submission.leadId, source: submission.source, attempts: message.attempts };
  if (result.ok) {
    deps.log("queued_lead_routed", { ...about, repeated: result.lead.repeated });
    return message.ack();
  }
  if (result.code !== "IDEMPOTENCY_CONFLICT") return bury(deps, message, result.code);
  deps.log("key_conflict", about);
  return message.ack();
}

/** Acknowledged only once the dead letter queue has it. */
async function bury(deps: ConsumeDeps, message: Message, reason: string): Promise<void> {
  try {
    await deps.deadLetterQueue.send({ reason, body: message.body });
  } catch {
    return retryLater(deps, message);
  }
  const { data } = z.object({ leadId: LeadId }).safeParse(message.body);
  deps.log("dead_letter", { leadId: data?.leadId ?? "unknown", messageId: message.id, reason });
  return message.ack();
}

function retryLater(deps: ConsumeDeps, message: Message): void {
  message.retry({ delaySeconds: toRetryDelaySeconds(message.attempts, deps.retryPauses) });
}
