import type { DisabledReason } from "@pointsman/contracts/endpoint";
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
  const { endpointId } = claimed;
  const disabled = await inTransaction(db, async (tx) => {
    // The endpoint before its deliveries, as where it is disabled.
    const reason = endpointId === null ? null : await noteHealth(tx, endpointId, { attempted, now });
    const { at, status, durationMs, error } = attempted;
    const attempt = { attempt: claimed.attempt, at, status, durationMs, error };
    await finishDelivery(tx, { id: claimed.id, claimed: claimed.attempt, next }, attempt);
    if (endpointId === null || reason === null) return null;
    return (await disable(tx, endpointId, { reason, now })) ? reason : null;
  });
  if (next.state === "failed")
    log.warn({ deliveryId: claimed.id, endpointId, error: attempted.error }, "gave up a message");
  if (disabled !== null) log.warn({ endpointId, reason: disabled }, "an endpoint is disabled");
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
  if (attempted.result === "delivered") {
    await noteSuccess(tx, id, now);
    return null;
  }
  const pausedUntil = attempted.pauseMs === null ? null : toTimestamp(Date.parse(now) + attempted.pauseMs);
  const failingSince = await noteFailure(tx, id, { now, pausedUntil });
  if (attempted.result === "gone") return "gone";
  const failingMs = failingSince === undefined ? 0 : Date.parse(now) - Date.parse(failingSince);
  return failingMs >= DISABLE_AFTER_MS ? "failing" : null;
}

async function disable(
  tx: Tx,
  endpointId: EndpointId,
  { reason, now }: { readonly reason: DisabledReason; readonly now: Timestamp },
): Promise<boolean> {
  const ownerRepId = await disableEndpoint(tx, endpointId, { now, reason });
  if (ownerRepId === undefined) return false;
  await insertNotifications(tx, [
    { kind: "endpoint_disabled", repId: ownerRepId, lead: null, createdAt: now, payload: { endpointId, reason } },
  ]);
  return true;
}
