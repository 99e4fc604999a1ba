import type { RepId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** A rep who has more than he should. */
export interface OverCapacity {
  readonly repId: RepId;
  readonly openLeads: number;
  /** What his open leads weigh together. */
  readonly openUnits: number;
  readonly capacity: number;
}

/** The active reps whose open leads weigh more than their capacity, the most overloaded first; without locks. */
export async function listRepsOverCapacity(db: Db): Promise<readonly OverCapacity[]> {
  return db
    .selectFrom("rep_load")
    .innerJoin("rep", "rep.id", "rep_load.rep_id")
    .select([
      "rep.id as repId",
      "rep_load.open_leads as openLeads",
      "rep_load.open_units as openUnits",
      "rep.capacity as capacity",
    ])
    .where("rep.status", "=", "active")
    .where(sql<boolean>`rep_load.open_units > rep.capacity`)
    .orderBy(sql`rep_load.open_units::float8 / rep.capacity desc, rep.id`)
    .execute();
}
