import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { NotificationKind } from "@pointsman/contracts/notification";
import type { JsonValue, Timestamp } from "@pointsman/contracts/primitive";
import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { prepared } from "../prepared.ts";
import { toRecordset } from "../recordset.ts";

export type NewNotification = {
  readonly kind: NotificationKind;
  /** Who is told; null: those who administer. */
  readonly repId: RepId | null;
  /** Null: about no single lead. */
  readonly lead: { readonly leadId: LeadId; readonly epoch: number } | null;
  readonly createdAt: Timestamp;
  /** Ids and times; nothing personal. */
  readonly payload: { readonly [name: string]: JsonValue };
};

/** Notes what is to be told. Nobody is told the same of one decision twice: what is there already stays. */
export async function insertNotifications(tx: Tx, notifications: readonly NewNotification[]): Promise<void> {
  if (notifications.length > 0) await insertNotificationRows(notifications).execute(tx);
}

/** The statement of `insertNotifications`. */
export function insertNotificationRows(notifications: readonly NewNotification[]): RawBuilder<unknown> {
  const rows = notifications.map(({ lead, ...rest }) => ({ ...rest, ...lead }));
  return sql`${prepared("insert_notifications")}
    insert into notification (kind, rep_id, lead_id, epoch, created_at, payload)
    select kind, "repId", "leadId", epoch, "createdAt", payload
    from json_to_recordset(${toRecordset(rows)}::json) as r (
      kind text, "repId" text, "leadId" text, epoch int, "createdAt" timestamptz, payload jsonb)
    on conflict (lead_id, epoch, kind, rep_id) where lead_id is not null do nothing`;
}
