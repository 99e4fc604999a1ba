import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { NotificationKind } from "@pointsman/contracts/notification";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";

export type ClaimedNotification = {
  readonly id: number;
  readonly kind: NotificationKind;
  /** Null: those who administer. */
  readonly repId: RepId | null;
  readonly leadId: LeadId | null;
  readonly epoch: number | null;
  readonly createdAt: Timestamp;
};

/**
 * The oldest notifications of which no deliveries were made yet, marked as if they were: exactly if the transaction
 * commits. Those that another process is at are left to it.
 */
export async function claimNotifications(tx: Tx, limit: number): Promise<readonly ClaimedNotification[]> {
  const { rows } = await sql<ClaimedNotification>`
    with claimed as (
      select id from notification where not dispatched order by id limit ${limit} for update skip locked
    )
    update notification set dispatched = true
    from claimed
    where notification.id = claimed.id
    returning notification.id, kind, rep_id as "repId", lead_id as "leadId", epoch, created_at as "createdAt"`.execute(
    tx,
  );
  return rows.toSorted((a, b) => a.id - b.id);
}
