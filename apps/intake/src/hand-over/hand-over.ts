import type { RoutedLead, SubmitResult } from "@pointsman/contracts/api";
import { AppError } from "@pointsman/contracts/error";
import type { Submission } from "@pointsman/contracts/lead";
import { toTraceparent } from "@pointsman/contracts/trace";

import type { Log } from "../log.ts";
import type { EdgeTracing } from "../tracing.ts";
import type { RouterReply, SubmitToRouter } from "./router.ts";
import { type QueueProducer, sendToQueue } from "./send-to-queue.ts";

/** What the hand-over needs of the world. */
export interface HandOverDeps {
  readonly submitToRouter: SubmitToRouter;
  readonly routerDeadlineMs: number;
  readonly leadQueue: QueueProducer<Submission>;
  readonly pause: (ms: number) => Promise<void>;
  readonly log: Log;
  readonly tracing: EdgeTracing;
}

/** The lead is committed with a decision, or safe in the queue. */
export type HandedOver = { readonly kind: "decided"; readonly lead: RoutedLead } | { readonly kind: "queued" };

/** Refusals that are the caller's to repair. Any other is ours, and the lead waits in the queue meanwhile. */
const REFUSALS = ["IDEMPOTENCY_CONFLICT", "INVALID_INPUT", "CONFLICT"] as const;

/**
 * Gives the lead to the routing service, or else to the queue; returns only once one of them has it.
 *
 * @throws AppError `UNAVAILABLE` if neither took it, or the router's own refusal.
 */
export async function handOver(deps: HandOverDeps, submission: Submission): Promise<HandedOver> {
  const place = deps.tracing.placeOf(submission.leadId);
  const reply = await deps.submitToRouter(
    [submission],
    deps.routerDeadlineMs,
    place === null ? undefined : toTraceparent(place),
  );
  const result = reply.kind === "answered" ? reply.results[0] : undefined;
  if (result?.ok === true) return { kind: "decided", lead: result.lead };
  const refusal = REFUSALS.find((code) => result?.ok === false && !result.retryable && result.code === code);
  if (refusal !== undefined && result?.ok === false) throw new AppError(refusal, result.message);
  const about = { leadId: submission.leadId, source: submission.source, reason: toReason(reply, result) };
  try {
    await sendToQueue(deps.leadQueue, submission, deps.pause);
  } catch {
    deps.log("lead_not_accepted", about);
    throw new AppError("UNAVAILABLE", "The lead was not taken. Send it again in a few seconds, with the same key.");
  }
  deps.log("lead_queued", about);
  return { kind: "queued" };
}

function toReason(reply: RouterReply, result: SubmitResult | undefined): string {
  if (reply.kind === "failed") return reply.reason;
  return result?.ok === false ? result.code : "unreadable";
}
