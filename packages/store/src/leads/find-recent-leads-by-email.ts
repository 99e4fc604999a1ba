import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { toRecordset } from "../recordset.ts";
import { selectLeads, toStoredLeads, type StoredLead } from "./stored-lead.ts";

/** Around which instant leads of an address are looked for. Addresses in lower case, as leads have them. */
export type RecentLeadQuery = { readonly email: string; readonly receivedAt: Timestamp };

/**
 * For each address and instant the nearest lead before it and the nearest after it that are still open (assigned, held
 * or parked) and no more than `windowMs` away: the ones that a duplicate may join. Each lead once, by id.
 */
export async function findRecentLeadsByEmail(
  db: Db,
  asked: readonly RecentLeadQuery[],
  windowMs: number,
): Promise<readonly StoredLead[]> {
  if (asked.length === 0) return [];
  // One row a direction, and not the whole window: an address that a form's tester uses has thousands of leads in it.
  const nearest = sql`
    select nearest.id
    from json_to_recordset(${toRecordset(asked)}::json) as asked (email text, "receivedAt" timestamptz)
    cross join lateral (
      (select id from lead
       where personal_email = asked.email and state in ('assigned', 'held', 'parked')
         and received_at between asked."receivedAt" - ${windowMs}::float8 * interval '1 ms' and asked."receivedAt"
       order by received_at desc, id limit 1)
      union all
      (select id from lead
       where personal_email = asked.email and state in ('assigned', 'held', 'parked')
         and received_at > asked."receivedAt"
         and received_at <= asked."receivedAt" + ${windowMs}::float8 * interval '1 ms'
       order by received_at, id limit 1)) as nearest`;
  const rows = await selectLeads(db)
    .where(sql<boolean>`id in (${nearest})`)
    .orderBy("id")
    .execute();
  return toStoredLeads(rows);
}

/**
 * Lets one transaction at a time decide on leads of these addresses, until its end: else two batches with a lead each
 * of the same person would both find no earlier one. Call it after `readOrgState` and before pools are locked.
 */
export async function lockEmails(db: Db, emails: readonly string[]): Promise<void> {
  if (emails.length === 0) return;
  await sql`
    select pg_advisory_xact_lock(key)
    from (select distinct hashtextextended(email, 0) as key from unnest(${emails}::text[]) as email order by key) as keys
  `.execute(db);
}
