import type { RepId } from "@pointsman/contracts/id";

import type { Db } from "../connect.ts";
import { selectLeads, toStoredLeads, type StoredLead } from "./stored-lead.ts";
import { isWithin } from "./within-reach.ts";

/** Leads of one e-mail address, in lower case, archived ones too; the latest received first. */
export async function findLeadsByEmail(
  db: Db,
  query: {
    readonly email: string;
    readonly limit: number;
    /** Only those of these reps, as in `listLeads`; undefined: all. */
    readonly withinRepIds?: readonly RepId[] | undefined;
  },
): Promise<readonly StoredLead[]> {
  const { email, limit, withinRepIds } = query;
  let select = selectLeads(db)
    .where("personal_email", "=", email)
    .orderBy("received_at", "desc")
    .orderBy("id", "desc")
    .limit(limit);
  if (withinRepIds !== undefined) select = select.where(isWithin(withinRepIds, undefined));
  return toStoredLeads(await select.execute());
}
