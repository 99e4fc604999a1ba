import { toTimestamp } from "@pointsman/contracts/primitive";
import { MAX_CONNECTIONS } from "@pointsman/outbound/mail";
import { postJson } from "@pointsman/outbound/post-json";
import { claimDeliveries, type ClaimedDelivery } from "@pointsman/store/deliveries/claim-deliveries";
import { finishDelivery } from "@pointsman/store/deliveries/finish-delivery";

import type { NotifierContext } from "./notifier-context.ts";
import { prepareCall, type Call } from "./prepare-call.ts";
import { settle, type Attempted } from "./settle.ts";

/** Whoever claimed a message and has not said by then how it went is taken for dead. No attempt takes longer. */
const CLAIM_MS = 120_000;

/** Calls to one endpoint at once, by all processes. */
const PER_ENDPOINT = 10;

/** Takes up to `total` messages that are due; each is then sent once by this process. */
export async function claimDue(
  { db, clock, mailer }: NotifierContext,
  total: number,
): Promise<readonly ClaimedDelivery[]> {
  const nowMs = clock.nowMs();
  return claimDeliveries(db, {
    now: toTimestamp(nowMs),
    claimUntil: toTimestamp(nowMs + CLAIM_MS),
    limits: { perEndpoint: PER_ENDPOINT, mails: MAX_CONNECTIONS, mailsOn: mailer !== null, total },
  });
}

/** Sends a claimed message and notes how that went. Who dies in between leaves it claimed, and it is sent again under the same id. */
export async function deliver(context: NotifierContext, claimed: ClaimedDelivery): Promise<void> {
  const call = await prepareCall(context, claimed).catch(async (error: unknown) => postpone(context, claimed, error));
  if (call === "postponed") return;
  if (call === null) return drop(context, claimed);
  await settle(context, claimed, await attempt(context, call));
}

/** It could not be made ready: tried again as if its receiver had failed, which nobody holds against him. */
async function postpone(context: NotifierContext, claimed: ClaimedDelivery, error: unknown): Promise<"postponed"> {
  context.log.error({ err: error, deliveryId: claimed.id }, "a message could not be made");
  const at = toTimestamp(context.clock.nowMs());
  const failure = { result: "retry", status: null, error: "INTERNAL", pauseMs: null, at, durationMs: 0 } as const;
  await settle(context, { ...claimed, endpointId: null }, failure);
  return "postponed";
}

async function attempt({ clock, fetch, mailer }: NotifierContext, call: Call): Promise<Attempted> {
  const nowMs = clock.nowMs();
  const at = toTimestamp(nowMs);
  const result =
    call.kind === "post"
      ? await postJson(fetch, { url: call.url, body: call.body, headers: call.headers, nowMs })
      : await mailer?.send(call.mail);
  const durationMs = Math.max(0, clock.nowMs() - nowMs);
  // Claimed by a process with a server for e-mail, prepared by the same.
  if (result === undefined) throw new Error("There is no server for e-mail");
  return { ...result, at, durationMs };
}

/** It is no longer true, or what it is about is no longer on file. */
async function drop({ db, clock }: NotifierContext, { id, attempt }: ClaimedDelivery): Promise<void> {
  const next = { state: "dropped", at: toTimestamp(clock.nowMs()) } as const;
  await finishDelivery(db, { id, claimed: attempt, next }, null);
}
