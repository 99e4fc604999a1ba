import type { NotificationOnFile } from "@pointsman/contracts/api/waiting";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { NotificationKind } from "@pointsman/contracts/notification";
import type { JsonValue, Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { parseCursor } from "../cursor.ts";
import { cutPage, type PageOptions } from "../page.ts";

export type StoredNotification = {
  readonly kind: NotificationKind;
  readonly leadId: LeadId | null;
  readonly epoch: number | null;
  readonly createdAt: Timestamp;
  readonly payload: { readonly [name: string]: JsonValue };
};

/** What a rep is told after `after`, or ever, in the order in which it was noted; at most `limit`. */
export async function listNotifications(
  db: Db,
  query: {
    readonly repId: RepId;
    readonly kinds: readonly NotificationKind[];
    readonly after: Timestamp | null;
    readonly limit: number;
  },
): Promise<readonly StoredNotification[]> {
  const { repId, kinds, after, limit } = query;
  const { rows } = await sql<StoredNotification>`
    select kind, lead_id as "leadId", epoch, created_at as "createdAt", payload
    from notification
    where rep_id = ${repId} and kind = any(${kinds}::text[])
      and (${after}::timestamptz is null or created_at > ${after}::timestamptz)
    order by created_at, id
    limit ${limit}`.execute(db);
  return rows;
}

/** What people are told, the latest noted first. Throws `INVALID_INPUT` for a cursor of another list. */
export async function pageNotifications(
  db: Db,
  query: PageOptions & {
    readonly repId?: RepId | undefined;
    /** Only those of these reps; undefined: all. */
    readonly withinRepIds?: readonly RepId[] | undefined;
    readonly leadId?: LeadId | undefined;
    readonly kinds?: readonly NotificationKind[] | undefined;
  },
): Promise<{ readonly notifications: readonly NotificationOnFile[]; readonly nextCursor: string | null }> {
  const { repId, withinRepIds, leadId, kinds, limit, cursor } = query;
  let select = db
    .selectFrom("notification")
    .select(["id", "kind", "rep_id as repId", "lead_id as leadId", "epoch", "created_at as createdAt", "payload"])
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (repId !== undefined) select = select.where("rep_id", "=", repId);
  if (withinRepIds !== undefined) select = select.where(sql<boolean>`rep_id = any(${withinRepIds}::text[])`);
  if (leadId !== undefined) select = select.where("lead_id", "=", leadId);
  if (kinds !== undefined) select = select.where("kind", "in", kinds);
  if (cursor !== undefined) {
    const [id] = parseCursor(cursor, (parts) => parts.length === 1 && /^\d{1,15}$/.test(parts[0] ?? ""));
    select = select.where("id", "<", Number(id));
  }
  const { rows: notifications, nextCursor } = cutPage(await select.execute(), limit, ({ id }) => [String(id)]);
  return { notifications, nextCursor };
}

/** Whether somebody was told this of that decision on the lead. */
export async function isTold(
  db: Db,
  { leadId, epoch, kind }: { readonly leadId: LeadId; readonly epoch: number; readonly kind: NotificationKind },
): Promise<boolean> {
  const row = await db
    .selectFrom("notification")
    .select("id")
    .where("lead_id", "=", leadId)
    .where("epoch", "=", epoch)
    .where("kind", "=", kind)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** When the rep was last told this; null: never. */
export async function findLastToldAt(db: Db, repId: RepId, kind: NotificationKind): Promise<Timestamp | null> {
  const row = await db
    .selectFrom("notification")
    .select("created_at as createdAt")
    .where("rep_id", "=", repId)
    .where("kind", "=", kind)
    .orderBy("created_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.createdAt ?? null;
}
