import type { Rep, TimeOff } from "@pointsman/contracts/organisation";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";
import { assertDistinct, assertReferences, toReferences } from "./assert-references.ts";
import { bumpRevision } from "./bump-revision.ts";

/**
 * Adds reps, or replaces them with their time off; a new one starts without open leads. Throws `INVALID_INPUT` for an
 * unknown backup (`reps.0.backupRepId`), who may be one of the same call, and for a rep given twice.
 */
export async function upsertReps(tx: Tx, reps: readonly Rep[]): Promise<void> {
  if (reps.length === 0) return;
  await bumpRevision(tx);
  assertDistinct(reps.map(({ id }, index) => ({ field: `reps.${index}.id`, id })));
  await assertReferences(tx, "rep", {
    list: reps.flatMap((rep, index) => toReferences(`reps.${index}.backupRepId`, rep.backupRepId)),
    added: reps.map((rep) => rep.id),
  });
  await writeReps(tx, reps);
  await replaceTimeOff(tx, reps);
}

async function writeReps(tx: Tx, reps: readonly Rep[]): Promise<void> {
  // A team comes to be with its first rep, and has its name from `teams.upsert`.
  await sql`
    insert into team (id, name) select distinct t, t from unnest(${reps.map(({ team }) => team)}::text[]) as t order by t
    on conflict do nothing`.execute(tx);
  await sql`
    insert into rep (
      id, name, personal_email, role, team, status, time_zone, capacity, soft_limit_pct, hard_limit_pct, ramp_pct,
      skills, backup_rep_id, working_hours, busy, busy_counts, long_busy_minutes, ramp_steps, max_per_day, max_per_week,
      max_per_month)
    select id, name, email, role, team, status, "timeZone", capacity, "softLimitPct", "hardLimitPct", "rampPct", skills,
           "backupRepId", "workingHours", busy, "busyCounts", "longBusyMinutes", "rampSteps", "maxPerDay", "maxPerWeek",
           "maxPerMonth"
    from json_to_recordset(${toRecordset(reps)}::json) as r (
      id text, name text, email text, role text, team text, status text, "timeZone" text, capacity int,
      "softLimitPct" int, "hardLimitPct" int, "rampPct" int, skills text[], "backupRepId" text,
      "workingHours" jsonb, busy jsonb, "busyCounts" text[], "longBusyMinutes" int, "rampSteps" jsonb, "maxPerDay" int,
      "maxPerWeek" int, "maxPerMonth" int)
    on conflict (id) do update set
      name = excluded.name, personal_email = excluded.personal_email, role = excluded.role, team = excluded.team,
      status = excluded.status, time_zone = excluded.time_zone, capacity = excluded.capacity,
      soft_limit_pct = excluded.soft_limit_pct, hard_limit_pct = excluded.hard_limit_pct,
      ramp_pct = excluded.ramp_pct, skills = excluded.skills, backup_rep_id = excluded.backup_rep_id,
      working_hours = excluded.working_hours, busy = excluded.busy, busy_counts = excluded.busy_counts,
      long_busy_minutes = excluded.long_busy_minutes,
      ramp_steps = excluded.ramp_steps, max_per_day = excluded.max_per_day, max_per_week = excluded.max_per_week,
      max_per_month = excluded.max_per_month`.execute(tx);
  await sql`
    insert into rep_load (rep_id) select unnest(${reps.map((rep) => rep.id)}::text[])
    on conflict do nothing`.execute(tx);
}

async function replaceTimeOff(tx: Tx, reps: readonly Rep[]): Promise<void> {
  await sql`delete from rep_time_off where rep_id = any(${reps.map((rep) => rep.id)}::text[])`.execute(tx);
  const rows = reps.flatMap(({ id, timeOff }) =>
    timeOff.map((off, position) => ({ ...toColumns(off), repId: id, position })),
  );
  await sql`
    insert into rep_time_off (rep_id, position, kind, from_at, until_at, first_day, last_day, half)
    select "repId", position, kind, "from", "until", "firstDay", "lastDay", half
    from json_to_recordset(${toRecordset(rows)}::json) as r (
      "repId" text, position int, kind text, "from" timestamptz, "until" timestamptz, "firstDay" date, "lastDay" date,
      half text)`.execute(tx);
}

export interface TimeOffColumns {
  readonly kind: TimeOff["kind"];
  readonly from?: string;
  readonly until?: string;
  readonly firstDay?: string;
  readonly lastDay?: string;
  readonly half?: "morning" | "afternoon";
}

/** Half a day is its day with the half; what a form does not have stays null. */
export function toColumns(off: TimeOff): TimeOffColumns {
  return "day" in off ? { kind: off.kind, firstDay: off.day, lastDay: off.day, half: off.half } : off;
}
