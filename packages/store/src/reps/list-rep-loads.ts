import type { Db } from "../connect.ts";
import type { RepLoad } from "./lock-rep-loads.ts";

/** The loads of all reps, by id, without locks: for people to look at, not to decide by. */
export async function listRepLoads(db: Db): Promise<readonly RepLoad[]> {
  return db
    .selectFrom("rep_load")
    .select([
      "rep_id as repId",
      "open_leads as openLeads",
      "open_units as openUnits",
      "last_assigned_at as lastAssignedAt",
    ])
    .orderBy("rep_id")
    .execute();
}
