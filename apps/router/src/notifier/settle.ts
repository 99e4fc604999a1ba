import type { DeliveryAttempt, DisabledReason } from "@pointsman/contracts/endpoint";
import type { EndpointId } from "@pointsman/contracts/id";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import type { AttemptResult } from "@pointsman/outbound/attempt-result";
import { retryDelayMs } from "@pointsman/outbound/retry-schedule";
import type { Tx } from "@pointsman/store/connect";
import type { ClaimedDelivery } from "@pointsman/store/deliveries/claim-deliveries";
import { finishDelivery, type NextState } from "@pointsman/store/deliveries/finish-delivery";
import { disableEndpoint, noteFailure, noteSuccess } from "@pointsman/store/endpoints/endpoint-health";
import { inTransaction } from "@pointsman/store/in-transaction";
import { insertNotifications } from "@pointsman/store/notifications/insert-notifications";

import { ownerOfFallback } from "../routing/owner-of-fallback.ts";
import type { NotifierContext } from "./notifier-context.ts";

/** An endpoint of which no call succeeded for so long is disabled: by then the first message is tried the tenth time. */
const DISABLE_AFTER_MS = 72 * 3_600_000;

/** An attempt: how it went, when it began and how long it took. */
export interface Attempted extends AttemptResult {
  readonly at: Timestamp;
  readonly durationMs: number;
}

/**
 * Notes how an attempt went: done, or due again after a delay that grows, or given up. An endpoint that is gone, or has
 * failed for three days, is disabled, and its owner told.
 */
export async function settle(context: NotifierContext, claimed: ClaimedDelivery, attempted: Attempted): Promise<void> {
  const { db, clock, chance, log } = context;
  const nowMs = clock.nowMs();
  const now = toTimestamp(nowMs);
  const next = toNext(claimed, attempted, { nowMs, chance });
  if (attempted.result === "delivered") return settleDelivered(context, claimed, { attempted, next });
  const { endpointId } = claimed;
  const disabled = await inTransaction(db, async (tx) => {
    // The endpoint before its deliveries, as where it is disabled.
    const reason = endpointId === null ? null : await noteHealth(tx, endpointId, { attempted, now });
    await finishDelivery(tx, { id: claimed.id, claimed: claimed.attempt, next }, toAttempt(claimed, attempted));
    if (endpointId === null || reason === null) return null;
    return (await disable(tx, context, { endpointId, reason, now })) ? reason : null;
  });
  if (next.state === "failed")
    log.warn({ deliveryId: claimed.id, endpointId, error: attempted.error }, "gave up a message");
  if (disabled !== null) log.warn({ endpointId, reason: disabled }, "an endpoint is disabled");
}

/** As nearly all end: two statements, which need not agree. */
async function settleDelivered(
  { db }: NotifierContext,
  claimed: ClaimedDelivery,
  { attempted, next }: { readonly attempted: Attempted; readonly next: NextState },
): Promise<void> {
  await finishDelivery(db, { id: claimed.id, claimed: claimed.attempt, next }, toAttempt(claimed, attempted));
  if (claimed.endpointId !== null) await noteSuccess(db, claimed.endpointId, attempted.at);
}

function toAttempt({ attempt }: ClaimedDelivery, { at, status, durationMs, error }: Attempted): DeliveryAttempt {
  return { attempt, at, status, durationMs, error };
}

function toNext(
  { tries }: ClaimedDelivery,
  { result, pauseMs }: Attempted,
  { nowMs, chance }: { readonly nowMs: number; readonly chance: () => number },
): NextState {
  const at = toTimestamp(nowMs);
  if (result === "delivered") return { state: "delivered", at };
  const delay = result === "retry" ? retryDelayMs(tries + 1, chance()) : null;
  if (delay === null) return { state: "failed", at };
  return { state: "due", nextAt: toTimestamp(nowMs + Math.max(delay, pauseMs ?? 0)) };
}

/** @returns why the endpoint is to be disabled; null: it is not */
async function noteHealth(
  tx: Tx,
  id: EndpointId,
  { attempted, now }: { readonly attempted: Attempted; readonly now: Timestamp },
): Promise<DisabledReason | null> {
  const pausedUntil = attempted.pauseMs === null ? null : toTimestamp(Date.parse(now) + attempted.pauseMs);
  const failingSince = await noteFailure(tx, id, { now, pausedUntil });
  if (attempted.result === "gone") return "gone";
  const failingMs = failingSince === undefined ? 0 : Date.parse(now) - Date.parse(failingSince);
  return failingMs >= DISABLE_AFTER_MS ? "failing" : null;
}

/** Who owns it is told; where he has left, the owner of the fallback queue: never nobody. */
async function disable(
  tx: Tx,
  { directories }: NotifierContext,
  {
    endpointId,
    reason,
    now,
  }: { readonly endpointId: EndpointId; readonly reason: DisabledReason; readonly now: Timestamp },
): Promise<boolean> {
  const ownerRepId = await disableEndpoint(tx, endpointId, { now, reason });
  if (ownerRepId === undefined) return false;
  const directory = await directories.read(tx, "none");
  const isHere = directory.reps.get(ownerRepId)?.status === "active";
  const repId = isHere || directory.ruleSet === null ? ownerRepId : ownerOfFallback(directory);
  await insertNotifications(tx, [
    { kind: "endpoint_disabled", repId, lead: null, createdAt: now, payload: { endpointId, reason } },
  ]);
  return true;
}
