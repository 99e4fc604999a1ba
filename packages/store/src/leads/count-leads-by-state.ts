import type { LeadState } from "@pointsman/contracts/lead";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** Leads in one state; null is a lead without one, which must not be. */
export interface StateCount {
  readonly state: LeadState | null;
  readonly leads: number;
}

/** All leads by where they stand. Reads the whole table. */
export async function countLeadsByState(db: Db): Promise<readonly StateCount[]> {
  const { rows } = await sql<StateCount>`
    select state, count(*) as leads from all_lead group by state order by state`.execute(db);
  return rows;
}
