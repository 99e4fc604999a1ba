import type { TimeOffEntry } from "@pointsman/contracts/availability";
import type { RepId, TimeOffId } from "@pointsman/contracts/id";
import type { TimeOff } from "@pointsman/contracts/organisation";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";
import { parseCursor, toCursor } from "../cursor.ts";
import { toTimeOff, type TimeOffRow } from "../organisation/load-time-off.ts";
import { toColumns } from "../organisation/upsert-reps.ts";
import { toRecordset } from "../recordset.ts";

/**
 * Adds entries. One that says what another one of the same rep says already is not added; that one's id is given instead.
 * Returns the ids in the order of the entries, and whose time off is now another.
 */
export async function insertTimeOff(
  tx: Tx,
  entries: readonly TimeOffEntry[],
): Promise<{ readonly ids: readonly TimeOffId[]; readonly changed: readonly RepId[] }> {
  const rows = entries.map(({ timeOff, ...rest }, position) => ({ ...rest, ...toColumns(timeOff), position }));
  const { rows: found } = await sql<{ readonly id: TimeOffId; readonly repId: RepId; readonly isNew: boolean }>`
    with given as (
      select * from json_to_recordset(${toRecordset(rows)}::json) as r (
        id text, "repId" text, source text, kind text, "from" timestamptz, "until" timestamptz, "firstDay" date,
        "lastDay" date, half text, "changedAt" timestamptz, "changedBy" text, position int)),
    added as (
      insert into time_off (id, rep_id, source, kind, from_at, until_at, first_day, last_day, half, changed_at, changed_by)
      select id, "repId", source, kind, "from", "until", "firstDay", "lastDay", half, "changedAt", "changedBy"
      from given order by position
      on conflict (rep_id, kind, from_at, until_at, first_day, last_day, half) do nothing
      returning *)
    select coalesce(added.id, time_off.id) as id, given."repId", added.id = given.id as "isNew"
    from given
    left join added on added.rep_id = given."repId" and added.kind = given.kind
      and (added.from_at, added.until_at, added.first_day, added.last_day, added.half)
        is not distinct from (given."from", given."until", given."firstDay", given."lastDay", given.half)
    left join time_off on time_off.rep_id = given."repId" and time_off.kind = given.kind
      and (time_off.from_at, time_off.until_at, time_off.first_day, time_off.last_day, time_off.half)
        is not distinct from (given."from", given."until", given."firstDay", given."lastDay", given.half)
    order by given.position`.execute(tx);
  const added = found.filter(({ isNew }) => isNew);
  return { ids: found.map(({ id }) => id), changed: [...new Set(added.map(({ repId }) => repId))] };
}

/** Whose these entries are; nobody's is one that is not on file. */
export async function listOwners(tx: Tx, ids: readonly TimeOffId[]): Promise<readonly RepId[]> {
  const rows = await tx
    .selectFrom("time_off")
    .select("rep_id")
    .where("id", "in", [...ids])
    .execute();
  return rows.map(({ rep_id }) => rep_id);
}

/** Writes what an entry says from now on; `isTimeOffTaken` says whether another one says it already. */
export async function updateTimeOff(
  tx: Tx,
  entry: Pick<TimeOffEntry, "id" | "timeOff" | "changedAt" | "changedBy">,
): Promise<void> {
  const { kind, from, until, firstDay, lastDay, half } = { ...NO_COLUMNS, ...toColumns(entry.timeOff) };
  await sql`
    update time_off
    set kind = ${kind}, from_at = ${from}::timestamptz, until_at = ${until}::timestamptz, first_day = ${firstDay}::date,
        last_day = ${lastDay}::date, half = ${half}, changed_at = ${entry.changedAt}, changed_by = ${entry.changedBy}
    where id = ${entry.id}`.execute(tx);
}

const NO_COLUMNS = { from: null, until: null, firstDay: null, lastDay: null, half: null };

/** Whether the rep of this entry has another one that says this. */
export async function isTimeOffTaken(tx: Tx, { id, timeOff }: Pick<TimeOffEntry, "id" | "timeOff">): Promise<boolean> {
  const { kind, from, until, firstDay, lastDay, half } = { ...NO_COLUMNS, ...toColumns(timeOff) };
  const { rows } = await sql`
    select from time_off
    where rep_id = (select rep_id from time_off where id = ${id}) and id <> ${id} and kind = ${kind}
      and (from_at, until_at, first_day, last_day, half) is not distinct from
        (${from}::timestamptz, ${until}::timestamptz, ${firstDay}::date, ${lastDay}::date, ${half}::text)`.execute(tx);
  return rows.length > 0;
}

/** All entries of these reps, by id. */
export async function findTimeOffOf(
  tx: Tx,
  repIds: readonly RepId[],
): Promise<readonly Pick<TimeOffEntry, "id" | "repId" | "timeOff">[]> {
  if (repIds.length === 0) return [];
  const rows = await tx
    .selectFrom("time_off")
    .select(entryColumns)
    .where("rep_id", "=", sql<RepId>`any(${[...new Set(repIds)]}::text[])`)
    .orderBy("id")
    .execute();
  return rows.map(toEntry);
}

/** Removes entries and returns whose they were, one for each that was there. */
export async function deleteTimeOff(tx: Tx, ids: readonly TimeOffId[]): Promise<readonly RepId[]> {
  const rows = await tx
    .deleteFrom("time_off")
    .where("id", "in", [...ids])
    .returning("rep_id")
    .execute();
  return rows.map(({ rep_id }) => rep_id);
}

export type TimeOffPage = {
  readonly entries: readonly TimeOffEntry[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
};

/** Entries by id; of one rep, or of all. Throws `INVALID_INPUT` for a cursor that is not one of this list. */
export async function listTimeOff(
  db: Db,
  {
    repId,
    limit,
    cursor,
  }: { readonly repId?: RepId | undefined; readonly limit: number; readonly cursor?: string | undefined },
): Promise<TimeOffPage> {
  let query = db
    .selectFrom("time_off")
    .select(entryColumns)
    .orderBy("id")
    .limit(limit + 1);
  if (repId !== undefined) query = query.where("rep_id", "=", repId);
  if (cursor !== undefined) {
    const [after = ""] = parseCursor(cursor, ({ length }) => length === 1);
    query = query.where(sql<boolean>`id > ${after}`);
  }
  const found = await query.execute();
  const entries = found.slice(0, limit).map(toEntry);
  const last = entries.at(-1);
  return { entries, nextCursor: found.length <= limit || last === undefined ? null : toCursor([last.id]) };
}

const entryColumns = [
  "id",
  "rep_id",
  "source",
  "kind",
  "from_at as from",
  "until_at as until",
  "half",
  sql<string | null>`first_day::text`.as("firstDay"),
  sql<string | null>`last_day::text`.as("lastDay"),
  "changed_at",
  "changed_by",
] as const;

type EntryRow = TimeOffRow & {
  readonly id: TimeOffId;
  readonly rep_id: RepId;
  readonly source: TimeOffEntry["source"];
  readonly changed_at: string;
  readonly changed_by: string;
};

function toEntry(row: EntryRow): TimeOffEntry {
  const timeOff: TimeOff = toTimeOff(row);
  return {
    id: row.id,
    repId: row.rep_id,
    timeOff,
    source: row.source,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  };
}
