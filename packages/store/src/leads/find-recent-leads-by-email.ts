import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { selectLeads, toStoredLeads, type StoredLead } from "./stored-lead.ts";

/**
 * For each address the earliest lead received at or after `since` that is still open (assigned, held or parked):
 * the one that a duplicate joins. Addresses in lower case, as leads have them.
 */
export async function findRecentLeadsByEmail(
  db: Db,
  emails: readonly string[],
  since: Timestamp,
): Promise<readonly StoredLead[]> {
  if (emails.length === 0) return [];
  const rows = await selectLeads(db)
    .distinctOn("personal_email")
    .where("personal_email", "=", sql<string>`any(${emails}::text[])`)
    .where("received_at", ">=", since)
    .where(sql<boolean>`state in ('assigned', 'held', 'parked')`)
    .orderBy("personal_email")
    .orderBy("received_at")
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
