import type { DeliveryAttempt } from "@pointsman/contracts/endpoint";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";

/** What comes next for a message. */
export type NextState =
  | { readonly state: "delivered" | "failed" | "dropped"; readonly at: Timestamp }
  | { readonly state: "due"; readonly nextAt: Timestamp };

/** Attempts kept of each delivery: two rounds of the schedule of retries. */
const MAX_ATTEMPTS_KEPT = 20;

/**
 * Notes how an attempt went and what comes next.
 *
 * @param attempt null: it was dropped unsent
 * @returns false: the claim had lapsed and somebody else took it, or it was disabled meanwhile; nothing is changed
 */
export async function finishDelivery(
  tx: Tx,
  { id, claimed, next }: { readonly id: number; readonly claimed: number; readonly next: NextState },
  attempt: DeliveryAttempt | null,
): Promise<boolean> {
  const nextAt = next.state === "due" ? next.nextAt : next.at;
  const { rows } = await sql`
    update delivery set
      state = ${next.state}, next_at = ${nextAt}::timestamptz,
      finished_at = ${next.state === "due" ? null : next.at}::timestamptz,
      tries = tries + ${next.state === "due" || next.state === "failed" ? 1 : 0}
    where id = ${id} and attempts = ${claimed} and state = 'sending'
    returning id`.execute(tx);
  if (rows.length === 0) return false;
  if (attempt !== null) await insertAttempt(tx, id, attempt);
  return true;
}

async function insertAttempt(tx: Tx, id: number, attempt: DeliveryAttempt): Promise<void> {
  await sql`
    insert into delivery_attempt (delivery_id, attempt, at, status, duration_ms, error)
    values (${id}, ${attempt.attempt}, ${attempt.at}::timestamptz, ${attempt.status}, ${attempt.durationMs},
            ${attempt.error})`.execute(tx);
  if (attempt.attempt <= MAX_ATTEMPTS_KEPT) return;
  await sql`
    delete from delivery_attempt
    where delivery_id = ${id} and attempt <= ${attempt.attempt - MAX_ATTEMPTS_KEPT}`.execute(tx);
}
