import type { KnownAvailability } from "@pointsman/contracts/availability";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { toTimeOff } from "../organisation/load-time-off.ts";

/**
 * What is known of when reps are there, beside what stands with them. Busy blocks that are shorter than what is long for
 * their rep are left out: they never count, and are nine in ten of what 1,000 calendars hold.
 */
export async function loadAvailability(db: Db): Promise<KnownAvailability> {
  const { longBusyMinutes } = await db
    .selectFrom("availability_policy")
    .select("long_busy_minutes as longBusyMinutes")
    .executeTakeFirstOrThrow();
  const timeOff = await db
    .selectFrom("time_off")
    .select(["rep_id", "kind", "source", "from_at as from", "until_at as until", "half"])
    .select([sql<string | null>`first_day::text`.as("firstDay"), sql<string | null>`last_day::text`.as("lastDay")])
    .orderBy("rep_id")
    .orderBy("id")
    .execute();
  const blocks = await db
    .selectFrom("calendar_block")
    .innerJoin("rep_calendar", "rep_calendar.id", "calendar_block.calendar_id")
    .innerJoin("rep", "rep.id", "rep_calendar.rep_id")
    .select(["rep_calendar.rep_id", "rep_calendar.kind as source", "calendar_block.kind"])
    .select(["from_at as from", "until_at as until"])
    .where(
      sql<boolean>`calendar_block.kind <> 'busy'
        or until_at - from_at >= coalesce(rep.long_busy_minutes, ${longBusyMinutes}) * interval '1 minute'`,
    )
    .orderBy("rep_id")
    .orderBy("calendar_id")
    .orderBy("position")
    .execute();
  const toMap = <R extends { rep_id: `rep_${string}` }, T>(rows: readonly R[], map: (row: R) => T) =>
    new Map([...Map.groupBy(rows, (row) => row.rep_id)].map(([repId, list]) => [repId, list.map(map)]));
  return {
    longBusyMinutes,
    timeOff: toMap(timeOff, (row) => ({ ...toTimeOff(row), source: row.source })),
    blocks: toMap(blocks, ({ kind, from, until, source }) => ({ kind, from, until, source })),
  };
}
