import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { NotificationKind } from "@pointsman/contracts/notification";
import type { JsonValue, Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

export type FoundNotification = {
  readonly id: number;
  readonly kind: NotificationKind;
  /** Null: those who administer. */
  readonly repId: RepId | null;
  readonly leadId: LeadId | null;
  readonly epoch: number | null;
  readonly createdAt: Timestamp;
  readonly payload: { readonly [name: string]: JsonValue };
};

/** One notification, archived or not. */
export async function findNotification(db: Db, id: number): Promise<FoundNotification | undefined> {
  const { rows } = await sql<FoundNotification>`
    select id, kind, rep_id as "repId", lead_id as "leadId", epoch, created_at as "createdAt", payload
    from all_notification where id = ${id}`.execute(db);
  return rows[0];
}
