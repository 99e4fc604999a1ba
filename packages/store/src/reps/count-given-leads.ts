import type { RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { prepared } from "../prepared.ts";
import { toRecordset } from "../recordset.ts";

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

/** When the current periods of a rep's own calendar began. */
export type RepPeriods = {
  readonly repId: RepId;
  readonly day: Timestamp;
  readonly week: Timestamp;
  readonly month: Timestamp;
};

/**
 * Counts the assignments of each rep since the starts of his periods. To be called after `lockRepLoads`: whoever assigns
 * a lead holds the rep's load, so that the counts stay true.
 */
export async function countGivenLeads(tx: Tx, periods: readonly RepPeriods[]): Promise<readonly GivenLeads[]> {
  if (periods.length === 0) return [];
  return (await countGiven(periods).execute(tx)).rows;
}

/** The statement of `countGivenLeads`. */
export function countGiven(periods: readonly RepPeriods[]): RawBuilder<GivenLeads> {
  return sql<GivenLeads>`${prepared("count_given_leads")}
    select r."repId", given.*
    from json_to_recordset(${toRecordset(periods)}::json) as r (
      "repId" text, day timestamptz, week timestamptz, month timestamptz)
    -- A rep at a time, so by the index: a join is planned as a walk through all assignments while these are not very many.
    cross join lateral (
      select count(*) filter (where assigned_at >= r.day) as day,
             count(*) filter (where assigned_at >= r.week) as week,
             count(*) filter (where assigned_at >= r.month) as month
      from assignment
      where rep_id = r."repId" and assigned_at >= least(r.week, r.month)) as given`;
}
