import type { DeliveryAttempt } from "@pointsman/contracts/endpoint";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** What comes next for a message. */
export type NextState =
  | { readonly state: "delivered" | "failed" | "dropped"; readonly at: Timestamp }
  | { readonly state: "due"; readonly nextAt: Timestamp };

/** Attempts kept of each delivery: two rounds of the schedule of retries. */
const MAX_ATTEMPTS_KEPT = 20;

/**
 * Notes how an attempt went and what comes next, in one statement: there is one for each message that is sent.
 *
 * @param attempt null: it was dropped unsent
 * @returns false: the claim had lapsed and somebody else took it, or it was disabled meanwhile; nothing is changed
 */
export async function finishDelivery(
  db: Db,
  { id, claimed, next }: { readonly id: number; readonly claimed: number; readonly next: NextState },
  attempt: DeliveryAttempt | null,
): Promise<boolean> {
  const isDue = next.state === "due";
  const nextAt = isDue ? next.nextAt : next.at;
  const { rows } = await sql`
    with finished as (
      update delivery set
        state = ${next.state}, next_at = ${nextAt}::timestamptz, finished_at = ${isDue ? null : next.at}::timestamptz,
        tries = tries + ${isDue || next.state === "failed" ? 1 : 0}
      where id = ${id} and attempts = ${claimed} and state = 'sending'
      returning id
    ), noted as (
      insert into delivery_attempt (delivery_id, attempt, at, status, duration_ms, error)
      select id, ${claimed}::int, ${attempt?.at ?? null}::timestamptz, ${attempt?.status ?? null}::int,
        ${attempt?.durationMs ?? null}::int, ${attempt?.error ?? null}::text
      from finished where ${attempt !== null}::boolean
    ), forgotten as (
      delete from delivery_attempt
      where delivery_id in (select id from finished) and attempt <= ${claimed - MAX_ATTEMPTS_KEPT}::int
    )
    select id from finished`.execute(db);
  return rows.length > 0;
}
