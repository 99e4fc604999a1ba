import type { LeadId } from "@pointsman/contracts/id";
import type { JsonValue } from "@pointsman/contracts/primitive";

import type { Db } from "../connect.ts";

/** What `insertLeads` was given as `accountMatch`; null where that was null, or where there is no such lead. */
export async function readAccountMatch(db: Db, leadId: LeadId): Promise<JsonValue | null> {
  const row = await db.selectFrom("all_lead").select("account_match").where("id", "=", leadId).executeTakeFirst();
  return row?.account_match ?? null;
}
