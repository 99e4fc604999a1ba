import type { AvailabilityPolicy, CalendarFailure, CalendarKind } from "@pointsman/contracts/availability";
import type { CalendarId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Db, Tx } from "../connect.ts";

export type StoredCalendar = {
  readonly id: CalendarId;
  readonly repId: RepId;
  readonly kind: CalendarKind;
  /** Personal, and of a feed a secret. */
  readonly address: string;
  readonly allIsTimeOff: boolean;
  readonly createdAt: Timestamp;
  readonly nextReadAt: Timestamp;
  readonly lastReadAt: Timestamp | null;
  readonly freshUntil: Timestamp | null;
  readonly failures: number;
  readonly failure: CalendarFailure | null;
  readonly skipped: number;
  readonly blocks: number;
};

/** Calendars by id; of one rep, or of all. */
export async function listCalendars(
  db: Db,
  { repId }: { readonly repId?: RepId | undefined } = {},
): Promise<readonly StoredCalendar[]> {
  let query = db
    .selectFrom("rep_calendar")
    .select(["id", "rep_id as repId", "kind", "personal_address as address", "all_is_time_off as allIsTimeOff"])
    .select(["created_at as createdAt", "next_read_at as nextReadAt", "last_read_at as lastReadAt"])
    .select(["fresh_until as freshUntil", "failures", "failure", "skipped"])
    .select((eb) =>
      eb
        .selectFrom("calendar_block")
        .whereRef("calendar_id", "=", "rep_calendar.id")
        .select(eb.fn.countAll<number>().as("blocks"))
        .as("blocks"),
    )
    .orderBy("id");
  if (repId !== undefined) query = query.where("rep_id", "=", repId);
  return (await query.execute()).map((row) => ({ ...row, blocks: row.blocks ?? 0 }));
}

export type NewCalendar = Pick<StoredCalendar, "id" | "repId" | "kind" | "address" | "allIsTimeOff" | "createdAt"> & {
  readonly createdBy: string;
};

/**
 * Adds a calendar, to be read at once, and returns its id. One that is there already keeps its id and what is known of it,
 * and is read again.
 */
export async function upsertCalendar(tx: Tx, calendar: NewCalendar): Promise<CalendarId> {
  const { id } = await tx
    .insertInto("rep_calendar")
    .values({
      id: calendar.id,
      rep_id: calendar.repId,
      kind: calendar.kind,
      personal_address: calendar.address,
      all_is_time_off: calendar.allIsTimeOff,
      created_at: calendar.createdAt,
      created_by: calendar.createdBy,
      next_read_at: calendar.createdAt,
    })
    .onConflict((oc) =>
      oc.columns(["rep_id", "kind", "personal_address"]).doUpdateSet({
        all_is_time_off: calendar.allIsTimeOff,
        next_read_at: calendar.createdAt,
        etag: null,
        last_modified: null,
      }),
    )
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Has a calendar read at once; whose it is, or undefined where there is none. */
export async function hastenCalendar(tx: Tx, id: CalendarId, now: Timestamp): Promise<RepId | undefined> {
  const row = await tx
    .updateTable("rep_calendar")
    .set({ next_read_at: now })
    .where("id", "=", id)
    .returning("rep_id")
    .executeTakeFirst();
  return row?.rep_id;
}

/** Removes a calendar with what is known of it; whose it was, or undefined where there was none. */
export async function deleteCalendar(tx: Tx, id: CalendarId): Promise<RepId | undefined> {
  const row = await tx.deleteFrom("rep_calendar").where("id", "=", id).returning("rep_id").executeTakeFirst();
  return row?.rep_id;
}

/** How many calendars of reps who are here were last read too long ago. */
export async function countStaleCalendars(db: Db, now: Timestamp): Promise<number> {
  const { count } = await db
    .selectFrom("rep_calendar")
    .innerJoin("rep", "rep.id", "rep_calendar.rep_id")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("rep.status", "=", "active")
    .where("fresh_until", "<", now)
    .executeTakeFirstOrThrow();
  return count;
}

export async function readAvailabilityPolicy(db: Db): Promise<AvailabilityPolicy> {
  return db
    .selectFrom("availability_policy")
    .select(["long_busy_minutes as longBusyMinutes", "tell_stale_after_hours as tellStaleAfterHours"])
    .executeTakeFirstOrThrow();
}

export async function writeAvailabilityPolicy(tx: Tx, policy: AvailabilityPolicy): Promise<void> {
  await tx
    .updateTable("availability_policy")
    .set({ long_busy_minutes: policy.longBusyMinutes, tell_stale_after_hours: policy.tellStaleAfterHours })
    .execute();
}
