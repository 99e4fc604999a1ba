import type { CalendarFailure, CalendarKind } from "@pointsman/contracts/availability";
import type { CalendarId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";

/** A calendar that is this process's to read, until its claim ends. */
export type ClaimedCalendar = {
  readonly id: CalendarId;
  readonly repId: RepId;
  readonly kind: CalendarKind;
  readonly address: string;
  readonly allIsTimeOff: boolean;
  /** Of its owner. */
  readonly timeZone: string;
  /** Proves the claim. */
  readonly attempt: number;
  readonly failures: number;
  readonly knownUntil: Timestamp | null;
  readonly readInZone: string | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
};

/** Claims calendars of reps who are here and that are due, the longest due first. Never waits for another process. */
export async function claimCalendars(
  db: Db,
  { now, until, limit }: { readonly now: Timestamp; readonly until: Timestamp; readonly limit: number },
): Promise<readonly ClaimedCalendar[]> {
  const { rows } = await sql<ClaimedCalendar>`
    with due as (
      select rep_calendar.id, rep.time_zone
      from rep_calendar
      join rep on rep.id = rep_calendar.rep_id
      where next_read_at <= ${now} and (claimed_until is null or claimed_until <= ${now}) and rep.status = 'active'
      order by next_read_at
      limit ${limit}
      for update of rep_calendar skip locked)
    update rep_calendar as c
    set claimed_until = ${until}, attempt = attempt + 1
    from due
    where due.id = c.id
    returning c.id, c.rep_id as "repId", c.kind, c.personal_address as address, c.all_is_time_off as "allIsTimeOff",
      due.time_zone as "timeZone", c.attempt, c.failures, c.known_until as "knownUntil", c.read_in_zone as "readInZone",
      c.etag, c.last_modified as "lastModified"`.execute(db);
  return rows;
}

/** When the next calendar is due that nobody reads yet; null: there is none. */
export async function findNextRead(db: Db): Promise<Timestamp | null> {
  const { rows } = await sql<{ readonly at: Timestamp | null }>`
    select min(greatest(next_read_at, claimed_until)) as at
    from rep_calendar
    join rep on rep.id = rep_calendar.rep_id
    where rep.status = 'active'`.execute(db);
  return rows[0]?.at ?? null;
}

/** Locks those of the calendars that are still this process's, and returns their ids. */
export async function lockClaimed(
  tx: Tx,
  claims: readonly Pick<ClaimedCalendar, "id" | "attempt">[],
): Promise<ReadonlySet<CalendarId>> {
  const { rows } = await sql<{ readonly id: CalendarId }>`
    select c.id
    from rep_calendar as c
    join json_to_recordset(${toRecordset(claims)}::json) as r (id text, attempt int) using (id, attempt)
    order by c.id
    for update of c`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

export type StoredBlock = {
  readonly kind: "out_of_office" | "busy";
  readonly from: Timestamp;
  readonly until: Timestamp;
};

/** What is known of calendars, by id. */
export async function findBlocks(
  db: Db,
  calendarIds: readonly CalendarId[],
): Promise<ReadonlyMap<CalendarId, readonly StoredBlock[]>> {
  const rows = await db
    .selectFrom("calendar_block")
    .select(["calendar_id", "kind", "from_at as from", "until_at as until"])
    .where("calendar_id", "in", [...calendarIds, "cal_none"])
    .orderBy("calendar_id")
    .orderBy("position")
    .execute();
  return new Map(
    [...Map.groupBy(rows, (row) => row.calendar_id)].map(([id, blocks]) => [
      id,
      blocks.map(({ kind, from, until }) => ({ kind, from, until })),
    ]),
  );
}

/** Writes what calendars say from now on. */
export async function replaceBlocks(
  tx: Tx,
  calendars: readonly { readonly id: CalendarId; readonly blocks: readonly StoredBlock[] }[],
): Promise<void> {
  if (calendars.length === 0) return;
  await sql`delete from calendar_block where calendar_id = any(${calendars.map(({ id }) => id)}::text[])`.execute(tx);
  const rows = calendars.flatMap(({ id, blocks }) => blocks.map((block, position) => ({ ...block, id, position })));
  await sql`
    insert into calendar_block (calendar_id, position, kind, from_at, until_at)
    select id, position, kind, "from", "until"
    from json_to_recordset(${toRecordset(rows)}::json) as r (
      id text, position int, kind text, "from" timestamptz, "until" timestamptz)`.execute(tx);
}

/** How a reading went; ends the claim. */
export type ReadOutcome = {
  readonly id: CalendarId;
  readonly nextReadAt: Timestamp;
} & (
  | {
      readonly kind: "read";
      readonly lastReadAt: Timestamp;
      readonly freshUntil: Timestamp;
      readonly knownUntil: Timestamp;
      readonly readInZone: string;
      readonly etag: string | null;
      readonly lastModified: string | null;
      readonly skipped: number;
    }
  | { readonly kind: "unchanged"; readonly lastReadAt: Timestamp; readonly freshUntil: Timestamp }
  | { readonly kind: "failed"; readonly failures: number; readonly failure: CalendarFailure; readonly detail: string }
);

export async function writeOutcomes(tx: Tx, outcomes: readonly ReadOutcome[]): Promise<void> {
  for (const { id, nextReadAt, ...outcome } of outcomes) {
    await tx
      .updateTable("rep_calendar")
      .set({ next_read_at: nextReadAt, claimed_until: null, ...toColumns(outcome) })
      .where("id", "=", id)
      .execute();
  }
}

type WithoutKeys<T> = T extends unknown ? Omit<T, "id" | "nextReadAt"> : never;

function toColumns(outcome: WithoutKeys<ReadOutcome>) {
  if (outcome.kind === "failed")
    return { failures: outcome.failures, failure: outcome.failure, failure_detail: outcome.detail };
  const read = {
    last_read_at: outcome.lastReadAt,
    fresh_until: outcome.freshUntil,
    failures: 0,
    failure: null,
    failure_detail: null,
    told_stale_at: null,
  };
  if (outcome.kind === "unchanged") return read;
  const { knownUntil, readInZone, etag, lastModified, skipped } = outcome;
  return { ...read, known_until: knownUntil, read_in_zone: readInZone, etag, last_modified: lastModified, skipped };
}

export type SilentCalendar = {
  readonly id: CalendarId;
  readonly repId: RepId;
  readonly kind: CalendarKind;
  readonly failure: CalendarFailure | null;
  readonly lastReadAt: Timestamp | null;
};

/** Notes of calendars that were not read since `since`, or added and never read, that people are told, and returns them: each once. */
export async function markTold(
  tx: Tx,
  { since, now }: { readonly since: Timestamp; readonly now: Timestamp },
): Promise<readonly SilentCalendar[]> {
  const { rows } = await sql<SilentCalendar>`
    update rep_calendar as c
    set told_stale_at = ${now}
    from rep
    where rep.id = c.rep_id and rep.status = 'active' and c.told_stale_at is null
      and coalesce(c.last_read_at, c.created_at) < ${since}
    returning c.id, c.rep_id as "repId", c.kind, c.failure, c.last_read_at as "lastReadAt"`.execute(tx);
  return rows;
}
