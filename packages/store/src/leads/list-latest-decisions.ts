import type { LeadId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import type { DecisionKey } from "../decisions/find-decisions.ts";

/** Which decision is the latest on each of the leads. */
export async function listLatestDecisions(db: Db, leadIds: readonly LeadId[]): Promise<readonly DecisionKey[]> {
  return db
    .selectFrom("lead")
    .select(["id as leadId", "epoch"])
    .where("id", "=", sql<LeadId>`any(${leadIds}::text[])`)
    .orderBy("id")
    .execute();
}
