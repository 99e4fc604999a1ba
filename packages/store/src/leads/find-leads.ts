import type { LeadId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";
import { selectLeads, toStoredLeads, type StoredLead } from "./stored-lead.ts";

/** The leads with these ids that are on file, in id order. */
export async function findLeadsByIds(db: Db, ids: readonly LeadId[]): Promise<readonly StoredLead[]> {
  if (ids.length === 0) return [];
  const rows = await selectLeads(db)
    .where("id", "=", sql<LeadId>`any(${ids}::text[])`)
    .orderBy("id")
    .execute();
  return toStoredLeads(rows);
}

/** A submission's identity as its sender sees it. */
export type LeadKey = { readonly source: string; readonly idempotencyKey: string };

/** The leads with these keys that are on file, in id order. */
export async function findLeadsByKeys(db: Db, keys: readonly LeadKey[]): Promise<readonly StoredLead[]> {
  if (keys.length === 0) return [];
  const rows = await selectLeads(db)
    .where(
      sql<boolean>`(source, idempotency_key) in (
        select source, "idempotencyKey"
        from json_to_recordset(${toRecordset(keys)}::json) as r (source text, "idempotencyKey" text))`,
    )
    .orderBy("id")
    .execute();
  return toStoredLeads(rows);
}

/**
 * Locks the leads until the end of the transaction, in id order, and reads them as they are then. Two callers with
 * overlapping leads wait for each other and cannot deadlock. Leads come before pools and loads; the lock is one that
 * lets others refer to the lead (a duplicate being attached), so that a batch never waits for it. Archived leads are left out.
 */
export async function lockLeads(tx: Tx, ids: readonly LeadId[]): Promise<readonly StoredLead[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom("lead")
    .selectAll()
    .select(sql<boolean>`false`.as("archived"))
    .where("state", "is not", null)
    .where("id", "=", sql<LeadId>`any(${ids}::text[])`)
    .orderBy("id")
    .forNoKeyUpdate()
    .execute();
  return toStoredLeads(rows);
}
