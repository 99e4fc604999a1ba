import type { Db } from "../connect.ts";
import { selectLeads, toStoredLeads, type StoredLead } from "./stored-lead.ts";

/** Leads of one e-mail address, in lower case, archived ones too; the latest received first. */
export async function findLeadsByEmail(
  db: Db,
  query: { readonly email: string; readonly limit: number },
): Promise<readonly StoredLead[]> {
  const rows = await selectLeads(db)
    .where("personal_email", "=", query.email)
    .orderBy("received_at", "desc")
    .orderBy("id", "desc")
    .limit(query.limit)
    .execute();
  return toStoredLeads(rows);
}
