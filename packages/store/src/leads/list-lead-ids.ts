import type { LeadId } from "@pointsman/contracts/id";

import type { Db } from "../connect.ts";

/** Ids of all leads on file, in order, after the id `after` (null: from the first). */
export async function listLeadIds(
  db: Db,
  page: { readonly after: LeadId | null; readonly limit: number },
): Promise<readonly LeadId[]> {
  let query = db.selectFrom("lead").select("id").orderBy("id").limit(page.limit);
  if (page.after !== null) query = query.where("id", ">", page.after);
  return (await query.execute()).map(({ id }) => id);
}
