import type { RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";

/** Leads that a rep was given in the current periods of his own calendar, those he lost again included. */
export type GivenLeads = {
  readonly repId: RepId;
  /** Since midnight. */
  readonly day: number;
  /** Since Monday. */
  readonly week: number;
  /** Since the first of the month. */
  readonly month: number;
};

/**
 * Counts the assignments of each rep since the start of the day, week and month that `now` lies in by his time zone. To
 * be called after `lockRepLoads`: whoever assigns a lead holds the rep's load, so that the counts stay true.
 */
export async function countGivenLeads(
  tx: Tx,
  repIds: readonly RepId[],
  now: Timestamp,
): Promise<readonly GivenLeads[]> {
  if (repIds.length === 0) return [];
  const { rows } = await sql<GivenLeads>`
    select rep.id as "repId",
           count(*) filter (where assigned_at >= starts.day) as day,
           count(*) filter (where assigned_at >= starts.week) as week,
           count(*) filter (where assigned_at >= starts.month) as month
    from rep
    cross join lateral (
      select date_trunc('day', local) at time zone rep.time_zone as day,
             date_trunc('week', local) at time zone rep.time_zone as week,
             date_trunc('month', local) at time zone rep.time_zone as month
      from (select ${now}::timestamptz at time zone rep.time_zone as local) as clock
    ) as starts
    left join assignment
      on assignment.rep_id = rep.id and assignment.assigned_at >= least(starts.week, starts.month)
    where rep.id = any(${repIds}::text[])
    group by rep.id`.execute(tx);
  return rows;
}
